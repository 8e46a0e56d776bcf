// `npm run sim [-- --seeds N] [--seed S] [--threads T] [--engine postgres|both] [--trace] [--keep-going]`: runs with the seeds S,
// S+1, ... Each is decided by its seed alone: `--seed S` makes that run again, step by step; `--trace` prints it also when
// nothing broke. `--engine postgres`: with the server on a PostgreSQL of its own; `both`: and holds each against the embedded one's.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createEngines, startDatabases } from './engines.ts';
import { addUp, createCrew, seedsFrom } from './run-seeds.ts';
import { forgetTheDead } from './scheduler.ts';
import type { Order } from './worker.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const { values } = parseArgs({
  options: { seeds: text, seed: text, threads: text, engine: text, trace: flag, 'keep-going': flag },
});
if (!['postgres', 'both', undefined].includes(values.engine)) throw new Error('--engine postgres, or both');
const engine = values.engine as Order['engine'];
const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const count = Number(values.seeds ?? (values.seed === undefined ? 10_000 : 1));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

print(`${count} runs from seed ${first}`);
const threads = count === 1 ? 1 : Math.min(count, Number(values.threads ?? 2));
const databases = engine === undefined ? undefined : await startDatabases(threads);
const began = performance.now();
const seconds = (): number => (performance.now() - began) / 1000;
const counts = new Map<string, number>();
let said = 0;
let steps = 0;
let done = 0;
let broken = 0;

if (count === 1) {
  forgetTheDead();
  const run = await createEngines(databases?.urls[0])(first, engine, { counts });
  if (run.failure !== undefined || values.trace === true) print(run.trace.join('\n'));
  if (run.failure !== undefined) tell(run.failure, first);
  [done, steps] = [1, run.steps];
} else {
  const crew = createCrew(threads, databases?.urls);
  await crew.run({
    seeds: seedsFrom(first, count),
    ...(engine === undefined ? {} : { engine }),
    onRun(run) {
      done += 1;
      steps += run.steps;
      addUp(counts, run.counts);
      if (run.failure !== undefined) {
        if (values['keep-going'] !== true) print(run.trace.join('\n'));
        tell(run.failure, run.seed);
      }
      if (seconds() - said >= 15) {
        said = seconds();
        print(`${done} runs, ${said.toFixed(0)} s, ${(done / said).toFixed(1)} a second`);
      }
      return run.failure === undefined || values['keep-going'] === true;
    },
  });
  await crew.end();
}

await databases?.close();

function tell(failure: string, seed: number): void {
  broken += 1;
  process.exitCode = 1;
  print(`seed ${seed}: ${failure.slice(0, 2000)}`);
  print(`again: npm run sim -- --seed ${seed}${engine === undefined ? '' : ` --engine ${engine}`}`);
}

for (const [what, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) print(`${String(times).padStart(9)}  ${what}`);
print(`${done} runs from seed ${first}, ${steps} steps, ${seconds().toFixed(1)} s, ${(done / seconds()).toFixed(1)} a second`);
print(broken === 0 ? 'no promise broken' : `${broken} runs broke a promise`);
