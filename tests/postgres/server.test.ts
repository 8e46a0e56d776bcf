import { describe } from 'vitest';
import { everyServerOnPostgres } from './on-postgres.ts';

// The server's own tests, word for word, on the other engine.
everyServerOnPostgres();

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
describe('probes on PostgreSQL', async () => {
  await import('../../mplatform/server/probes.test.ts');
});
describe('handovers on PostgreSQL', async () => {
  await import('../../mplatform/server/handovers.test.ts');
});
describe('closing on PostgreSQL', async () => {
  await import('../../mplatform/server/closing.test.ts');
});
describe('who changed what, on PostgreSQL', async () => {
  await import('../../mplatform/server/who-changed.test.ts');
});
describe('files on PostgreSQL', async () => {
  await import('../../mplatform/server/files.test.ts');
});
describe('forgetting on PostgreSQL', async () => {
  await import('../../mplatform/server/retention.test.ts');
});
describe('health on PostgreSQL', async () => {
  await import('../../mplatform/server/health.test.ts');
});
describe('the operator’s pages on PostgreSQL', async () => {
  await import('../../mplatform/server/operator-page/pages.test.ts');
});
describe('a stop on PostgreSQL', async () => {
  await import('../../mplatform/server/stopping.test.ts');
});
