import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { app } from 'electron';
import type { UpdateSource } from '../../core/updates/source.ts';
import { appVersion } from '../../core/version.ts';
import { updateSource } from './engine.ts';
import { keptInstallers } from './kept-installers.ts';
import { startInstaller } from './start-installer.ts';

/** electron-updater's Windows updater. Loaded at the first wish: it brings a third of the shell's code with it. */
export function windowsUpdates(dataFolder: string): () => Promise<UpdateSource> {
  const source = updateSource({
    version: appVersion,
    kept: keptInstallers(join(dataFolder, 'updates')),
    engine: () => import('electron-updater').then(({ default: { NsisUpdater } }) => new NsisUpdater()),
    async run(installer) {
      await startInstaller(installer, (file, args) => spawn(file, [...args], { detached: true, stdio: 'ignore' }));
      app.quit();
    },
  });
  return async () => source;
}
