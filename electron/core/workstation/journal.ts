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

export interface ChangeStart {
  readonly file: string;
  readonly kind: ChangeKind;
  /** For a restore: the change whose old content comes back. */
  readonly restoredId: string | null;
  readonly subTicketId: string | null;
  readonly author: string;
  readonly changes: readonly ChangedKey[];
  /** SHA-256 of the whole file. */
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
export interface ChangeJournal {
  /** Null when another change of the file is still open. */
  open(start: ChangeStart): string | null;
  close(id: string, outcome: Exclude<ChangeOutcome, 'open'>, at: string): void;
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
  const close = db.prepare('UPDATE config_change SET outcome = ?, finished_at = ? WHERE id = ? AND outcome IS NULL');
  const unfinished = db.prepare<[], Row>('SELECT * FROM config_change WHERE outcome IS NULL ORDER BY id');
  const ofFile = db.prepare<[string], Row>('SELECT * FROM config_change WHERE file = ? ORDER BY id DESC');
  return {
    open(start) {
      const { changes, lastInsertRowid } = insert.run({ ...start, changes: JSON.stringify(start.changes) });
      return changes === 0 ? null : String(lastInsertRowid);
    },
    close(id, outcome, at) {
      close.run(outcome, at, Number(id));
    },
    unfinished: () => unfinished.all().map(toRecord),
    ofFile: (file) => ofFile.all(file).map(toRecord),
  };
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
