import { expect, it } from 'vitest';
import { applyBenchmark } from './apply.ts';
import { growthBenchmark, inspectBenchmark } from './codec.ts';
import { postgresBenchmark } from './postgres/bench.ts';
import { findPgbench } from './postgres/floor.ts';
import { probeBenchmark, silenceBenchmark } from './probe.ts';
import { firstSyncBenchmark, pushBenchmark, searchBenchmark } from './sync/bench.ts';

/**
 * Far from the figures that `npm run bench` holds the product to: a loaded machine must not make a right test fail.
 * Thirty-two times the size takes a quadratic reader thirty-two times as long again.
 */
const generous = { ratio: 25, inspectMs: 1_500, growth: 16, probe: 10, silenceMs: 9_000, firstSync: 6, searchMs: 100 };
const sync = { first: [1000], repeats: 1, large: undefined, operations: 100, lists: [1000], queries: 500 };
const list = { tickets: 1000, seconds: 1, rounds: 1 };
const short = {
  runs: 15,
  megabytes: 5,
  sync,
  list,
  start: { subTickets: 1000, repeats: 1 },
  rest: { subTickets: 1000, seconds: 1 },
  postgres: { clients: [1], seconds: 1, repeats: 1, nodes: 1 },
};

it('applying costs a few times what the disk itself takes for such a file', async () => {
  const [apply] = await applyBenchmark(short);
  expect(apply?.ratio).toBeLessThan(generous.ratio);
});

it('megabytes are inspected in a moment', async () => {
  const [inspect] = await inspectBenchmark(short);
  expect(inspect?.value).toBeLessThan(generous.inspectMs);
});

it('time grows with the size, whatever the file holds', async () => {
  for (const { name, ratio } of await growthBenchmark(short)) expect(ratio, name).toBeLessThan(generous.growth);
});

it('the probe of a healthy line takes a few times the round trips that it needs', async () => {
  for (const { name, ratio } of await probeBenchmark({ ...short, runs: 1 })) expect(ratio, name).toBeLessThan(generous.probe);
});

it('a dead or silent server is named in seconds, wherever it falls silent', async () => {
  const silent = await silenceBenchmark(short);
  expect(silent.length).toBeGreaterThan(5);
  for (const { name, value } of silent) expect(value, name).toBeLessThan(generous.silenceMs);
});

it('the first sync takes a few times what its rows take to be written down', async () => {
  const [first] = await firstSyncBenchmark(short);
  expect(first?.ratio).toBeLessThan(generous.firstSync);
});

it('a sync with nothing to say is one request, and waiting work goes two hundred at a time', async () => {
  const counted = (await pushBenchmark(short)).filter(({ unit }) => unit === 'calls');
  expect(counted.map(({ name, value }) => [name.trim(), value])).toEqual([
    ['… requests', 1],
    ['empty sync', 1],
    ['… with a token grown old', 2],
    ['… after a start, live line', 3],
  ]);
});

it('the list answers while one types', async () => {
  const [p99] = await searchBenchmark(short);
  expect(p99?.value).toBeLessThan(generous.searchMs);
});

const noPgbench = findPgbench() === undefined ? ' (left out: no pgbench on the path)' : '';
it.skipIf(noPgbench !== '')(
  `pushes go to PostgreSQL, and their floors are taken beside them${noPgbench}`,
  async () => {
    const found = await postgresBenchmark(short);
    for (const { name, value } of found) expect(value, name).toBeGreaterThan(0);
    const pushes = found.filter(({ name }) => name.startsWith('push'));
    expect(pushes.map(({ name, unit }) => [name, unit])).toEqual([
      ['push at 1, 1 a call', '/s'],
      ['push at 1, 20 a call', '/s'],
    ]);
    for (const { name, value, floor, ratio } of pushes) expect(ratio, name).toBe(value / (floor?.value ?? 0));
    // What twenty in a call are good for.
    expect(pushes[1]?.value).toBeGreaterThan(pushes[0]?.value ?? 0);
  },
  60_000,
);
