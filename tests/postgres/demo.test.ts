import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../../electron/core/index.ts';
import { type DemoBreak, runDemo } from '../../electron/core/training/demo.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import type * as Server from '../../mplatform/server/main.ts';
import { tempFolder } from '../support/temp.ts';
import { type Cluster, startCluster } from './cluster.ts';

// The demo as it is, its training server on the other engine.
const place = vi.hoisted((): { database: string } => ({ database: '' }));
vi.mock('../../mplatform/server/main.ts', async (original) => {
  const server = await original<typeof Server>();
  return {
    ...server,
    openMplatform: (options: Server.MplatformOptions) => server.openMplatform({ ...options, database: place.database }),
  };
});

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

const demo = async (broken?: DemoBreak) => {
  place.database = await cluster.database('empty');
  const folder = tempFolder('technik-demo-postgres-');
  const core = await startCore({
    dataFolder: folder,
    host: createNodeHost(folder),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  try {
    return await runDemo(core, broken === undefined ? {} : { break: broken });
  } finally {
    await core.close();
  }
};

it('the whole job is done with a server on PostgreSQL, and its database has it', async () => {
  const { ok, steps } = await demo();
  expect(steps.filter((step) => !step.ok)).toEqual([]);
  expect(ok).toBe(true);
  const name = new URL(place.database).pathname.slice(1);
  const [closed] = await cluster.run(
    `SELECT count(*)::int AS n FROM outcome WHERE outcome = 'applied' AND operation::jsonb ->> 'kind' = 'subTicket.close'`,
    name,
  );
  expect(closed?.n).toBeGreaterThan(0);
}, 120_000);

it.each(['config', 'server', 'store'] as const)(
  'where the %s is wrong, it refuses the close there, too',
  async (broken) => {
    expect(await demo(broken)).toMatchObject({ ok: true });
  },
  120_000,
);
