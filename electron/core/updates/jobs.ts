import type { Database } from '../../../sqlite/database.ts';
import type { Workplace } from '../workplace.ts';
import type { Job } from './updates.ts';

/** A form that was typed into so lately is still being filled in; one that was left is safe on disk, and waits. */
const FORM_MS = 15 * 60_000;

/** What an update would cut short. */
export function jobsOf(
  { db, probing, till, files }: Pick<Workplace, 'db' | 'probing' | 'till' | 'files'>,
  now: number,
): readonly Job[] {
  const under: Readonly<Record<Job, boolean>> = {
    probe: probing.busy(),
    till: till.busy(),
    upload: files.waiting().some(({ state }) => state === 'uploading'),
    form: typedSince(db, new Date(now - FORM_MS).toISOString()),
  };
  return (Object.keys(under) as Job[]).filter((job) => under[job]);
}

const typedSince = (db: Database, at: string): boolean =>
  db.prepare('SELECT 1 FROM draft WHERE data IS NOT NULL AND at > ? LIMIT 1').get(at) !== undefined;
