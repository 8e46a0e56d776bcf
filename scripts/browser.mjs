// Makes sure that there is a browser for the tests, from the system's own packages where we may.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say } from './setup.mjs';

const LINUX = [
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chromium',
  'chromium-browser',
];

const onPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));

/** Whether there is one now. Elsewhere than on Linux one always is: Edge on Windows; on a Mac the tests look themselves. */
export function ensureBrowser() {
  if (process.platform !== 'linux') return true;
  const found = () => process.env.TECHNIK_BROWSER !== undefined || LINUX.some(onPath);
  if (found()) return true;
  if (process.getuid() !== 0 || !onPath('apt-get')) return false;
  say('Instaluję przeglądarkę dla testów (apt-get install chromium)…');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env, stdout: 2, timeout: 180_000 });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, stdout: 2, timeout: 600_000 });
  return found();
}
