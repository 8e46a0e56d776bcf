import { type RunCommand, runCommand } from '../../../native-checks/windows/command.ts';
import { type ConfigFiles, nodeConfigFiles } from './config-files.ts';
import { createWin32Files } from './files-win32.ts';

/** How files are written on this system; asked once. */
export const systemConfigFiles = (platform: NodeJS.Platform = process.platform, run: RunCommand = runCommand): ConfigFiles =>
  platform === 'win32' ? createWin32Files(run) : nodeConfigFiles;
