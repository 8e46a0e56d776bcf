import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { ScreenView } from './api/screen-contract.ts';
import type { SecretStore } from './host.ts';
import type { SettingsFile } from './settings.ts';

const NAME = 'screen-lock';
const kept = z.object({ salt: z.base64(), hash: z.base64() });
/** About a tenth of a second and 32 MiB for each try. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 900_000;

export interface ScreenLockDeps {
  readonly secrets: SecretStore;
  readonly settings: SettingsFile;
  readonly clock: Clock;
  readonly changed: () => void;
}

/**
 * A curtain before the window, drawn after a while without the person and at each start, if they want one. It keeps out who
 * sits down at the machine; what lies on the disk is kept by its own key, and work goes on being sent behind it.
 */
export async function createScreenLock({ secrets, settings, clock, changed }: ScreenLockDeps) {
  let secret = await read(secrets);
  let locked = secret !== undefined;
  let failures = 0;
  let waitUntil = 0;

  async function check(passcode: string): Promise<Result<null, Problem>> {
    if (secret === undefined) return ok(null);
    const left = waitUntil - clock.now();
    // A clock that was set back must not keep anybody out for longer than the longest wait.
    if (left > 0 && left <= LONGEST_WAIT_MS) return err(problem('screen.wait', { seconds: Math.ceil(left / 1000) }));
    const hash = await hashOf(passcode, Buffer.from(secret.salt, 'base64'));
    if (timingSafeEqual(hash, Buffer.from(secret.hash, 'base64'))) {
      failures = 0;
      return ok(null);
    }
    failures += 1;
    const over = failures - FREE_TRIES;
    if (over >= 0) waitUntil = clock.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** over);
    return err(problem('screen.wrong'));
  }

  return {
    isLocked: (): boolean => locked,
    view: (): ScreenView => ({ set: secret !== undefined, locked, afterMinutes: settings.get().lockAfterMinutes }),
    lock(): void {
      if (secret === undefined || locked) return;
      locked = true;
      changed();
    },
    async unlock(passcode: string): Promise<Result<null, Problem>> {
      const answer = await check(passcode);
      if (answer.ok && locked) {
        locked = false;
        changed();
      }
      return answer;
    },
    /** Sets, changes or (with null) takes away the passcode, for who knows the present one. */
    async set(present: string, next: string | null): Promise<Result<null, Problem>> {
      const known = await check(present);
      if (!known.ok) return known;
      try {
        if (next === null) await secrets.delete(NAME);
        else {
          const salt = randomBytes(16);
          const made = { salt: salt.toString('base64'), hash: (await hashOf(next, salt)).toString('base64') };
          await secrets.write(NAME, JSON.stringify(made));
        }
        secret = await read(secrets);
        locked = false;
      } catch (cause) {
        return err(problem('device.secrets-unavailable', {}, { cause: String(cause) }));
      }
      changed();
      return ok(null);
    },
  };
}
export type ScreenLock = Awaited<ReturnType<typeof createScreenLock>>;

/** A store that does not answer must not shut the person out of their work: what it guards lies open in it anyway. */
async function read(secrets: SecretStore): Promise<z.infer<typeof kept> | undefined> {
  try {
    return kept.safeParse(JSON.parse((await secrets.read(NAME)) ?? 'null')).data;
  } catch {
    return undefined;
  }
}

const hashOf = (passcode: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(passcode.normalize('NFC'), salt, 32, COST, (cause, hash) => (cause === null ? resolve(hash) : reject(cause))),
  );
