// Builds everything into out/, or only what is asked for. Runs on Node 20; the build itself on the installed Node.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bin, ensureInstalled, node, root, run, say } from './setup.mjs';

const SOURCES = ['domain', 'sqlite', 'native-checks', 'mplatform', 'electron', 'renderer', 'resources/translations'];
const FILES = ['package.json', 'package-lock.json', 'vite.config.ts', 'electron.vite.config.ts'];
const STAMP = join(root, 'out', '.sources');

/** A digest of everything that goes into the build: times of files lie after a checkout. */
function sources() {
  const hash = createHash('sha256');
  const add = (path) => hash.update(path).update(readFileSync(join(root, path)));
  for (const file of FILES) add(file);
  for (const folder of SOURCES) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath ?? e.path, e.name));
    for (const file of files.filter((f) => !/\.test\.tsx?$/.test(f)).sort()) add(file.slice(root.length));
  }
  return hash.digest('hex');
}

/** Builds when the sources changed since the last time. Answers whether it worked. */
export function ensureBuilt() {
  const now = sources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now) return true;
  say('Buduję program…');
  return build(now, { quiet: true });
}

export function build(digest = sources(), options = {}) {
  // The parts share out/, so none of them may empty it; what an older build left would be packed.
  rmSync(join(root, 'out'), { recursive: true, force: true });
  // A digest from before the build: what is edited meanwhile is built next time.
  const args = [bin('electron-vite', 'bin/electron-vite.js'), 'build', '--logLevel', 'warn'];
  let status = run(node, args, options);
  if (status !== 0 && options.quiet) status = run(node, args, { stdout: 2 });
  if (status !== 0) return false;
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(STAMP, digest);
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  process.exit(build() ? 0 : 1);
}
