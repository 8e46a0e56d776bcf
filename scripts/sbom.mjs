// `npm run sbom [-- --out FILE]`: what a copy of the program is made of, as CycloneDX: npm's own list less what is not shipped.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, say } from './setup.mjs';
import { shippedPlaces } from './shipped.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const npm = process.env.npm_execpath;
const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--loglevel=error'];
const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
const all = JSON.parse(
  npm === undefined
    ? execFileSync('npm', args, { ...options, shell: process.platform === 'win32' })
    : execFileSync(process.execPath, [npm, ...args], options),
);

const packages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
const shipped = new Set(
  [...shippedPlaces(), 'node_modules/electron'].map(
    (place) => `${place.split('node_modules/').at(-1)}@${packages[place].version}`,
  ),
);
const nameOf = ({ group, name, version }) => `${group === undefined || group === '' ? name : `${group}/${name}`}@${version}`;
const components = all.components.filter((component) => shipped.has(nameOf(component)));
const refs = new Set([...components.map((component) => component['bom-ref']), all.metadata.component['bom-ref']]);
const dependencies = all.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: (dependsOn ?? []).filter((below) => refs.has(below)) }));
const text = `${JSON.stringify({ ...all, components, dependencies }, null, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
say(`${components.length} of ${all.components.length} packages are shipped`);
