import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { spaceOf } from '../files/disk.ts';
import { modulePath } from '../resources.ts';
import type { Timers } from '../timers.ts';
import type { CareAnswer, CareOrder } from './care-worker.ts';
import type { State } from './state.ts';

export interface CareDeps {
  /** Of one mode. */
  readonly folder: string;
  readonly key: Uint8Array | undefined;
  readonly state: State;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The check found damage. */
  readonly damaged: () => void;
  /** A check that could not be made, and why. */
  readonly failed: (cause: unknown) => void;
}

const WORKER = modulePath('electron/core/store/care-worker.ts', 'out/core/care.js');
/** The person looks at the list first. Milliseconds. */
const FIRST_MS = 5_000;
const AGAIN_MS = 3_600_000;
const WEEK_MS = 7 * 86_400_000;
const KEPT = 2;
const WEEKLY = /^technik-\d{4}-\d\d-\d\d\.db$/;
const BESIDE = 256 * 1024 * 1024;

/**
 * Looks after the database while the program runs, in a thread of its own: all of it soon after each start, every week also each
 * index against its table; what was found in order then is kept as a backup, the last two of them.
 */
export function createCare({ folder, key, state, clock, timers, damaged, failed }: CareDeps) {
  const file = join(folder, 'technik.db');
  const backups = join(folder, 'backups');
  let stopped = false;
  let cancel = (): void => {};
  let running: Promise<void> | undefined;

  const isDue = (): boolean => {
    const last = state.get('checked')?.fullAt;
    // A check that is dated later than now was dated by a clock that went wrong, then or now.
    return last === undefined || Math.abs(clock.now() - Date.parse(last)) >= WEEK_MS;
  };

  async function backupOf(now: number): Promise<CareOrder['backup']> {
    const space = await spaceOf(folder);
    const room = space === undefined || space.free > statSync(file).size + BESIDE;
    return room ? { folder: backups, name: `technik-${rfc3339(now).slice(0, 10)}.db` } : null;
  }

  async function look(how: CareOrder['how']): Promise<CareAnswer> {
    const now = clock.now();
    const backup = how === 'full' ? await backupOf(now) : null;
    const answer = await inThread({ file, key, how, backup });
    if (stopped) return answer;
    if (answer.verdict === 'damaged') damaged();
    else if (how === 'full' && answer.verdict === 'ok') {
      state.set('checked', { fullAt: rfc3339(now) });
      if (answer.backup) letGo();
    }
    return answer;
  }

  function letGo(): void {
    const names = existsSync(backups) ? readdirSync(backups).filter((name) => WEEKLY.test(name)) : [];
    for (const name of names.sort().slice(0, -KEPT)) rmSync(join(backups, name), { force: true });
  }

  function later(ms: number, first: boolean): void {
    cancel = timers.after(ms, () => {
      // A check that could not be made is made another time; it must not end the program.
      running = once(first).catch(failed).then(again);
    });
  }

  async function once(first: boolean): Promise<void> {
    const due = isDue();
    if (first || due) await look(due ? 'full' : 'quick');
  }

  const again = (): void => {
    if (!stopped) later(AGAIN_MS, false);
  };

  return {
    start: (): void => later(FIRST_MS, true),
    look,
    async stop(): Promise<void> {
      stopped = true;
      cancel();
      await running;
    },
  };
}

function inThread(order: CareOrder): Promise<CareAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: order, execArgv: [], stdout: false });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The check ended without an answer')));
  });
}
