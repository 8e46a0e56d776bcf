import { afterAll, beforeAll } from 'vitest';
import { startServer } from '../../mplatform/server/testing.ts';
import { closingAttacks } from '../attacks/closing.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.close());

closingAttacks('PostgreSQL', async () => startServer({ database: await cluster.database('training') }));
