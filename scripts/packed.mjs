// What a packed program must be, whoever packed it: what is in its archive, what lies outside, how its fuses stand.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { extractFile, getRawHeader, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FUSES } from './after-pack.mjs';

/** The one module that is not ours and not bundled, built for that machine. */
const nativeOf = (platform) => `node_modules/better-sqlite3-multiple-ciphers/prebuilds/${platform}-${process.arch}.node`;

/** Each way into the program that something else starts by its name. */
const WANTED = [
  'package.json',
  'out/main/main.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  ...['core-process', 'cli', 'hosted', 'elevated-write', 'pcpos-simulator', 'list-export', 'care'].map(
    (name) => `out/core/${name}.js`,
  ),
  'resources/licences.json',
];

const stray = (what, found) => (found.length === 0 ? [] : [`${what}: ${found.slice(0, 5).join(', ')}`]);

/** Of what a server may keep its uploads in; ours for tests and training needs none of it. An import of it is met with a sentence. */
const ofServerAlone = (code) => /node_modules\/@(aws-sdk|smithy)|class S3Client|AwsSdkSigV4/.test(code);

/** Its files by their paths, and what is wrong with them. */
export function checkArchive(archive, platform = process.platform) {
  const all = listPackage(archive, { isPack: false }).map((path) => path.split(sep).filter(Boolean).join('/'));
  const files = all.filter((path) => !('files' in statFile(archive, path)));
  const native = files.filter((path) => path.endsWith('.node'));
  const scripts = files.filter((path) => /^out\/(core|main|chunks)\/.*\.js$/.test(path));
  const size = (path) => statFile(archive, path).size ?? 0;
  return {
    files: files.map((path) => ({ path, bytes: size(path) })),
    problems: [
      ...stray(
        'missing',
        WANTED.filter((path) => !files.includes(path)),
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
        files.filter((path) => /^node_modules\/(?!better-sqlite3-multiple-ciphers\/)/.test(path)),
      ),
      ...(native.length === 1 && native[0] === nativeOf(platform) ? [] : [`native modules: ${native.join(', ')}`]),
      ...stray(
        'not unpacked',
        native.filter((path) => statFile(archive, path).unpacked !== true),
      ),
      ...stray(
        'of a server alone',
        scripts.filter((path) => ofServerAlone(extractFile(archive, join(...path.split('/'))).toString('utf8'))),
      ),
      ...stray(
        'without a digest',
        files.filter((path) => statFile(archive, path).integrity === undefined),
      ),
    ],
  };
}

/** The fuses as they stand in the executable, read back: each one that we decided about, and none that we did not. */
export async function checkFuses(executable) {
  const wire = await getCurrentFuseWire(executable);
  const decided = Object.entries(FUSES).filter(([fuse]) => /^\d+$/.test(fuse));
  const known = decided.map(([fuse]) => fuse);
  return [
    ...decided
      .filter(([fuse, on]) => wire[fuse] !== (on ? 0x31 : 0x30))
      .map(([fuse]) => `fuse ${FuseV1Options[fuse]} is not what it must be`),
    ...Object.keys(wire)
      .filter((fuse) => /^\d+$/.test(fuse) && !known.includes(fuse))
      .map((fuse) => `fuse ${fuse} is one that nobody decided about`),
  ];
}

/** On Windows the executable carries the digest of the archive's head; what does not match does not start. */
export function checkIntegrity(executable, archive) {
  const { headerString } = getRawHeader(archive);
  const digest = createHash('sha256').update(headerString).digest('hex');
  return readFileSync(executable).includes(digest) ? [] : ['the executable does not carry the digest of its archive'];
}

/** Of the code that the first screen waits for, compressed. The promise is 250 kB; this is a little above what it has. */
const FIRST_SCREEN_BYTES = 195_000;

/** What the page itself names: its script, and what that one is known to need at once. Styles are counted beside it. */
export function firstScreen(archive) {
  const renderer = join('out', 'renderer');
  const page = extractFile(archive, join(renderer, 'index.html')).toString('utf8');
  const named = (kind) =>
    [...page.matchAll(new RegExp(`(?:src|href)="\\./(assets/[^"]+\\.${kind})"`, 'g'))].map(([, file]) => file);
  const packed = (kind) =>
    named(kind).reduce(
      (sum, file) => sum + gzipSync(extractFile(archive, join(renderer, ...file.split('/'))), { level: 9 }).length,
      0,
    );
  const [code, styles] = [packed('js'), packed('css')];
  const problems = code > 0 && code <= FIRST_SCREEN_BYTES ? [] : [`the first screen's code is ${code} bytes compressed`];
  return { code, styles, files: named('js').length, problems };
}
