import { type MessagePort, workerData } from 'node:worker_threads';
import { Client, types } from 'pg';
import type { CommitNotice, ReadTransaction, Store, WriteTransaction } from '../../mplatform/server/store/port.ts';
import type { StoredRow } from '../../mplatform/server/store/records.ts';
import { migrations } from '../postgres/cluster.ts';
import { opened } from '../postgres/stores.ts';
import { seedServer } from './dossiers.ts';
import type { Answer, Asked, Kind } from './postgres-link.ts';
import { copyRows, putRows } from './postgres-rows.ts';

/**
 * A thread that keeps the real store on PostgreSQL for one that makes runs, which stands still, with its virtual clock, until it
 * has its answer: so PostgreSQL's real time has no say in what happens next.
 */
const { url, port, signal } = workerData as {
  readonly url: string;
  readonly port: MessagePort;
  readonly signal: Int32Array;
};

interface Open {
  tx: ReadTransaction | WriteTransaction;
  readonly saved: StoredRow[];
  /** Ends the work as its transaction is to end. */
  leave: (cause?: Error) => void;
  /** The work was begun once more, since others got in its way. */
  again: Promise<'again'>;
  readonly done: Promise<unknown>;
}

const BIGINT = 20;
const getTypeParser = ((oid: number, format?: never) => (oid === BIGINT ? Number : types.getTypeParser(oid, format))) as never;
/** Told of nothing by a clock: the machine may be busy with other runs. A look by the clock would be a word at a moment of its own. */
const PATIENT = {
  connectMs: 60_000,
  statementMs: 60_000,
  idleMs: 600_000,
  answerMs: 60_000,
  patienceMs: 60_000,
  listenMs: 3_600_000,
} as const;

const admin = new Client({ connectionString: url, application_name: 'simulation', types: { getTypeParser } });
admin.on('error', () => undefined);
await admin.connect();
await admin.query('SET session_replication_role = replica');

let store: Store | undefined;
let told: CommitNotice[] = [];
const open = new Map<number, Open>();
let last = 0;

/** What a run begins with: as the other engine's template, its era and mark the same. */
const seed = await (async () => {
  const made = await opened({ url, migrations });
  await seedServer(made);
  await made.close();
  await admin.query(`UPDATE meta SET era = 'era-0'; UPDATE opening SET mark = 'seed'`);
  return copyRows(admin);
})();

async function openStore(mark: string): Promise<void> {
  store = await opened({ url, migrations, limits: PATIENT });
  store.onCommit((notice) => told.push(notice));
  await admin.query('UPDATE opening SET mark = $1 WHERE after_change = (SELECT change_number FROM meta)', [mark]);
}

async function begin(kind: Kind): Promise<number> {
  last += 1;
  const id = last;
  if (store === undefined) throw new Error('No store is open');
  let entered = (): void => {};
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  let repeated: (() => void) | undefined;
  const mine = store;
  const work = async (tx: ReadTransaction | WriteTransaction): Promise<void> => {
    // A store whose connections are ended tries again, and its process is no more.
    if (store !== mine) throw new Left();
    const known = open.get(id);
    let leave: Open['leave'] = () => {};
    const ended = new Promise<void>((resolve, reject) => {
      leave = (cause) => (cause === undefined ? resolve() : reject(cause));
    });
    const tell = repeated;
    const again = new Promise<'again'>((resolve) => {
      repeated = () => resolve('again');
    });
    if (known === undefined) open.set(id, { tx, saved: [], leave, again, done: inside.then(() => done) });
    else Object.assign(known, { tx, leave, again }).saved.length = 0;
    entered();
    tell?.();
    await ended;
  };
  const done =
    kind === 'transaction' ? store.transaction(work) : store.read(work, ...(kind === 'once' ? (['once'] as const) : []));
  done.catch(() => undefined);
  await Promise.race([inside, done]);
  return id;
}

/** `again`, or what it had to tell. */
async function end(id: number, how: 'commit' | 'rollback'): Promise<Answer> {
  const one = open.get(id);
  if (one === undefined) throw new Error('No such transaction');
  told = [];
  const { again } = one;
  one.leave(how === 'commit' ? undefined : new Left());
  const ended = await Promise.race([
    again,
    one.done.then(
      () => undefined,
      (cause: unknown) => {
        if (!(cause instanceof Left)) throw cause;
      },
    ),
  ]);
  if (ended === 'again') return 'again';
  open.delete(id);
  return { notice: told[0], saved: one.saved.map(({ seq, version }) => ({ seq, version })) };
}
class Left extends Error {}

/** The server's process is no more: PostgreSQL finds its connections gone and undoes what they had begun. */
async function kill(): Promise<void> {
  const ended = store;
  store = undefined;
  await admin.query(
    `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'mplatform'`,
  );
  const ending = [...open.values()];
  open.clear();
  for (const { leave } of ending) leave(new Left());
  await Promise.allSettled(ending.map(({ done }) => done));
  await ended?.close();
}

async function close(): Promise<void> {
  const closing = store;
  store = undefined;
  await closing?.close();
}

async function ask(id: number, name: string, args: readonly unknown[]): Promise<unknown> {
  const one = open.get(id);
  if (one === undefined) throw new Error('No such transaction');
  const call = (one.tx as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>)[name];
  const answer = await call?.(...args);
  if (name !== 'saveRow') return answer;
  // Its numbers are known at the end.
  one.saved.push(answer as StoredRow);
  return undefined;
}

const looks = new Map<string, string>();
async function look(text: string, params: readonly (string | number)[]): Promise<readonly unknown[]> {
  const name = looks.get(text) ?? `look${looks.size}`;
  looks.set(text, name);
  return (await admin.query({ name, text, values: [...params] })).rows;
}

async function answerTo(asked: Asked): Promise<unknown> {
  switch (asked.what) {
    case 'begin':
      return begin(asked.kind);
    case 'ask':
      return ask(asked.id, asked.name, asked.args);
    case 'end':
      return end(asked.id, asked.how);
    case 'open':
      return openStore(asked.mark);
    case 'close':
      return close();
    case 'kill':
      return kill();
    case 'look':
      return look(asked.sql, asked.params);
    case 'copy':
      return copyRows(admin);
    case 'put':
      return putRows(admin, asked.rows ?? seed);
    case 'stop':
      await close();
      return admin.end();
  }
}

function answer(said: { readonly value: unknown } | { readonly error: object }): void {
  port.postMessage(said);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}
const failure = (cause: unknown) => {
  const { name, message, stack, code, statusCode } = cause as Error & { code?: unknown; statusCode?: unknown };
  return { error: { name, message, stack, code, statusCode } };
};

/** What nobody caught would end a node; whoever asks next is told. */
let uncaught: { readonly error: object } | undefined;
let asking = false;
process.on('uncaughtException', (cause) => {
  uncaught ??= failure(cause);
  if (asking) answer(uncaught);
  asking = false;
});

port.on('message', async (asked: Asked) => {
  asking = true;
  const said = uncaught ?? (await answerTo(asked).then((value) => ({ value }), failure));
  if (asking) answer(said);
  asking = false;
});
