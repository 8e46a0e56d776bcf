// A release is what its tag says: the version in package.json and in the lock file.
import { readFileSync } from 'node:fs';

const [tag] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const versions = [
  read('package.json').version,
  read('package-lock.json').version,
  read('package-lock.json').packages[''].version,
];
if (versions.some((version) => `v${version}` !== tag)) {
  process.stderr.write(`The tag is ${tag}, package.json and its lock say ${versions.join(', ')}.\n`);
  process.exitCode = 1;
}
