import type { CommitNotice, ReadTransaction, Store, WriteTransaction } from '../../mplatform/server/store/port.ts';
import { reader } from '../../mplatform/server/store/postgres-reader.ts';
import type { Session } from '../../mplatform/server/store/postgres-session.ts';
import { writer } from '../../mplatform/server/store/postgres-writer.ts';
import { type Ask, type Engine, type EngineIn, looksBy } from './engine.ts';
import { type Answer, type Kind, type Link, linkTo } from './postgres-link.ts';
import { Crashed } from './scheduler.ts';

const NOBODY = {} as Session;
const READS = Object.keys(reader(NOBODY));
const WRITES = Object.keys(writer(NOBODY).transaction);
/** What this engine alone offers, so that there are fewer questions. */
const SHORTCUTS: readonly string[] = ['standing', 'expect'] satisfies (keyof WriteTransaction)[];
const NUMBERED = `(SELECT r.kind, r.id, r.audience, c.seq, r.version, r.data FROM shared_row r
  JOIN row_change c ON c.kind = r.kind AND c.id = r.id) numbered`;

export interface PostgresEngines {
  /** As the product has it. */
  readonly whole: EngineIn;
  /** Without what this engine alone offers: then the server asks it the same questions as the embedded one, one by one. */
  readonly plain: EngineIn;
}

/**
 * The real store on a real PostgreSQL, each of whose answers is waited for with the virtual clock, and everything else, standing
 * still. One transaction of a run follows another, as on the other engine, so that the same seed makes the same course of events; how
 * they go side by side is for the tests that have many writers.
 *
 * @param url a database of this thread's own, with the schema and no rows
 */
export function postgresEngines(url: string): PostgresEngines {
  const link = linkTo(url);
  const engine =
    (without: readonly string[]): EngineIn =>
    async () => {
      link({ what: 'kill' });
      link({ what: 'put', rows: undefined });
      return engineOn(link, without);
    };
  return { whole: engine([]), plain: engine(SHORTCUTS) };
}

function engineOn(link: Link, without: readonly string[]): Engine {
  const asked: Ask = (sql, ...params) => {
    let n = 0;
    const numbered = sql.replace(/\?/g, () => {
      n += 1;
      return `$${n}`;
    });
    return link({ what: 'look', sql: numbered, params });
  };
  let die = (): void => {};
  return {
    looks: looksBy(asked, NUMBERED),
    open(mark) {
      link({ what: 'open', mark });
      const opened = storeOn(link, without);
      die = opened.die;
      return opened.store;
    },
    die: () => die(),
    rest: () => {},
    copy: () => link({ what: 'copy' }),
    putBack: (copy) => link({ what: 'put', rows: String(copy) }),
    newEra: (era) => asked('UPDATE meta SET era = ?', era),
  };
}

/** Waits where the embedded store waits, and nowhere else. */
function storeOn(link: Link, without: readonly string[]): { readonly store: Store; readonly die: () => void } {
  const listeners = new Set<(notice: CommitNotice) => void>();
  let dead = false;
  let writes: Promise<unknown> = Promise.resolve();
  let reads = 0;
  let closing: (() => void) | undefined;

  const begin = (kind: Kind): number => (dead ? 0 : link({ what: 'begin', kind }));
  const end = (id: number, how: 'commit' | 'rollback'): Answer => {
    if (dead) throw new Crashed();
    return link({ what: 'end', id, how });
  };

  function transactionOn<T extends ReadTransaction>(id: number, names: readonly string[], late: LateNumbers): T {
    const ask = async (name: string, args: readonly unknown[]): Promise<unknown> => {
      if (dead) throw new Crashed();
      const answer = link({ what: 'ask', id, name, args });
      return name === 'saveRow' ? late.of(args[0] as object) : answer;
    };
    return Object.fromEntries(
      names.filter((name) => !without.includes(name)).map((name) => [name, (...args: unknown[]) => ask(name, args)]),
    ) as unknown as T;
  }

  async function write<T>(work: Parameters<Store['transaction']>[0]): Promise<T> {
    const id = begin('transaction');
    for (;;) {
      const late = lateNumbers();
      let value: T;
      try {
        value = (await work(transactionOn<WriteTransaction>(id, WRITES, late))) as T;
      } catch (cause) {
        if (!dead && end(id, 'rollback') === 'again') continue;
        throw cause;
      }
      const ended = end(id, 'commit');
      if (ended === 'again') continue;
      late.known = ended.saved;
      if (ended.notice !== undefined) for (const listener of listeners) listener(ended.notice);
      return value;
    }
  }

  const store: Store = {
    transaction<T>(work: Parameters<Store['transaction']>[0]) {
      const mine = writes.then(() => write<T>(work));
      writes = mine.catch(() => undefined);
      return mine;
    },
    async read(work, once) {
      const id = begin(once ?? 'read');
      reads += 1;
      try {
        return await work(transactionOn(id, READS, lateNumbers()));
      } finally {
        if (!dead) end(id, 'commit');
        reads -= 1;
        if (reads === 0) closing?.();
      }
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await writes;
      if (reads > 0) await new Promise<void>((resolve) => (closing = resolve));
      if (!dead) link({ what: 'close' });
    },
  };
  const die = (): void => {
    if (dead) return;
    dead = true;
    link({ what: 'kill' });
  };
  return { store, die };
}

interface LateNumbers {
  known: readonly { readonly seq: number; readonly version: number }[] | undefined;
  of(row: object): object;
}

/** Numbers of saved rows, which are known when their transaction has ended. */
function lateNumbers(): LateNumbers {
  let places = 0;
  const late: LateNumbers = {
    known: undefined,
    of(row) {
      const place = places;
      places += 1;
      const known = () => {
        const found = late.known?.[place];
        if (found === undefined) throw new Error('A change has its number when its transaction has ended');
        return found;
      };
      return Object.defineProperties({ ...row }, { seq: { get: () => known().seq }, version: { get: () => known().version } });
    },
  };
  return late;
}
