import { afterAll, beforeAll, expect, vi } from 'vitest';
import type * as Testing from '../../mplatform/server/testing.ts';
import { type Cluster, startCluster } from './cluster.ts';

// Only where their servers keep what they know is different for the tests that are brought in after this.
const place = vi.hoisted((): { cluster: Cluster | undefined; servers: number } => ({ cluster: undefined, servers: 0 }));
vi.mock('../../mplatform/server/testing.ts', async (original) => {
  const testing = await original<typeof Testing>();
  return {
    ...testing,
    startServer: async (more?: Parameters<typeof testing.startServer>[0]) => {
      place.servers += 1;
      return testing.startServer({ ...more, database: (await place.cluster?.database('training')) ?? '' });
    },
  };
});

/** Tests of the embedded server, imported afterwards with `await import`, run word for word on a PostgreSQL of their own. */
export function everyServerOnPostgres(): void {
  beforeAll(async () => {
    place.cluster = await startCluster();
  });
  afterAll(async () => {
    await place.cluster?.close();
    // Else they would have run on the embedded one, and said nothing.
    expect(place.servers).toBeGreaterThan(0);
  });
}
