// `npm start`: installs what is missing, builds, opens the app. Runs on Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { bin, ensureInstalled, node, root, run, say } from './setup.mjs';

const HELP = `npm start [-- --data FOLDER] [--no-open] [--hosted] [FILE.mtechnik]
  --data FOLDER  folder danych / data folder
  --no-open      wypisz adres zamiast otwierać okno / print the address instead of opening a window
  --hosted       w przeglądarce, także gdy jest Electron / in the browser even where there is Electron`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  say(HELP);
  process.exit(0);
}
ensureInstalled();
if (!ensureBuilt()) {
  say('Nie udało się zbudować programu.');
  process.exit(1);
}

// A file is named from where the person stands; the program is started here.
const from = process.env.INIT_CWD ?? process.cwd();
const passed = args.filter((a) => a !== '--hosted').map((a) => (/\.mtechnik$/i.test(a) ? resolve(from, a) : a));
const electron = args.includes('--hosted') || args.includes('--no-open') ? undefined : electronBinary();
const child =
  electron === undefined
    ? spawn(node, [join(root, 'electron', 'hosted', 'main.ts'), ...passed], { cwd: root, stdio: 'inherit' })
    : spawn(electron, [root, ...passed], { cwd: root, stdio: 'inherit' });
// The terminal sends Ctrl+C to the child as well; it finishes its work, and then so do we.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));

/** Electron's executable where there is one, or one can be had, and where it can show a window. */
function electronBinary() {
  const linux = process.platform === 'linux';
  // Without a screen nothing opens, and as root Electron refuses to start with its sandbox.
  if (linux && (process.getuid() === 0 || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY))) return undefined;
  return installedElectron() ?? (fetchElectron() ? installedElectron() : undefined);
}

function installedElectron() {
  const folder = join(root, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return undefined;
  const file = join(folder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(file) ? file : undefined;
}

/** Once for each install: a machine that cannot reach the download would wait at every start. */
function fetchElectron() {
  const tried = join(root, 'node_modules', '.electron-tried');
  if (existsSync(tried)) return false;
  writeFileSync(tried, '');
  say('Próbuję pobrać Electrona (najwyżej 90 s); bez niego program otworzy się w przeglądarce…');
  return run(node, [bin('electron', 'install.js')], { quiet: true, timeout: 90_000 }) === 0;
}
