import type { Mode } from '../api/views.ts';
import type { Store } from '../store/store.ts';

/** Of the content, as `technik support open` gives it. */
export const EXPORT_FORMAT = 1 as const;

interface Circumstances {
  /** RFC 3339. */
  readonly madeAt: string;
  readonly appVersion: string;
  readonly mode: Mode;
}

/** What M/platform does not have, with the tickets that it is about: docs/devices.md. */
export function unsentWork(store: Store, { madeAt, appVersion, mode }: Circumstances) {
  const waiting = store.operations.pending().filter(({ applied }) => !applied);
  const tickets = [...new Set(waiting.map(({ ticketId }) => ticketId))];
  return {
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
}
