import type { DocumentType } from '../../../domain/document-file.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Database } from '../../../sqlite/database.ts';

/** One file that was attached here. */
export interface UploadRow {
  readonly position: number;
  readonly sha256: string;
  readonly size: number;
  readonly type: DocumentType;
  readonly ticketId: string;
  readonly name: string;
  readonly addedAt: string;
  readonly paused: boolean;
  /** What the three below speak of. */
  readonly server: string | null;
  readonly url: string | null;
  /** Bytes that the server has said it has. */
  readonly sent: number;
  readonly doneAt: string | null;
  readonly stuck: Problem | null;
}

interface Row extends Omit<UploadRow, 'paused' | 'stuck'> {
  readonly paused: number;
  readonly stuck: string | null;
}

const COLUMNS = `SELECT position, sha256, size, type, ticket_id AS ticketId, name, added_at AS addedAt, paused, server, url, sent,
  done_at AS doneAt, stuck FROM upload`;
const read = (row: Row): UploadRow => ({
  ...row,
  paused: row.paused === 1,
  stuck: row.stuck === null ? null : (JSON.parse(row.stuck) as Problem),
});

/** The `upload` table: what goes up, and how far it got. */
export function createUploadTable(db: Database) {
  const one = db.prepare<[string], Row>(`${COLUMNS} WHERE sha256 = ?`);
  const waiting = db.prepare<[], Row>(`${COLUMNS} WHERE done_at IS NULL ORDER BY position`);
  const recent = db.prepare<[number], Row>(`${COLUMNS} ORDER BY position DESC LIMIT ?`);
  const add = db.prepare(
    `INSERT INTO upload (sha256, size, type, ticket_id, name, added_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET ticket_id = excluded.ticket_id, name = excluded.name, added_at = excluded.added_at,
       stuck = NULL, paused = 0`,
  );
  const at = db.prepare('UPDATE upload SET server = ?, url = ? WHERE sha256 = ?');
  const sent = db.prepare('UPDATE upload SET sent = ? WHERE sha256 = ?');
  const done = db.prepare('UPDATE upload SET server = ?, url = NULL, sent = size, done_at = ?, stuck = NULL WHERE sha256 = ?');
  const again = db.prepare('UPDATE upload SET server = NULL, url = NULL, sent = 0, done_at = NULL WHERE sha256 = ?');
  const forget = db.prepare('DELETE FROM upload WHERE sha256 = ? AND done_at IS NULL');
  const pause = db.prepare('UPDATE upload SET paused = ? WHERE sha256 = ?');
  const stick = db.prepare('UPDATE upload SET stuck = ? WHERE sha256 = ?');
  const otherServers = db.prepare(
    `UPDATE upload SET server = NULL, url = NULL, sent = 0, done_at = NULL WHERE server IS NOT NULL AND server <> ?`,
  );
  return {
    get: (sha256: string): UploadRow | undefined => {
      const row = one.get(sha256);
      return row && read(row);
    },
    /** In the order in which they go up. */
    waiting: (): readonly UploadRow[] => waiting.all().map(read),
    /** Newest first. */
    recent: (limit: number): readonly UploadRow[] => recent.all(limit).map(read),
    /** The same content again is one upload; how far it got stays. */
    add: (row: Pick<UploadRow, 'sha256' | 'size' | 'type' | 'ticketId' | 'name' | 'addedAt'>): void =>
      void add.run(row.sha256, row.size, row.type, row.ticketId, row.name, row.addedAt),
    goesOnAt: (sha256: string, server: string, url: string): void => void at.run(server, url, sha256),
    sent: (sha256: string, bytes: number): void => void sent.run(bytes, sha256),
    done: (sha256: string, server: string, doneAt: string): void => void done.run(server, doneAt, sha256),
    /** From the beginning, as if it had never been sent. */
    again: (sha256: string): void => void again.run(sha256),
    forget: (sha256: string): void => void forget.run(sha256),
    pause: (sha256: string, paused: boolean): void => void pause.run(paused ? 1 : 0, sha256),
    stick: (sha256: string, problem: Problem | null): void =>
      void stick.run(problem === null ? null : JSON.stringify(problem), sha256),
    /** What another M/platform has, this one does not. */
    forgetOthers: (server: string): void => void otherServers.run(server),
  };
}
export type UploadTable = ReturnType<typeof createUploadTable>;
