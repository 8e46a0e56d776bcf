import type { Database } from '../../../sqlite/database.ts';

export type ChangeKind = 'apply' | 'restore';
/** `done`: the new content stands. `undone`: the old one does. `unclear`: something else does. `open`: not known yet. */
export type ChangeOutcome = 'open' | 'done' | 'undone' | 'unclear';

/** One key that a change set, secrets covered; the old value is null where the key was new. */
export interface ChangedKey {
  readonly section: string;
  readonly key: string;
  readonly from: string | null;
  readonly to: string;
}

/** In the place of a digest: the file was missing. */
export const ABSENT = 'absent';

export interface ChangeStart {
  readonly file: string;
  readonly kind: ChangeKind;
  /** For a restore: the change whose old content comes back. */
  readonly restoredId: string | null;
  readonly subTicketId: string | null;
  readonly author: string;
  readonly changes: readonly ChangedKey[];
  /** SHA-256 of the whole file; `before` is `ABSENT` where there was none. */
  readonly before: string;
  readonly after: string;
  /** File name in the folder of backups. */
  readonly backup: string;
  /** File name in the till's folder. */
  readonly temp: string;
  readonly pid: number;
  /** RFC 3339 */
  readonly at: string;
}

export interface ChangeRecord extends ChangeStart {
  readonly id: string;
  readonly finishedAt: string | null;
  readonly outcome: ChangeOutcome;
}

/** What was done to tills' files, in the core's database: written before a file is touched, closed when it is known how it ended. */
export interface ChangeJournal extends PastChanges {
  /**
   * Null when another change of the file is still open. From here on the row outlives the process, but not yet a
   * power failure: no file of the till's may be replaced before `secure`.
   */
  open(start: ChangeStart): string | null;
  /** Returns when the row is on the disk. */
  secure(id: string): void;
  /**
   * `done` is not waited for: should power fail before the next commit takes it to the disk, the row is found open
   * and the file's digest says the same again.
   */
  close(id: string, outcome: Exclude<ChangeOutcome, 'open'>, at: string): void;
}

/** What was done, for reading only. */
export interface PastChanges {
  unfinished(): readonly ChangeRecord[];
  /** Newest first. */
  ofFile(file: string): readonly ChangeRecord[];
}

interface Row {
  readonly id: number;
  readonly file: string;
  readonly kind: ChangeKind;
  readonly restored_id: number | null;
  readonly sub_ticket_id: string | null;
  readonly author: string;
  readonly changes: string;
  readonly before_digest: string;
  readonly after_digest: string;
  readonly backup: string;
  readonly temp: string;
  readonly pid: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly outcome: Exclude<ChangeOutcome, 'open'> | null;
}

export function createChangeJournal(db: Database): ChangeJournal {
  const insert = db.prepare(`
    INSERT INTO config_change (file, kind, restored_id, sub_ticket_id, author, changes, before_digest, after_digest, backup, temp, pid, started_at)
    VALUES (@file, @kind, @restoredId, @subTicketId, @author, @changes, @before, @after, @backup, @temp, @pid, @at)
    ON CONFLICT (file) WHERE outcome IS NULL DO NOTHING`);
  // Its commit takes the row itself along, too. It must change something: SQLite writes nothing for an update that does not.
  const secure = db.prepare('UPDATE config_change SET secured = 1 WHERE id = ? AND outcome IS NULL');
  const close = db.prepare('UPDATE config_change SET outcome = ?, finished_at = ? WHERE id = ? AND outcome IS NULL');
  return {
    open(start) {
      const row = { ...start, changes: JSON.stringify(start.changes) };
      const { changes, lastInsertRowid } = unhurried(db, () => insert.run(row));
      return changes === 0 ? null : String(lastInsertRowid);
    },
    secure: (id) => void secure.run(Number(id)),
    close(id, outcome, at) {
      const write = () => close.run(outcome, at, Number(id));
      if (outcome === 'done') unhurried(db, write);
      else write();
    },
    ...readChanges(db),
  };
}

/** Of any schema that has the table: what was added to it later is not needed for reading. */
export function readChanges(db: Database): PastChanges {
  const unfinished = db.prepare<[], Row>(
    // Else the order would make SQLite read the whole history.
    'SELECT * FROM config_change INDEXED BY config_change_open WHERE outcome IS NULL ORDER BY id',
  );
  const ofFile = db.prepare<[string], Row>('SELECT * FROM config_change WHERE file = ? ORDER BY id DESC');
  return {
    unfinished: () => unfinished.all().map(toRecord),
    ofFile: (file) => ofFile.all(file).map(toRecord),
  };
}

/** One commit that need not be on the disk when it returns. In WAL the next full one takes it along. */
function unhurried<T>(db: Database, write: () => T): T {
  db.pragma('synchronous = NORMAL');
  try {
    return write();
  } finally {
    db.pragma('synchronous = FULL');
  }
}

const toRecord = (row: Row): ChangeRecord => ({
  id: String(row.id),
  file: row.file,
  kind: row.kind,
  restoredId: row.restored_id === null ? null : String(row.restored_id),
  subTicketId: row.sub_ticket_id,
  author: row.author,
  changes: JSON.parse(row.changes) as ChangedKey[],
  before: row.before_digest,
  after: row.after_digest,
  backup: row.backup,
  temp: row.temp,
  pid: row.pid,
  at: row.started_at,
  finishedAt: row.finished_at,
  outcome: row.outcome ?? 'open',
});
