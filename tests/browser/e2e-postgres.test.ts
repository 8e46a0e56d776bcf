import { afterAll, beforeAll, beforeEach, describe, vi } from 'vitest';
import type * as Server from '../../mplatform/server/main.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';

// The same flows, word for word, with M/platform on its other engine.
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
beforeEach(async () => {
  place.database = await cluster.database('empty');
});
afterAll(() => cluster.close());

for (const flow of ['job', 'declines', 'late', 'conflict', 'offline'] as const) {
  describe(`on PostgreSQL: ${flow}`, async () => {
    await import(`./e2e-${flow}.test.ts`);
  });
}
