import { join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { problem } from '../../../domain/problem.ts';
import type { LockView, Mode } from '../api/views.ts';
import type { Store } from '../store/store.ts';
import { readSupportKey, seal } from './sealed.ts';
import { unsentWork } from './unsent-work.ts';
import { writeWhole } from './write-whole.ts';

export interface LockDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Where the encrypted export goes: the folder of this mode. */
  readonly folder: string;
  readonly mode: Mode;
  readonly appVersion: string;
  readonly changed: () => void;
}

/**
 * What happens when M/platform shuts this device out: it is locked, nothing is deleted, and what M/platform does not have
 * yet is written down encrypted, for support. Enrolling anew opens it.
 */
export function createLock({ store, clock, folder, mode, appVersion, changed }: LockDeps) {
  /** Undefined where there is nothing unsent, or nobody to encrypt it for. */
  function exportUnsent(into = join(folder, 'locked')): string | undefined {
    const support = readSupportKey(store.serverRows.setting()?.supportPublicKey ?? '');
    const content = unsentWork(store, { madeAt: rfc3339(clock.now()), appVersion, mode });
    if (support === undefined || content.operations.length === 0) return undefined;
    const file = join(into, `unsent-${content.madeAt.replace(/[:.]/g, '-')}.mtsealed`);
    writeWhole(file, seal(JSON.stringify(content), support));
    return file;
  }

  return {
    /** What M/platform does not have, encrypted for support. */
    exportUnsent,
    /** Locks, and writes the export down unless that is done. One that cannot be written is tried again the next time. */
    async lock(): Promise<void> {
      if (store.state.get('locked') === undefined) store.state.set('locked', { since: rfc3339(clock.now()), exportFile: null });
      const locked = store.state.get('locked');
      if (locked?.exportFile === null) {
        try {
          const file = exportUnsent();
          if (file !== undefined) store.state.set('locked', { ...locked, exportFile: file });
        } catch {
          // A full disk, say. The work lies in the database all the same.
        }
      }
      changed();
    },
    view(): LockView | null {
      const locked = store.state.get('locked');
      if (locked === undefined) return null;
      return { ...locked, problem: problem('device.locked'), waiting: store.operations.waiting() };
    },
  };
}
export type Lock = ReturnType<typeof createLock>;
