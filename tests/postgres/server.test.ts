import { afterAll, beforeAll, describe, vi } from 'vitest';
import type * as Testing from '../../mplatform/server/testing.ts';
import { type Cluster, startCluster } from './cluster.ts';

// The server's own tests, word for word, on the other engine: only where their servers keep what they know is different.
const place = vi.hoisted((): { cluster: Cluster | undefined } => ({ cluster: undefined }));
vi.mock('../../mplatform/server/testing.ts', async (original) => {
  const testing = await original<typeof Testing>();
  return {
    ...testing,
    startServer: async (more?: Parameters<typeof testing.startServer>[0]) =>
      testing.startServer({ ...more, database: (await place.cluster?.database('training')) ?? '' }),
  };
});

beforeAll(async () => {
  place.cluster = await startCluster();
});
afterAll(() => place.cluster?.close());

describe('operations on PostgreSQL', async () => {
  await import('../../mplatform/server/operations.test.ts');
});
describe('changes on PostgreSQL', async () => {
  await import('../../mplatform/server/changes.test.ts');
});
describe('devices on PostgreSQL', async () => {
  await import('../../mplatform/server/devices.test.ts');
});
describe('live lines on PostgreSQL', async () => {
  await import('../../mplatform/server/live.test.ts');
});
