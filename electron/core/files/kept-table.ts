import type { Database } from '../../../sqlite/database.ts';

/** A file on this computer and one ticket that it was attached to or opened from. */
export interface KeptRow {
  readonly sha256: string;
  readonly ticketId: string;
  /** RFC 3339, as the two below. */
  readonly usedAt: string;
  /** When this device first saw the ticket ended. */
  readonly endedAt: string | null;
}

/** The `kept_file` table: what a file on the shelf is there for. */
export function createKeptTable(db: Database) {
  const all = db.prepare<[], KeptRow>(
    'SELECT sha256, ticket_id AS ticketId, used_at AS usedAt, ended_at AS endedAt FROM kept_file ORDER BY sha256, ticket_id',
  );
  const used = db.prepare(
    `INSERT INTO kept_file (sha256, ticket_id, used_at) VALUES (?, ?, ?)
     ON CONFLICT (sha256, ticket_id) DO UPDATE SET used_at = excluded.used_at`,
  );
  const ended = db.prepare('UPDATE kept_file SET ended_at = ? WHERE sha256 = ? AND ticket_id = ?');
  const last = db.prepare<[string], { at: string | null }>('SELECT max(used_at) AS at FROM kept_file WHERE sha256 = ?');
  const forget = db.prepare('DELETE FROM kept_file WHERE sha256 = ?');
  return {
    all: (): readonly KeptRow[] => all.all(),
    used: (sha256: string, ticketId: string, at: string): void => void used.run(sha256, ticketId, at),
    lastUsed: (sha256: string): string | null => last.get(sha256)?.at ?? null,
    ended: ({ sha256, ticketId }: KeptRow, at: string | null): void => void ended.run(at, sha256, ticketId),
    forget: (sha256: string): void => void forget.run(sha256),
  };
}
export type KeptTable = ReturnType<typeof createKeptTable>;
