import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { problem } from '../../../domain/problem.ts';
import type { LockView, Mode } from '../api/views.ts';
import type { Store } from '../store/store.ts';
import { readSupportKey, seal } from './sealed.ts';

export interface LockDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Where the encrypted export goes: the folder of this mode. */
  readonly folder: string;
  readonly mode: Mode;
  readonly appVersion: string;
  readonly changed: () => void;
}

/** Of the export's content, as `technik support open` gives it. */
export const EXPORT_FORMAT = 1;

/**
 * What happens when M/platform shuts this device out: it is locked, nothing is deleted, and what M/platform does not have
 * yet is written down encrypted, for support. Enrolling anew opens it.
 */
export function createLock({ store, clock, folder, mode, appVersion, changed }: LockDeps) {
  /** Undefined where there is nothing unsent, or nobody to encrypt it for. */
  function exportUnsent(into = join(folder, 'locked')): string | undefined {
    const support = readSupportKey(store.serverRows.setting()?.supportPublicKey ?? '');
    const waiting = store.operations.pending().filter(({ applied }) => !applied);
    if (support === undefined || waiting.length === 0) return undefined;
    const madeAt = rfc3339(clock.now());
    const tickets = [...new Set(waiting.map(({ ticketId }) => ticketId))];
    const content = {
      format: EXPORT_FORMAT,
      madeAt,
      clockOffsetMs: store.state.get('clockOffset')?.ms ?? null,
      appVersion,
      mode,
      device: store.state.get('device') ?? null,
      operations: waiting.map(({ operation, ticketId, sending, held, reason }) => ({
        ...operation,
        ticketId,
        sending,
        held,
        reason,
      })),
      tickets: tickets.flatMap((id) => store.viewRows.dossier(id) ?? []),
    };
    const file = join(into, `unsent-${madeAt.replace(/[:.]/g, '-')}.mtsealed`);
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

function writeWhole(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const partial = `${file}.part`;
  rmSync(partial, { force: true });
  const handle = openSync(partial, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, file);
}
