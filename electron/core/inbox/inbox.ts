import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { Language } from '../../../domain/text.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { InboxView, PastPage } from '../api/inbox-views.ts';
import type { ReportFile } from '../probing/report-of.ts';
import type { Store } from '../store/store.ts';
import { createInboxActs } from './acts.ts';
import { exportFile, gather } from './export.ts';
import { inboxItems } from './items.ts';
import { createPlaces } from './places.ts';
import { type KnownDeadlines, serverNow, unsentFacts } from './unsent.ts';
import { takenAway, waitingTickets } from './waiting.ts';

export const PAST_A_PAGE = 50;

export interface InboxDeps {
  readonly db: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** Whether there is a line to M/platform, as far as is known. */
  readonly online: () => boolean;
}

/** Work that has not arrived, or was refused: shown in words, and what the person does about it. */
export function createInbox({ db, store, clock, online }: InboxDeps) {
  const gone = db.prepare<[string], { id: string }>(
    `SELECT id FROM view_ticket v WHERE removed = 1 AND id NOT IN (SELECT ticket_id FROM taken_away_read)
     AND (technician_id = ? OR EXISTS (SELECT 1 FROM operation o WHERE o.ticket_id = v.id)) ORDER BY id`,
  );
  const allGone = db.prepare<[], { id: string }>(
    `SELECT id FROM view_ticket v WHERE removed = 1 AND EXISTS (SELECT 1 FROM operation o WHERE o.ticket_id = v.id) ORDER BY id`,
  );
  const read = db.prepare('INSERT INTO taken_away_read (ticket_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const deadlines: KnownDeadlines = new Map();
  const technicianId = (): string => store.state.get('device')?.technician.id ?? '';

  return {
    ...createInboxActs(store),
    /** @param wanted which page of each list, from 0; one that is no longer there gives the last */
    list(wanted: { readonly items?: number; readonly waiting?: number } = {}): InboxView {
      const now = clock.now();
      const places = createPlaces(store, serverNow(store, now));
      const { items, page: itemsPage } = inboxItems(store, places, now, deadlines, wanted.items ?? 0);
      const { tickets, page: waitingPage } = waitingTickets(store, places, now, online(), wanted.waiting ?? 0);
      return {
        items,
        itemsPage,
        waiting: tickets,
        waitingPage,
        takenAway: takenAway(
          store,
          places,
          gone.all(technicianId()).map((row) => row.id),
        ),
        past: store.outlines.countPast(),
      };
    },
    /** What has its outcome and needs nobody any more, newest first. */
    past(wanted = 0): PastPage {
      const count = store.outlines.countPast();
      const pages = Math.max(1, Math.ceil(count / PAST_A_PAGE));
      const at = Math.min(wanted, pages - 1);
      const places = createPlaces(store, serverNow(store, clock.now()));
      const operations = store.outlines.past(PAST_A_PAGE, at * PAST_A_PAGE).map((record) => ({
        id: record.id,
        kind: record.kind,
        place: places.of(record),
        doneAt: record.doneAt,
        settledAt: record.settledAt,
        outcome:
          record.givenUp && record.outcome === 'rejected' ? ('withdrawn' as const) : (record.outcome ?? ('withdrawn' as const)),
        redone: record.redoneBy !== null,
        reason: record.reason,
      }));
      return { operations, page: { page: at, pages, count } };
    },
    unsent: () => unsentFacts(store, clock.now(), deadlines),
    /** The person has been told that a ticket was taken away. */
    readTakenAway: (ticketId: string): void => void read.run(ticketId, rfc3339(clock.now())),
    /**
     * Everything that has not arrived or was refused, and all that was done to tickets that were taken away, as one file
     * for whoever helps. Nothing secret is in it.
     * @param ticketId only what belongs to this ticket, but all of it
     */
    export(format: 'html' | 'json', language: Language, ticketId?: string): ReportFile {
      const now = clock.now();
      const goneIds = allGone.all().map((row) => row.id);
      return exportFile(
        gather(store, createPlaces(store, serverNow(store, now)), { now, language, goneIds, ticketId: ticketId ?? null }),
        format,
      );
    },
  };
}
export type Inbox = ReturnType<typeof createInbox>;
