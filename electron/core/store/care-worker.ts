// A thread of its own: looks through the whole database, which takes longer than anybody should wait.
import { parentPort, workerData } from 'node:worker_threads';
import { connect, kindOfFile } from '../../../sqlite/connect.ts';
import { backUp } from '../../../sqlite/migrate.ts';

export interface CareOrder {
  readonly file: string;
  readonly key: Uint8Array | undefined;
  /** `full` holds every index against its table, too; only then a backup is worth keeping. */
  readonly how: 'quick' | 'full';
  readonly backup: { readonly folder: string; readonly name: string } | null;
}
export interface CareAnswer {
  readonly verdict: 'ok' | 'damaged' | 'unknown';
  readonly backup: boolean;
}

const order = workerData as CareOrder;
parentPort?.postMessage(look(order) satisfies CareAnswer);

function look({ file, key: given, how, backup }: CareOrder): CareAnswer {
  // Not encrypted yet, for want of room.
  const key = kindOfFile(file) === 'plain' ? undefined : given;
  const db = connect(file, key, { fileMustExist: true });
  try {
    const found = db.pragma(how === 'full' ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
    if (found !== 'ok') return { verdict: 'damaged', backup: false };
    if (backup === null) return { verdict: 'ok', backup: false };
    try {
      backUp(db, backup.folder, backup.name, key);
      return { verdict: 'ok', backup: true };
    } catch {
      // No room for it, most likely: the old ones stay, and it is tried again.
      return { verdict: 'ok', backup: false };
    }
  } catch (cause) {
    const { code } = cause as { code?: string };
    const damaged = code?.startsWith('SQLITE_CORRUPT') === true || code === 'SQLITE_NOTADB';
    return { verdict: damaged ? 'damaged' : 'unknown', backup: false };
  } finally {
    db.close();
  }
}
