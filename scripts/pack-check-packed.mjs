import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll } from '@electron/asar';
import { build, Platform } from 'electron-builder';
import { checkArchive, checkFuses, firstScreen } from './packed.mjs';
import { runPacked } from './packed-program.mjs';
import { root, say } from './setup.mjs';

const windows = process.platform === 'win32';
const unpacked = windows ? 'win-unpacked' : 'linux-unpacked';

const work = mkdtempSync(join(tmpdir(), 'technik-pack-'));
try {
  const dist = standIn(join(work, 'electron'));
  const output = join(work, 'dist');
  await pack(dist, output);
  const program = join(output, unpacked);
  const archive = join(program, 'resources', 'app.asar');
  const { files, problems: found } = checkArchive(archive);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  say(
    `app.asar: ${files.length} files, ${megabytes(bytes)} MB with its native module; ${megabytes(sizeOf(program))} MB in all but Electron`,
  );
  const first = firstScreen(archive);
  say(
    `first screen: ${(first.code / 1e3).toFixed(0)} kB of code in ${first.files} files, ${(first.styles / 1e3).toFixed(0)} kB of styles, compressed`,
  );
  const problems = [
    ...found,
    ...first.problems,
    ...(await checkFuses(join(program, windows ? 'M-Technik.exe' : 'm-technik'))),
    ...(existsSync(join(program, windows ? 'technik.cmd' : 'technik')) ? [] : ['the command technik is missing']),
    ...(await runPacked(unpackedFrom(archive), work, say)),
  ];
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
}

/** As Electron's own `fs` reads it, in a folder. */
function unpackedFrom(archive) {
  const app = join(work, 'app');
  extractAll(archive, app);
  return app;
}

function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
