import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { type Crowd, gather } from './crowd.ts';
import { measureLines, measureShape, SHAPES } from './shapes.ts';

const DEVICES = 60;
let cluster: Cluster;
let crowd: Crowd;
beforeAll(async () => {
  cluster = await startCluster();
  crowd = await gather({ database: await cluster.database(), devices: DEVICES, nodes: 2, workers: 2, tickets: 2 });
}, 120_000);
afterAll(async () => {
  await crowd.close();
  await cluster.close();
}, 60_000);

it('costs a node less than 50 kB for each live line', async () => {
  // Few lines beside what else happens in a node: far from the figure that `npm run load` measures with a thousand.
  expect((await measureLines(crowd, DEVICES)).used).toBeLessThan(150);
}, 60_000);

it.each(SHAPES)(
  'a %s of simulated technicians is served to its end',
  async (shape) => {
    if (shape === 'morning') await crowd.ask({ ask: 'hangUp' });
    const figures = await measureShape(crowd, shape, { devices: DEVICES, edits: 2, dayMs: 1500, everyMs: 1000, bytes: 20_000 });
    const counts = Object.fromEntries(figures.calls.map(({ call, count }) => [call, count]));
    switch (shape) {
      case 'morning':
        expect(counts).toMatchObject({ refresh: DEVICES, 'live line': DEVICES, sync: DEVICES, push: DEVICES });
        break;
      case 'day':
        expect(counts.push).toBeGreaterThanOrEqual(DEVICES);
        // Each edit pokes the colleagues.
        expect(counts.sync).toBeGreaterThan(DEVICES);
        break;
      case 'poke':
        expect(counts).toEqual({ poke: DEVICES, sync: DEVICES });
        expect(figures.statementsACall).toBeLessThan(1.5);
        break;
      case 'upload':
        expect(counts).toMatchObject({ file: DEVICES });
        break;
    }
  },
  120_000,
);
