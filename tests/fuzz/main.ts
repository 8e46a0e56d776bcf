// `npm run fuzz [-- --minutes N | --cases N] [--seed S] [--from I] [--case I]`: files that a till might hold, and files
// that none should, each held to every promise of codec and plan. The printed seed makes the same files again;
// `--case I` makes one of them alone. Several processes at once take different seeds.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { FuzzFailure, fuzz } from './run.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { minutes: text, cases: text, seed: text, from: text, case: text } });
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const one = values.case === undefined ? undefined : Number(values.case);
const cases = one === undefined ? Number(values.cases ?? Number.POSITIVE_INFINITY) : 1;
const seconds = values.cases === undefined && one === undefined ? Number(values.minutes ?? 2) * 60 : Number.POSITIVE_INFINITY;

process.stdout.write(`seed ${seed}\n`);
let said = 0;
try {
  const tally = fuzz(seed, one ?? Number(values.from ?? 0), (so) => {
    if (so.seconds - said >= 15) {
      said = so.seconds;
      process.stdout.write(`${so.cases} files, ${so.seconds.toFixed(0)} s\n`);
    }
    return so.cases < cases && so.seconds < seconds;
  });
  const megabytes = (tally.bytes / 1e6).toFixed(0);
  process.stdout.write(`${tally.cases} files, ${megabytes} MB, ${tally.seconds.toFixed(1)} s, seed ${seed}: no promise broken\n`);
  process.stdout.write(`${JSON.stringify({ ...tally.kinds, ...tally.verdicts })}\n`);
} catch (cause) {
  if (!(cause instanceof FuzzFailure)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = 1;
}
