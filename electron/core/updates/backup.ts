import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { flush } from '../../../sqlite/whole-file.ts';
import { errorCode } from '../usable-folder.ts';

const KEPT = 3;
const NAME = /^before-update-.*\.db$/;

/**
 * A copy of the database as this version of the program can read it, checked before it counts: with it, and the earlier
 * installer, one can go back. The key of an encrypted one is the copy's, too.
 * Errors: `update.no-backup`
 * @returns the copy's file
 */
export function backUpBeforeUpdate(db: Database, folder: string, version: string, at: string): Result<string, Problem> {
  const file = join(folder, `before-update-${version}-${at.replaceAll(/[:.]/g, '-')}.db`);
  const partial = `${file}.part`;
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(partial, { force: true });
    db.prepare('VACUUM INTO ?').run(partial);
    const damage = check(db, partial);
    if (damage !== null) return refused(partial, damage);
    flush(partial);
    renameSync(partial, file);
    const all = readdirSync(folder).filter((name) => NAME.test(name));
    // Stamped with the time, so the order of their stamps is that of their age.
    const older = all.toSorted((a, b) => stamp(b).localeCompare(stamp(a))).slice(KEPT);
    for (const name of older) rmSync(join(folder, name));
    return ok(file);
  } catch (cause) {
    const said = cause instanceof Error && 'code' in cause ? String(cause.code) : errorCode(cause);
    if (said === undefined) throw cause;
    return refused(partial, said);
  }
}

function refused(partial: string, reason: string): Result<never, Problem> {
  try {
    rmSync(partial, { force: true });
  } catch {
    // Where it could not be written, nothing lies there.
  }
  return err(problem('update.no-backup', { reason }));
}

/** Null where it is sound and holds each operation. */
function check(db: Database, file: string): string | null {
  const count = 'SELECT count(*) FROM';
  db.prepare('ATTACH ? AS kept').run(file);
  try {
    const [first] = db.pragma('kept.quick_check(1)') as readonly { readonly quick_check: string }[];
    if (first?.quick_check !== 'ok') return first?.quick_check ?? 'quick_check';
    const [here, there] = ['main', 'kept'].map((name) => db.prepare(`${count} ${name}.operation`).pluck().get());
    return here === there ? null : 'operations';
  } finally {
    db.exec('DETACH kept');
  }
}

const stamp = (name: string): string => /-(\d{4}-\d\d-\d\dT.*)\.db$/.exec(name)?.[1] ?? '';
