import { afterAll, beforeAll } from 'vitest';
import { storeContract } from '../../mplatform/server/store/contract.ts';
import { type Cluster, migrations, startCluster } from './cluster.ts';
import { opened } from './stores.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

storeContract('PostgreSQL', async () => {
  const url = await cluster.database();
  return { open: () => opened({ url, migrations }), dispose: async () => undefined };
});
