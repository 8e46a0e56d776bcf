// `npm run pack:verify`: looks at a real build in dist/ after it was signed. For the release; needs Electron's own binary.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkArchive, checkFuses, checkIntegrity } from './packed.mjs';
import { root, say } from './setup.mjs';

const windows = process.platform === 'win32';
const unpacked = join(root, 'dist', windows ? 'win-unpacked' : 'linux-unpacked');
const executable = join(unpacked, windows ? 'M-Technik.exe' : 'm-technik');
const archive = join(unpacked, 'resources', 'app.asar');

const problems = [
  ...checkArchive(archive).problems,
  ...(await checkFuses(executable)),
  ...(windows ? checkIntegrity(executable, archive) : []),
  ...(existsSync(join(unpacked, windows ? 'technik.cmd' : 'technik')) ? [] : ['the command technik is missing']),
];
for (const line of problems) say(`✗ ${line}`);
if (problems.length === 0) say('Fuses, archive and command are as they must be.');
process.exitCode = problems.length === 0 ? 0 : 1;
