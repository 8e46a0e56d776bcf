import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { Mode } from '../api/views.ts';
import type { SecretStore } from '../host.ts';
import type { Store } from '../store/store.ts';
import { type DataKeys, derived, keptSecret } from './data-key.ts';
import { readSupportKey, seal, supportKeyName } from './sealed.ts';
import { writeWhole } from './write-whole.ts';

/** Beside the database: the data key of the mode, sealed so that only support can read it. */
export const KEY_COPY = 'data-key.mtsealed';

/** What is sealed in it. */
export const keyCopyContent = z.object({
  format: z.literal('m-technik-data-key-1'),
  madeAt: z.string(),
  mode: z.enum(['production', 'training']),
  /** Whose it is, so that support knows whom to call back. */
  device: z.object({ deviceId: z.string(), technician: z.string(), dealer: z.string() }),
  /** 32 bytes. */
  key: z.base64(),
});
export type KeyCopyContent = Readonly<z.infer<typeof keyCopyContent>>;

export interface KeyCopyDeps {
  /** Of one mode. */
  readonly folder: string;
  readonly mode: Mode;
  /** By which the database was opened; null where nothing is encrypted. */
  readonly keys: DataKeys | null;
  readonly secrets: SecretStore;
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Sees to it that a copy of the data key lies beside the database, for support's present key. The database itself remembers
 * which copy is its own, so one that was changed, half restored or belongs to another database is made anew.
 */
export function createKeyCopy({ folder, mode, keys, secrets, store, clock }: KeyCopyDeps) {
  const file = join(folder, KEY_COPY);
  let done: string | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  /** For whom, and as which device it has to be; undefined while that is not known. */
  function wanted() {
    const support = readSupportKey(store.serverRows.setting()?.supportPublicKey ?? '');
    const device = store.state.get('device');
    if (support === undefined || device === undefined) return undefined;
    return { support, device, supportKey: supportKeyName(support) };
  }

  async function look(): Promise<void> {
    const want = stopped || keys === null ? undefined : wanted();
    if (want === undefined || keys === null) return;
    const { support, supportKey, device } = want;
    const { deviceId, technician } = device;
    if (done === `${supportKey} ${deviceId}`) return;
    const known = store.state.get('keyCopy');
    const lies = known?.supportKey === supportKey && known.deviceId === deviceId && known.digest === digestOf(file);
    if (!lies) {
      const secret = await keptSecret(secrets, mode);
      // Another key than the one that opens this database would be of no use to anybody.
      if (stopped || secret === undefined || !fits(secret, keys)) return;
      const content: KeyCopyContent = {
        format: 'm-technik-data-key-1',
        madeAt: rfc3339(clock.now()),
        mode,
        device: { deviceId, technician: technician.name, dealer: technician.dealerName },
        key: secret.toString('base64'),
      };
      writeWhole(file, seal(JSON.stringify(content), support));
      store.state.set('keyCopy', { supportKey, deviceId, digest: digestOf(file) ?? '' });
    }
    done = `${supportKey} ${deviceId}`;
  }

  return {
    /** Makes it where it is missing or not for support's present key. What cannot be done now is done another time; never rejects. */
    keep(): Promise<void> {
      running = running.then(look).catch(() => {
        // A full disk, say. Nobody waits for it.
      });
      return running;
    },
    async stop(): Promise<void> {
      stopped = true;
      await running;
    },
  };
}
export type KeyCopy = ReturnType<typeof createKeyCopy>;

const digestOf = (file: string): string | undefined =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;

const fits = (secret: Uint8Array, keys: DataKeys): boolean =>
  Buffer.from(derived(secret).database).equals(Buffer.from(keys.database));
