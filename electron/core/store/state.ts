import * as z from 'zod';
import { technician } from '../../../mplatform/contract/index.ts';
import type { Database } from '../../../sqlite/database.ts';

/** The facts kept in the `state` table, each with its shape. What does not parse is damage and throws. */
const shapes = {
  /** Where this database belongs: opening training data in production (or the reverse) is refused. */
  mode: z.enum(['training', 'production']),
  device: z.object({
    deviceId: z.string(),
    technician,
    server: z.string(),
    receiptPublicKey: z.string(),
    machineId: z.string(),
    /** Where the server's count of this device's operations stood at enrolment. */
    lastSeq: z.number(),
  }),
  /** Which devices this folder was before, and whose; what was sent as one of them may have to be sent once more. */
  formers: z.array(z.object({ deviceId: z.string(), technicianId: z.string() })),
  /** In training: the person had this device forgotten, so it is enrolled again at their word only. */
  forgotten: z.literal(true),
  /** M/platform has shut this device out. `exportFile`: where the unsent work lies encrypted, once it does. */
  locked: z.object({ since: z.string(), exportFile: z.string().nullable() }),
  cursor: z.string(),
  /** The version of the field API by which the server rows were read. */
  contract: z.int(),
  /** How far M/platform's clock is ahead of this machine's. */
  clockOffset: z.object({ ms: z.int() }),
  /** A full re-sync has begun and its end has not come yet. */
  resyncing: z.literal(true),
  /** The view's tables were made anew; its rows have to follow. */
  viewStale: z.literal(true),
  lastSuccessAt: z.string(),
  /** The copy of the data key that lies beside: for which key of support's and as which device it was made, and its SHA-256. */
  keyCopy: z.object({ supportKey: z.string(), deviceId: z.string(), digest: z.string() }),
  /** When the whole database was last held against itself. */
  checked: z.object({ fullAt: z.string() }),
  tillFolder: z.string(),
  /** The person went back to this version from a newer one, and has not been told yet what became of the work since. */
  wentBack: z.object({
    at: z.string(),
    /** When the copy was made that it began with; null where there was none. */
    backupAt: z.string().nullable(),
    /** Where the newer database lies. */
    aside: z.string(),
    waiting: z.int(),
    drafts: z.int(),
    uploads: z.int(),
    /** Rows that this version cannot read. */
    left: z.int(),
  }),
} as const;

export type StateKey = keyof typeof shapes;
export const STATE_KEYS = Object.keys(shapes) as readonly StateKey[];
export type StateValue<K extends StateKey> = z.infer<(typeof shapes)[K]>;
export type Device = StateValue<'device'>;

/** Whether this version of the program reads it: another one may keep other facts, or the same otherwise. */
export function isReadableState(key: string, value: string): boolean {
  return Object.hasOwn(shapes, key) && shapes[key as StateKey].safeParse(JSON.parse(value)).success;
}

export function createState(db: Database) {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM state WHERE key = ?');
  const upsert = db.prepare(
    'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM state WHERE key = ?');
  return {
    get<K extends StateKey>(key: K): StateValue<K> | undefined {
      const row = select.get(key);
      return row === undefined ? undefined : (shapes[key].parse(JSON.parse(row.value)) as StateValue<K>);
    },
    set<K extends StateKey>(key: K, value: StateValue<K>): void {
      upsert.run(key, JSON.stringify(value));
    },
    delete(key: StateKey): void {
      remove.run(key);
    },
  };
}
export type State = ReturnType<typeof createState>;
