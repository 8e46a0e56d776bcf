import type { Store } from '../../mplatform/server/store/port.ts';
import type { SharedRow } from './rows.ts';

export interface OutcomeRow {
  readonly id: string;
  readonly dealer_id: string;
  readonly operation: string;
  readonly result: string;
}
export interface RowName {
  readonly kind: string;
  readonly id: string;
}

/** What was committed, looked at past the server. */
export interface Looks {
  era(): string;
  /** The mark that this change number carries. */
  markOf(change: number): string;
  outcomes(): readonly OutcomeRow[];
  /** A dealer's and everyone's, last changed under no number above `most`. */
  rows(audience: string, most?: number): readonly SharedRow[];
  tickets(): readonly (RowName & { readonly audience: string })[];
  /** Data of all tickets and sub-tickets. */
  dossiers(): readonly string[];
  /** What was taken away from a dealer under no number above `most`. */
  removed(audience: string, most: number): readonly RowName[];
  points(): readonly string[];
  /** Digests of the files that tickets name. */
  namedFiles(): readonly string[];
  lastSeqs(): readonly { readonly id: string; readonly last_seq: number }[];
  isRevoked(deviceId: string): boolean;
}

/** A database as it was at one moment. */
export type Copy = Buffer | string;

/** What M/platform keeps its rows in, for one run. Beside the store it has what happens to a database from outside. */
export interface Engine {
  readonly looks: Looks;
  /** A new life of the server. `mark`: see `SqliteStoreOptions`. */
  open(mark: string): Store;
  /** The server's process is no more: whatever it had begun is undone. */
  die(): void;
  /** All connections that look are closed, too, so that the database can be put back. */
  rest(): void;
  copy(): Copy;
  putBack(copy: Copy): void;
  newEra(era: string): void;
}

export type EngineIn = (folder: string) => Promise<Engine>;

/** Rows for `?`s in a statement. */
export type Ask = <R>(sql: string, ...params: readonly (string | number)[]) => readonly R[];

/** @param numbered shared rows with the number of their last change, as a table of this engine */
export function looksBy(ask: Ask, numbered: string): Looks {
  const texts = (sql: string): readonly string[] => ask<{ text: string }>(sql).map(({ text }) => text);
  return {
    era: () => texts('SELECT era AS text FROM meta')[0] ?? '',
    markOf: (change) =>
      ask<{ mark: string }>('SELECT mark FROM opening WHERE after_change < ? ORDER BY after_change DESC LIMIT 1', change)[0]
        ?.mark ?? '',
    outcomes: () =>
      ask(`SELECT o.id, t.dealer_id, o.operation, o.result FROM outcome o JOIN technician t ON t.id = o.technician_id
        ORDER BY o.id`),
    rows: (audience, most = Number.MAX_SAFE_INTEGER) =>
      ask(
        `SELECT kind, id, seq, version, data FROM ${numbered} WHERE audience IN (?, '*') AND seq <= ? ORDER BY seq`,
        audience,
        most,
      ),
    tickets: () => ask(`SELECT kind, id, audience FROM shared_row WHERE kind = 'ticket' ORDER BY id`),
    dossiers: () => texts(`SELECT data AS text FROM shared_row WHERE kind IN ('ticket', 'subTicket') ORDER BY kind, id`),
    removed: (audience, most) =>
      ask('SELECT kind, id FROM tombstone WHERE audience = ? AND seq <= ? ORDER BY seq', audience, most),
    points: () => texts('SELECT punkt_id AS text FROM point_of_sale ORDER BY punkt_id'),
    namedFiles: () => texts('SELECT DISTINCT sha256 AS text FROM ticket_file ORDER BY sha256'),
    lastSeqs: () => ask('SELECT id, last_seq FROM device ORDER BY id'),
    isRevoked: (deviceId) => ask('SELECT 1 FROM device WHERE id = ? AND revoked_at IS NOT NULL', deviceId).length > 0,
  };
}
