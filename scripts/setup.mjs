// Plain JavaScript that runs on Node 20 with nothing installed: it is what installs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The Node that the dev dependency `node` brings; the database's native module crashes on an older one. */
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The command of an installed package, as arguments for `node`. */
export const bin = (name, file) => join(root, 'node_modules', name, file);

/** Says something to the person; never on stdout, which may belong to a program. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Runs a command, shows what it says (on stderr where asked) and answers its exit code. */
export function run(command, args, { env = process.env, quiet = false, timeout, stdout = 'inherit' } = {}) {
  const stdio = ['inherit', quiet ? 'ignore' : stdout, quiet ? 'ignore' : 'inherit'];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio, env, timeout });
  if (error !== undefined && !quiet) say(String(error));
  return status ?? 1;
}

/**
 * Whether what is installed is what the lock file names. npm writes its own list when it has finished, so an
 * interrupted install counts as none; entries for other systems may be missing.
 */
export function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return (
      existsSync(node) &&
      Object.entries(wanted).every(
        ([path, { version, optional, devOptional, link }]) =>
          path === '' || link || found[path]?.version === version || (found[path] === undefined && (optional || devOptional)),
      )
    );
  } catch {
    return false;
  }
}

/** Installs what is missing; ends the process with a plain sentence where that fails. */
export function ensureInstalled() {
  if (isInstalled()) return;
  say('Instaluję brakujące pakiety (npm ci)…');
  const installed = npm(['ci']) === 0 && npm(['rebuild', 'node', '--ignore-scripts=false']) === 0;
  if (installed && isInstalled()) return;
  say('Nie udało się zainstalować pakietów. Sprawdź połączenie z siecią i uruchom polecenie ponownie.');
  process.exit(1);
}

/** Runs npm itself, the one that started us where there is one; stdout may be the JSON document of the command that follows. */
function npm(args) {
  const words = [...args, '--loglevel=error', '--no-audit', '--no-fund'];
  const started = process.env.npm_execpath;
  if (started !== undefined && /npm-cli\.c?js$/.test(started)) return run(process.execPath, [started, ...words], { stdout: 2 });
  return spawnSync('npm', words, { cwd: root, stdio: ['inherit', 2, 'inherit'], shell: process.platform === 'win32' }).status;
}
