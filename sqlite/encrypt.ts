import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { problem } from '../domain/problem.ts';
import { connect, encryptInPlace, kindOfFile } from './connect.ts';
import { DatabaseProblem } from './problems.ts';
import { flush, flushFolder } from './whole-file.ts';

/** Between any two of these the power may go: afterwards there is one whole database under the name, the old or the new. */
export type EncryptStep = 'log-emptied' | 'copied' | 'encrypted' | 'verified' | 'replaced';

/**
 * Encrypts a database that is not, once. A copy is made, encrypted, compared with the original and only then put in its place,
 * so the original is the backup until the last step. Nobody else may have it open.
 * @param file as `technik.db`; one that is encrypted, or not there, is left alone
 * @throws DatabaseProblem when the copy is not what the original was; SqliteError or a system's error where there is no room
 */
export function encryptFile(file: string, key: Uint8Array, at: (step: EncryptStep) => void = () => {}): boolean {
  const folder = dirname(file);
  const work = join(folder, 'encrypting');
  rmSync(work, { recursive: true, force: true });
  if (kindOfFile(file) !== 'plain') return false;
  emptyLog(file);
  at('log-emptied');
  const copy = join(work, basename(file));
  mkdirSync(work, { mode: 0o700 });
  try {
    copyFileSync(file, copy);
    at('copied');
    const db = connect(copy, undefined);
    try {
      db.pragma('secure_delete = ON');
      db.pragma('temp_store = MEMORY');
      // A journal on the disk would hold every page once more as it was.
      db.pragma('journal_mode = MEMORY');
      encryptInPlace(db, key);
    } finally {
      db.close();
    }
    at('encrypted');
    verify(file, copy, key);
    flush(copy);
    at('verified');
    renameSync(copy, file);
    flushFolder(folder);
    at('replaced');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return true;
}

/** Everything is in the one file afterwards, and nothing beside it that a later one would be taken for. */
function emptyLog(file: string): void {
  const db = connect(file, undefined);
  try {
    const mode = db.pragma('journal_mode = DELETE', { simple: true });
    if (mode !== 'delete')
      throw new DatabaseProblem(problem('database.unusable', { file: basename(file), reason: String(mode) }));
  } finally {
    db.close();
  }
  if (existsSync(`${file}-wal`)) throw new DatabaseProblem(problem('database.unusable', { file: basename(file), reason: 'wal' }));
}

function verify(file: string, copy: string, key: Uint8Array): void {
  const [before, after] = [digest(file, undefined), digest(copy, key)];
  if (before !== after) throw new DatabaseProblem(problem('database.damaged', { file: basename(file) }, { before, after }));
}

/** Its version and how many rows each table has, of one that is in order. */
function digest(file: string, key: Uint8Array | undefined): string {
  const db = connect(file, key, { readonly: true });
  try {
    const tables = db
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`)
      .pluck()
      .all();
    const counts = tables.map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()]);
    return JSON.stringify([
      db.pragma('user_version', { simple: true }),
      db.pragma('integrity_check(1)', { simple: true }),
      counts,
    ]);
  } finally {
    db.close();
  }
}
