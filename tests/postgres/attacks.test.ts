import { describe } from 'vitest';
import { everyServerOnPostgres } from './on-postgres.ts';

everyServerOnPostgres();

describe('everybody who is the wrong one, on PostgreSQL', async () => {
  await import('../attacks/wrong-hands.test.ts');
});
describe('strangers at the operator’s pages, on PostgreSQL', async () => {
  await import('../attacks/operator.test.ts');
});
describe('strain, on PostgreSQL', async () => {
  await import('../attacks/strain.test.ts');
});
describe('an honest till, on PostgreSQL', async () => {
  await import('../attacks/honest.test.ts');
});
