// `npm run bench [-- --json] [--only sync|list|start|rest|postgres] [--nodes 1] [--others]`: each figure beside its floor, measured in the same run. Says by
// its exit code whether every promise was kept. `--others` brings the same rows to WatermelonDB and PouchDB as well.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchmarks, listBenchmarks, postgresBenchmarks, restBenchmarks, startBenchmarks, syncBenchmarks } from './benchmarks.ts';
import type { Benchmark, Measurement } from './measure.ts';
import { othersBenchmark } from './sync/beside.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' },
    only: { type: 'string' },
    others: { type: 'boolean', default: false },
    nodes: { type: 'string', default: '1' },
  },
});
const sync = { first: [10_000, 50_000], repeats: 3, large: 200_000, operations: 1000, lists: [50_000, 500_000], queries: 2000 };
const list = { tickets: 50_000, seconds: 4, rounds: 8 };
const scale = {
  runs: Number(values.runs),
  megabytes: 20,
  sync,
  list,
  start: { subTickets: 50_000, repeats: 15 },
  rest: { subTickets: 50_000, seconds: 60 },
  postgres: { clients: [1, 10, 32, 64], seconds: 4, repeats: 3, nodes: Number(values.nodes) },
};

const machine = { cpu: cpus()[0]?.model ?? '?', cores: cpus().length, load: loadavg()[0] ?? 0, node: process.version };
const found: Measurement[] = [];
if (!values.json)
  process.stdout.write(`${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, Node ${machine.node}\n\n`);
const parts: Readonly<Record<string, readonly Benchmark[]>> = {
  sync: syncBenchmarks,
  list: listBenchmarks,
  start: startBenchmarks,
  rest: restBenchmarks,
  postgres: postgresBenchmarks,
};
const wanted = (values.only === undefined ? undefined : parts[values.only]) ?? [
  ...benchmarks,
  ...startBenchmarks,
  ...restBenchmarks,
  ...postgresBenchmarks,
  ...listBenchmarks,
];
for (const benchmark of values.others ? [...wanted, othersBenchmark] : wanted) {
  for (const one of await benchmark(scale)) {
    found.push(one);
    if (!values.json) process.stdout.write(`${line(one)}\n`);
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ machine, scale, measurements: found })}\n`);
process.exitCode = found.every((one) => one.kept) ? 0 : 1;

function line({ name, unit, value, floor, ratio, promise, kept }: Measurement): string {
  const figure = (n: number) => (n >= 100 ? n.toFixed(0) : n.toPrecision(3));
  const beside = floor === null ? '' : `${figure(ratio ?? 0)} × floor (${floor.what} ${figure(floor.value)})`;
  const verdict = promise === '' ? '' : `${kept ? 'kept' : 'NOT KEPT'}: ${promise}`;
  return `${name.padEnd(30)} ${figure(value).padStart(8)} ${unit.padEnd(5)} ${beside.padEnd(50)} ${verdict}`;
}
