import { callsFor } from './calls.ts';
import { type FactsDeps, systemFacts } from './facts/index.ts';

/**
 * When the process that holds PC-POS's port began, in milliseconds since the epoch: never later than the truth by more
 * than the system's own grain (10 ms on Linux, 16 ms on Windows). Null where nobody listens or the system does not
 * say. Where this very program stands in for PC-POS, that is when this program began.
 * @param deps where the same port is asked for again and again, the same ones: Windows is then asked once a process
 */
export async function runningSince(
  mutexPort: number,
  { findListener }: Pick<FactsDeps, 'findListener'> = systemFacts(),
): Promise<number | null> {
  return (await findListener(mutexPort))?.since ?? null;
}

/**
 * When a file came to be as it is, in milliseconds since the epoch; null where that cannot be told. Copied over from
 * a USB stick it keeps the age of its content, so the latest of all its times counts: one too late costs a restart,
 * one too early would call a till restarted that works by its old settings.
 * @param file as a reading gives it; asked after that reading, so that what was read is not newer
 */
export async function changedAt(file: string): Promise<number | null> {
  try {
    const { mtimeMs, ctimeMs, birthtimeMs } = await callsFor(file).lstat(file);
    const latest = Math.max(...[mtimeMs, ctimeMs, birthtimeMs].filter(Number.isFinite));
    return latest > 0 ? latest : null;
  } catch {
    return null;
  }
}
