// `npm run licences [-- --check]`: the licences of what the program ships, into resources/licences.json, or whether that still says so.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './setup.mjs';
import { isAllowed, licences } from './shipped.mjs';

const file = join(root, 'resources', 'licences.json');
const now = licences();
const text = `${JSON.stringify(now, null, 1)}\n`;
const refused = now.packages.filter(({ licence }) => !isAllowed(licence));
for (const { name, version, licence } of refused) say(`✗ ${name} ${version}: ${licence ?? 'no licence'}`);
if (!process.argv.includes('--check')) writeFileSync(file, text);
const stale = !existsSync(file) || readFileSync(file, 'utf8') !== text;
if (stale) say('✗ resources/licences.json is not what is shipped: npm run licences');
say(`${now.packages.length} packages, ${now.texts.length} texts`);
process.exitCode = refused.length === 0 && !stale ? 0 : 1;
