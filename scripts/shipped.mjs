// Which packages a copy of the program holds, and under which licences. From the lock file and what is installed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const SOURCES = ['domain', 'sqlite', 'native-checks', 'mplatform', 'electron', 'renderer'];
/** Of a package, not of a file of ours. */
const IMPORT =
  /^(?:(?:import|export)\b[^;'"]*?\bfrom\s*|import\s*)['"]([^'"./#][^'"]*)['"]|\bimport\(['"]([^'"./#][^'"]*)['"]\)/gm;
const lock = () => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;

/** Under these anybody may pass the program on with no more than their texts, which it carries. Any other is a decision. */
export const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** What the author says elsewhere than in package.json. */
const SAID = {
  // In its readme.
  'combine-errors': 'MIT',
  // In its LICENSE.
  'png-js': 'MIT',
};

/** Packages that our own sources name in an import; tests, and what helps them, left out. */
export function imported() {
  const names = new Set();
  for (const folder of SOURCES) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|tsx|css)$/.test(entry.name) || /(^testing|\.test)\.tsx?$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      if (text.includes("from 'vitest'")) continue;
      for (const [, named, later] of text.matchAll(IMPORT)) {
        const path = named ?? later;
        if (path.startsWith('node:')) continue;
        names.add(
          path
            .split('/')
            .slice(0, path.startsWith('@') ? 2 : 1)
            .join('/'),
        );
      }
    }
  }
  return [...names].filter((name) => existsSync(join(root, 'node_modules', name, 'package.json'))).sort();
}

/** Their places below node_modules, with all that they bring. Types ship no code; Electron brings its own list of licences. */
export function shippedPlaces() {
  const packages = lock();
  const roots = [...new Set([...Object.keys(packages[''].dependencies), ...imported()])];
  const found = new Set();
  const visit = (from, name) => {
    const place = resolve(packages, from, name);
    if (place === undefined || found.has(place) || name.startsWith('@types/') || name === 'electron') return;
    found.add(place);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[place];
    const peers = Object.keys(peerDependencies ?? {}).filter((peer) => peerDependenciesMeta?.[peer]?.optional !== true);
    for (const next of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) visit(place, next);
  };
  for (const name of roots) visit('', name);
  return [...found].sort();
}

/** As Node looks for it: in the nearest node_modules upwards. */
function resolve(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

/** One entry for each package, by name; what two have word for word is kept once. */
export function licences() {
  const texts = [];
  const packages = shippedPlaces()
    .filter((place) => existsSync(join(root, place, 'package.json')))
    .map((place) => {
      const { name, version, license, licenses, author } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'));
      const text = licenceText(join(root, place));
      if (text !== null && !texts.includes(text)) texts.push(text);
      return {
        name,
        version,
        licence: typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? SAID[name] ?? null),
        author: typeof author === 'string' ? author : (author?.name ?? null),
        text: text === null ? null : texts.indexOf(text),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
  return { packages, texts };
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)([.-].*)?$/i.test(name) && !/\.(js|json)$/i.test(name));
  return file === undefined ? null : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

/** Whether an expression of licences can be met with allowed ones alone. */
export function isAllowed(expression) {
  if (expression === null) return false;
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' OR ')) return plain.split(' OR ').some((part) => isAllowed(part));
  return plain.split(' AND ').every((part) => ALLOWED.includes(part));
}
