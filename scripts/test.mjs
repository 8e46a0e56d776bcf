// `npm test`: installs what is missing, then every check there is. Runs on Node 20 with nothing installed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureBrowser } from './browser.mjs';
import { bin, ensureInstalled, node, root, run, say } from './setup.mjs';

ensureInstalled();
const browser = ensureBrowser();
if (!browser) say('Nie ma przeglądarki (Chromium, Chrome, Edge): testy w przeglądarce będą nieudane.');

const artifacts = join(root, 'tests', '.artifacts');
mkdirSync(artifacts, { recursive: true });
// What the parts start themselves finds the right Node, too.
const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` };

/** What a person has to know of the tests, told at the very end where it is not scrolled away. */
const told = [];

/** A line for each test of a file that failed, or that passed only when tried again. */
const complaintsOf = ({ name, status, message, assertionResults }) => {
  const file = relative(root, name);
  const first = (text) =>
    stripVTControlCharacters(text ?? '')
      .trim()
      .split('\n')
      .slice(0, 3)
      .join(' ')
      .slice(0, 400);
  if (status === 'failed' && assertionResults.length === 0) return [`FAILED ${file}: ${first(message)}`];
  return assertionResults
    .filter(({ failureMessages }) => failureMessages.length > 0)
    .map(({ status: end, fullName, failureMessages: [why] }) => {
      const what = end === 'failed' ? 'FAILED' : 'passed at the second try';
      return `${what} ${file} > ${fullName}: ${first(why)}`;
    });
};

/** A check that is one: it passes or it does not. */
const once = (args) => () => (run(node, args, { env }) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** A run of vitest counts its tests; a file that does not even load counts as one that failed. */
const vitest = (name, args) => () => {
  const report = join(artifacts, `${name}.json`);
  rmSync(report, { force: true });
  const status = run(
    node,
    [bin('vitest', 'vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { env },
  );
  try {
    const { numPassedTests: passed, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    told.push(...testResults.flatMap(complaintsOf));
    const unloaded = testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length;
    const failed = numFailedTests + unloaded;
    return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
};

const parts = [
  ['lint', once([bin('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.'])],
  ['types', once([bin('typescript', 'bin/tsc'), '-p', '.'])],
  ['types (renderer)', once([bin('typescript', 'bin/tsc'), '-p', 'renderer'])],
  ['build', once([join(root, 'scripts', 'build.mjs')])],
  ['unit, integration', vitest('unit', [])],
  ['browser', vitest('browser', ['--config', 'tests/browser/vitest.config.ts'])],
  ['pack', once([join(root, 'scripts', 'pack-check.mjs')])],
];

// `npm test -- lint types` runs those parts only.
const wanted = process.argv.slice(2);
const results = [];
for (const [name, check] of parts.filter(([n]) => wanted.length === 0 || wanted.some((w) => n.startsWith(w)))) {
  const began = Date.now();
  process.stdout.write(`\n── ${name} ──\n`);
  results.push({ name, ...check(), seconds: (Date.now() - began) / 1000 });
}

process.stdout.write('\n');
for (const line of told) process.stdout.write(`${line}\n`);
if (told.length > 0) process.stdout.write('\n');
for (const { name, passed, failed, seconds } of results) {
  const verdict = failed === 0 ? 'ok    ' : 'FAILED';
  process.stdout.write(
    `${verdict} ${name.padEnd(20)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(6)} s\n`,
  );
}
const sum = (key) => results.reduce((n, r) => n + r[key], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
