import type { Writable } from 'node:stream';
import { DatabaseError, type PoolClient } from 'pg';

export type Cell = string | number | boolean | null | readonly (string | number | boolean | null)[];
export type Row = Readonly<Record<string, Cell>>;
export type Params = Readonly<Record<string, Cell>>;

/**
 * What PostgreSQL refused or could not do, without what it says in detail: that names people and their data. `state` is the
 * SQLSTATE, or the system's code for a connection.
 */
export class PostgresFailure extends Error {
  readonly state: string;
  /** The connection is no longer of use. */
  readonly lost: boolean;
  /** The same may succeed later. */
  readonly passing: boolean;

  constructor(state: string, lost: boolean, constraint?: string) {
    super(`PostgreSQL: ${state}${constraint === undefined ? '' : ` (${constraint})`}`);
    this.name = 'PostgresFailure';
    this.state = state;
    this.lost = lost;
    this.passing = lost || PASSING.test(state);
  }
}

/** Others were in the way for too long (a lock, a statement's time, lost races), or something ran out. */
const PASSING = /^(40001|40P01|55P03|57014|53|58)/;
/**
 * Classes of errors after which the server itself has ended the connection, or never took it. 25006: it leads to a standby, which only
 * reads; another one finds whoever has taken over.
 */
const ENDED = /^(08|57P|25P03|25006|28|3D|53)/;

export function failureOf(cause: unknown): PostgresFailure {
  if (cause instanceof PostgresFailure) return cause;
  const { code, constraint } = cause as { readonly code?: unknown; readonly constraint?: string };
  const state = typeof code === 'string' && /^\w{1,30}$/.test(code) ? code : 'connection';
  // What PostgreSQL did not say itself came from the connection or the pool.
  return new PostgresFailure(state, !(cause instanceof DatabaseError) || ENDED.test(state), constraint);
}

/** Statements of one connection, each prepared once there. */
export interface Session {
  all(sql: string, params?: Params): Promise<readonly Row[]>;
  one(sql: string, params?: Params): Promise<Row | undefined>;
  /** How many rows were written. */
  run(sql: string, params?: Params): Promise<number>;
  /** Without parameters; what was done, in PostgreSQL's word. */
  command(sql: string): Promise<string>;
  /** The first thing that went wrong; after it PostgreSQL does nothing more in this transaction. */
  readonly failure: PostgresFailure | undefined;
}

/** A statement that has no answer. */
export type Write = (sql: string, params: Params) => void;

interface Statement {
  readonly name: string;
  readonly text: string;
  /** Which parameter each number stands for. */
  readonly order: readonly string[];
}

// The same texts for every connection of the process; there are a few dozen.
const statements = new Map<string, Statement>();

/** `$name` becomes `$1`. */
function statementOf(sql: string): Statement {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const order: string[] = [];
  const text = sql.replace(/\$([a-zA-Z]\w*)/g, (_, name: string) => {
    if (!order.includes(name)) order.push(name);
    return `$${order.indexOf(name) + 1}`;
  });
  const made = { name: `m${statements.size}`, text, order };
  statements.set(sql, made);
  return made;
}

/** What is asked in one go is sent in one go: each piece on its own would cost both sides a call of the system. */
function together(client: object): void {
  const { stream } = (client as { readonly connection?: { readonly stream?: Writable } }).connection ?? {};
  if (stream === undefined || stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** `asked` is told of each statement. */
export function sessionOn(client: Pick<PoolClient, 'query'>, asked: () => void = () => undefined): Session {
  let failure: PostgresFailure | undefined;

  async function ask(sql: string, params: Params) {
    const { name, text, order } = statementOf(sql);
    asked();
    together(client);
    try {
      return await client.query<Record<string, Cell>>({ name, text, values: order.map((key) => cell(params[key] ?? null)) });
    } catch (cause) {
      failure ??= failureOf(cause);
      throw failure;
    }
  }
  const all = async (sql: string, params: Params = {}) => (await ask(sql, params)).rows.map(camel);
  return {
    all,
    one: async (sql, params) => (await all(sql, params))[0],
    run: async (sql, params = {}) => (await ask(sql, params)).rowCount ?? 0,
    async command(sql) {
      asked();
      together(client);
      try {
        return (await client.query(sql)).command;
      } catch (cause) {
        failure ??= failureOf(cause);
        throw failure;
      }
    },
    get failure() {
      return failure;
    },
  };
}

/** The same session; `flush` comes before each question, so that nothing is asked past what was kept back. */
export function flushing(session: Session, flush: () => void): Session {
  const after =
    <A extends unknown[], R>(ask: (...args: A) => R) =>
    (...args: A): R => {
      flush();
      return ask(...args);
    };
  return {
    all: after(session.all),
    one: after(session.one),
    run: after(session.run),
    command: after(session.command),
    get failure() {
      return session.failure;
    },
  };
}

/** PostgreSQL keeps no NUL in a text. It occurs in none that means anything, and never in JSON, where it is escaped. */
const text = (value: string): string => (value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value);

function cell(value: Cell): Cell | Buffer {
  if (typeof value === 'string') return text(value);
  if (!Array.isArray(value)) return value;
  return value.some((one) => typeof one === 'string') ? texts(value) : `{${value.map((one) => one ?? 'NULL').join(',')}}`;
}

/** PostgreSQL's number for the type `text`. */
const TEXT = 25;

/**
 * An array of texts as PostgreSQL takes it in its binary form: nothing is quoted, by which whole documents would be read and written
 * twice more. One dimension, whether there are nulls, what it consists of, how many, the first one's number; then length and bytes of each.
 */
function texts(values: readonly (string | number | boolean | null)[]): Buffer {
  const strings = values.map((one) => (one === null ? null : text(String(one))));
  const lengths = strings.map((one) => (one === null ? -1 : Buffer.byteLength(one)));
  const array = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + Math.max(length, 0), 20));
  let at = 0;
  const number = (value: number): void => {
    at = array.writeInt32BE(value, at);
  };
  for (const value of [1, lengths.includes(-1) ? 1 : 0, TEXT, values.length, 1]) number(value);
  for (const [i, one] of strings.entries()) {
    number(lengths[i] as number);
    if (one !== null) at += array.write(one, at);
  }
  return array;
}

const names = new Map<string, string>();
export function camel(row: Record<string, Cell>): Row {
  const named: Record<string, Cell> = {};
  for (const column in row) {
    let name = names.get(column);
    if (name === undefined) {
      name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      names.set(column, name);
    }
    named[name] = row[column] ?? null;
  }
  return named;
}
