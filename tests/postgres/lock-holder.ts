// A node of its own that holds a lock: `node tests/postgres/lock-holder.ts ADDRESS LIMITS`. Says each word as it happens.
import { openPostgresLocks } from '../../mplatform/server/store/postgres-locks.ts';

const [, , address = '', limits = '{}'] = process.argv;
const locks = openPostgresLocks(address, JSON.parse(limits));
if (!locks.ok) throw new Error(locks.error.code);
await locks.value.take('a', new AbortController().signal, () => process.stdout.write('ended\n'));
process.stdout.write('held\n');
process.stdin.resume();
