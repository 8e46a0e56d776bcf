// `npm run sim [-- --seeds N] [--seed S] [--trace]`: runs with seeds S, S+1, ... Each is decided by its seed alone, so
// that `--seeds 1 --seed S` makes a run again, step by step; `--trace` prints it also when nothing broke.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { seeds: text, seed: text, trace: { type: 'boolean' }, 'keep-going': { type: 'boolean' } },
});
const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const wanted = Number(values.seeds ?? (values.seed === undefined ? 10_000 : 1));

process.stdout.write(`seeds from ${first}, ${wanted} runs\n`);
const counts = new Map<string, number>();
const began = performance.now();
let said = 0;
let steps = 0;
let broken = 0;
let n = 0;
for (; n < wanted; n += 1) {
  const run = await simulate(first + n, { counts });
  steps += run.steps;
  const seconds = (performance.now() - began) / 1000;
  if (run.failure !== undefined) {
    broken += 1;
    process.exitCode = 1;
    const again = `npm run sim -- --seeds 1 --seed ${run.seed}`;
    if (values['keep-going'] !== true || values.trace === true) process.stdout.write(`${run.trace.join('\n')}\n`);
    process.stdout.write(`seed ${run.seed}: ${run.failure}\n${again}\n`);
    if (values['keep-going'] !== true) break;
  } else if (values.trace === true) process.stdout.write(`${run.trace.join('\n')}\n`);
  if (seconds - said >= 15) {
    said = seconds;
    process.stdout.write(`${n + 1} runs, ${seconds.toFixed(0)} s, ${((n + 1) / seconds).toFixed(1)} a second\n`);
  }
}
const seconds = (performance.now() - began) / 1000;
for (const [what, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(`${String(times).padStart(9)}  ${what}\n`);
process.stdout.write(
  `${Math.min(n + 1, wanted)} runs from seed ${first}, ${steps} steps, ${seconds.toFixed(1)} s, ${broken} broken\n`,
);
