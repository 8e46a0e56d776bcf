import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { extractAll, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import { FUSES } from './after-pack.mjs';
import { root, say } from './setup.mjs';

/** The one module that is not ours and not bundled, built for this machine. */
const NATIVE = `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`;
const unpacked = process.platform === 'win32' ? 'win-unpacked' : 'linux-unpacked';

const work = mkdtempSync(join(tmpdir(), 'technik-pack-'));
try {
  const dist = standIn(join(work, 'electron'));
  const output = join(work, 'dist');
  const resources = await pack(dist, output);
  const archive = join(resources, 'app.asar');
  const problems = [...checkArchive(archive), ...(await checkFuses(output)), ...runFrom(archive)];
  for (const line of problems) say(`✗ ${line}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/**
 * A folder that looks enough like an unzipped Electron: dummy executables with the mark by which the fuses are found,
 * then their version, their number and nine of them.
 */
function standIn(folder) {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'));
  const wire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101100011')]);
  const dummy = Buffer.concat([Buffer.from('stand-in '), wire, Buffer.from(' end')]);
  for (const name of ['electron', 'electron.exe', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    writeFileSync(join(folder, name), dummy, { mode: 0o755 });
  }
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'locales'));
  for (const name of ['pl.pak', 'en-US.pak']) writeFileSync(join(folder, 'locales', name), '');
  writeFileSync(join(folder, 'version'), version);
  return folder;
}

async function pack(electronDist, output) {
  await build({
    projectDir: root,
    targets: Platform.current().createTarget('dir'),
    publish: 'never',
    config: {
      extends: join(root, 'electron-builder.json'),
      electronDist,
      directories: { output },
      // What edits a real executable cannot edit this one.
      win: { signAndEditExecutable: false },
      disableAsarIntegrity: true,
    },
  });
  return join(output, unpacked, 'resources');
}

/** What is in the archive, and what is not. */
function checkArchive(archive) {
  const all = listPackage(archive, { isPack: false }).map((path) => path.split(sep).filter(Boolean).join('/'));
  const files = all.filter((path) => !('files' in statFile(archive, path)));
  const native = files.filter((path) => path.endsWith('.node'));
  const has = (path) => files.includes(path);
  const stray = (what, found) => (found.length === 0 ? [] : [`${what}: ${found.slice(0, 5).join(', ')}`]);
  const wanted = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html', 'package.json'];
  for (const name of ['core-process', 'cli', 'pcpos-simulator']) wanted.push(`out/core/${name}.js`);
  const bytes = files.reduce((sum, path) => sum + (statFile(archive, path).size ?? 0), 0);
  say(`app.asar: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB with its native module`);
  return [
    ...stray(
      'missing',
      wanted.filter((path) => !has(path)),
    ),
    ...stray(
      'sources',
      files.filter((path) => /\.(ts|tsx|map)$/.test(path)),
    ),
    ...stray(
      'tests',
      files.filter((path) => /(^|\/)(tests?|__tests__)\/|\.test\./.test(path)),
    ),
    ...stray(
      'packages that should be bundled',
      files.filter((path) => /^node_modules\/(?!better-sqlite3\/)/.test(path)),
    ),
    ...(native.length === 1 && native[0] === NATIVE ? [] : [`native modules: ${native.join(', ')}`]),
    ...stray(
      'not unpacked',
      native.filter((path) => statFile(archive, path).unpacked !== true),
    ),
  ];
}

/** The fuses as they stand in the executable, read back. */
async function checkFuses(output) {
  const name = process.platform === 'win32' ? 'M-Technik.exe' : 'm-technik';
  const wire = await getCurrentFuseWire(join(output, unpacked, name));
  return Object.entries(FUSES)
    .filter(([fuse]) => /^\d+$/.test(fuse))
    .filter(([fuse, on]) => wire[fuse] !== (on ? 0x31 : 0x30))
    .map(([fuse]) => `fuse ${FuseV1Options[fuse]} is not what it must be`);
}

/** The packed core does its job under plain Node, from a folder where nothing of the sources is near. */
function runFrom(archive) {
  const app = join(work, 'app');
  extractAll(archive, app);
  const problems = [];
  const technik = (...args) =>
    execFileSync(process.execPath, [join(app, 'out', 'core', 'cli.js'), ...args], {
      cwd: work,
      encoding: 'utf8',
      timeout: 60_000,
    });
  try {
    technik('--help');
    const report = JSON.parse(technik('demo', '--json', '--data', join(work, 'data')));
    say(`technik demo from the archive: ${report.steps.length} steps, ok: ${report.ok}`);
    if (report.ok !== true) problems.push('technik demo failed from the archive');
  } catch (cause) {
    problems.push(`the packed core does not run: ${cause}`);
  }
  return problems;
}
