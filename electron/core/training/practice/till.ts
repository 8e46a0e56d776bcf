import { readFile, writeFile } from 'node:fs/promises';
import type { Problem } from '../../../../domain/problem.ts';
import { ok, type Result } from '../../../../domain/result.ts';
import { digestOf } from '../../../../native-checks/pcpos/till-file.ts';
import type { Till } from '../../till.ts';
import { workOutBytes } from '../../workstation/plan.ts';
import type { Training } from '../training.ts';

/** What the practice till shall hold when an exercise begins; null: nothing of M/platform, as it was delivered. */
export type TillWish = { readonly server: string; readonly stores: readonly string[] } | null;

export interface PracticeTill {
  /** Sets it so and starts its PC-POS on it. Gives the digest of the file. */
  set(wish: TillWish): Promise<Result<string, Problem>>;
  /** The digest that the file would have. */
  digestFor(wish: NonNullable<TillWish>): Promise<Result<string, Problem>>;
  /** As it stands, and back to that. */
  keep(): Promise<string>;
  bringBack(kept: string): Promise<void>;
}

/** The practice till's file is put in place directly: whoever practises finds it so, and their own changes stand alone in its history. */
export function createPracticeTill(training: Training, till: Till, template: string): PracticeTill {
  const file = `${training.tillFolder}/pcpos7.conf`;

  async function bytesFor(wish: TillWish): Promise<Result<Buffer, Problem>> {
    // The port stays: another program may have taken whichever a new one would be.
    const port = /MutexPort:\s*(\d+)/.exec(await readFile(file, 'latin1'))?.[1];
    const delivered = await readFile(template, 'latin1');
    const fresh = Buffer.from(port === undefined ? delivered : delivered.replace(/(MutexPort:\s*)\d+/, `$1${port}`), 'latin1');
    if (wish === null) return ok(fresh);
    const planned = await till.workstation.plan(training.tillFolder, { ...wish, replace: true });
    if (!planned.ok) return planned;
    const worked = workOutBytes(fresh, planned.value.request);
    return worked.ok ? ok(worked.value.bytes) : worked;
  }

  async function put(bytes: Buffer): Promise<void> {
    await till.settled();
    await training.stopPcpos();
    await writeFile(file, bytes);
    await training.startPcpos();
  }

  return {
    async set(wish) {
      const bytes = await bytesFor(wish);
      if (!bytes.ok) return bytes;
      await put(bytes.value);
      return ok(digestOf(bytes.value));
    },
    async digestFor(wish) {
      const bytes = await bytesFor(wish);
      return bytes.ok ? ok(digestOf(bytes.value)) : bytes;
    },
    keep: async () => (await readFile(file)).toString('base64'),
    async bringBack(kept) {
      const bytes = Buffer.from(kept, 'base64');
      if (!bytes.equals(await readFile(file))) await put(bytes);
    },
  };
}
