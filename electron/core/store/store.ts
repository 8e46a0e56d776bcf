import type { Clock } from '../../../domain/clock.ts';
import type { Dossier, SubTicket, Ticket } from '../../../domain/model/index.ts';
import { type DecisionContext, decide } from '../../../domain/operations/decide.ts';
import { type Intent, type Operation, targetsTicket } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { UnreadRow } from '../../../mplatform/contract/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { ReceivedChange, WrittenRow } from '../field/line.ts';
import { createOperations } from './operations.ts';
import { createOutlines } from './outlines.ts';
import { createProbeRuns } from './probe-runs.ts';
import { createServerRows, type FreshRows } from './server-rows.ts';
import { createSharedRows } from './shared-rows.ts';
import { createState } from './state.ts';
import { type Before, createViewRows, outlineOf } from './view-rows.ts';

/**
 * The device's memory: server rows, operations and the view rows that follow from the two. Every change by the
 * technician and every page from the server is one transaction that leaves the view true.
 */
export function createStore(db: Database, clock: Clock, appVersion: string, newId?: () => string) {
  const state = createState(db);
  const serverRows = createServerRows(db);
  const operations = createOperations(db, clock, appVersion, newId, () => state.get('clockOffset')?.ms);
  const viewRows = createViewRows(db);
  const outlines = createOutlines(db);
  const probeRuns = createProbeRuns(db);
  const sharedRows = createSharedRows(db);

  const context = (now: number): DecisionContext | undefined => {
    const device = state.get('device');
    if (device === undefined) return undefined;
    const { id, name, dealerId } = device.technician;
    return { actor: { technicianId: id, name, dealerId }, now, closing: 'waits', priceLists: sharedRows.priceLists };
  };

  /**
   * Server rows with what is pending replayed on top; what no longer can be done is held, visibly, not dropped.
   * @param waiting false where the caller knows that nothing is pending for this ticket
   * @param page what was read for all tickets of a page at once
   */
  function refreshView(
    ticketId: string,
    waiting = true,
    { fresh, before }: { readonly fresh?: FreshRows; readonly before?: ReadonlyMap<string, Before> } = {},
  ): void {
    if (!waiting) {
      const outline = serverRows.outline(ticketId, fresh);
      if (outline !== undefined) viewRows.put(outline, outline.removed !== null, undefined, before);
      return;
    }
    const server = serverRows.dossier(ticketId, fresh);
    if (server === undefined) return;
    let dossier: Dossier = server.dossier;
    for (const { position, operation, applied, held, givenUp, replaces } of operations.pendingOf(ticketId)) {
      if (givenUp) {
        if (held !== null) operations.hold(position, null);
        continue;
      }
      const asActor = context(Date.parse(operation.deviceTime));
      if (asActor === undefined) continue;
      const decision =
        server.removed !== null
          ? err(problem('ticket.withdrawn', { id: ticketId }))
          : replaces?.outcome === 'applied' && !applied
            ? err(problem('operation.original-applied'))
            : decide(dossier, operation, asActor);
      if (decision.ok) dossier = decision.value;
      // Refused on replay after the server said yes only means that its row has already come.
      const reason = decision.ok || applied ? null : decision.error;
      if (JSON.stringify(held) !== JSON.stringify(reason)) operations.hold(position, reason);
    }
    viewRows.put(outlineOf(dossier), server.removed !== null, dossier === server.dossier ? undefined : dossier, before);
  }

  const closeWaits = (ticketId: string, subTicketId: string): boolean =>
    operations
      .pendingOf(ticketId)
      .some(({ operation, givenUp }) => !givenUp && operation.kind === 'subTicket.close' && operation.target === subTicketId);

  const ticketIdOf = (intent: Intent): string | undefined =>
    targetsTicket(intent.kind) ? intent.target : viewRows.ticketIdOf(intent.target);

  /** The view from nothing but server rows and operations; always possible, and never different. */
  function rebuildView(): void {
    db.transaction(() => {
      viewRows.clear();
      const waiting = operations.ticketsWaiting();
      for (const ticketId of serverRows.ticketIds()) refreshView(ticketId, waiting.has(ticketId));
      state.delete('viewStale');
    }).immediate();
  }
  if (state.get('viewStale')) rebuildView();

  return {
    state,
    operations,
    outlines,
    viewRows,
    serverRows,
    sharedRows,
    probeRuns,
    transaction: <T>(work: () => T): T => db.transaction(work).immediate(),

    /** Whether the rules allow an intent on what is shown now, without doing it. */
    judge(intent: Intent): Result<{ readonly ticketId: string; readonly dossier: Dossier }, Problem> {
      const asActor = context(clock.now());
      if (asActor === undefined) return err(problem('device.not-enrolled'));
      const ticketId = ticketIdOf(intent);
      const view = ticketId === undefined ? undefined : viewRows.dossier(ticketId);
      if (ticketId === undefined || view === undefined) {
        return err(problem(targetsTicket(intent.kind) ? 'ticket.unknown' : 'subTicket.unknown', { id: intent.target }));
      }
      if (view.removed !== null) return err(problem('ticket.withdrawn', { id: ticketId }));
      const decision = decide(view.dossier, intent, asActor);
      return decision.ok ? ok({ ticketId, dossier: decision.value }) : decision;
    },

    /** One transaction: append the operation, update the view. It is on disk when this returns. */
    submit(intent: Intent): Result<Operation, Problem> {
      return db
        .transaction(() => {
          const judged = this.judge(intent);
          if (!judged.ok) return judged;
          // A second one would be refused by the server once the first was applied, and shown as a refusal.
          if (intent.kind === 'subTicket.close' && closeWaits(judged.value.ticketId, intent.target)) {
            const punktId = judged.value.dossier.subTickets.find((s) => s.id === intent.target)?.punktId ?? intent.target;
            return err(problem('closing.waits-already', { punktId }));
          }
          const operation = operations.append(intent, judged.value.ticketId);
          refreshView(judged.value.ticketId);
          return ok(operation);
        })
        .immediate();
    },

    /** Takes back an operation that has not been sent. */
    withdraw(id: string): Result<null, Problem> {
      return db
        .transaction(() => {
          const record = operations.get(id);
          if (record === undefined || record.outcome !== null) return err(problem('operation.not-waiting'));
          if (record.sent) return err(problem('operation.already-sent'));
          operations.settle(id, { outcome: 'withdrawn' });
          refreshView(record.ticketId);
          return ok(null);
        })
        .immediate();
    },

    /** A page from the server, in one transaction with the cursor: rows replaced, pending work replayed. */
    applyChanges(changes: readonly ReceivedChange[], cursor: string, last: boolean, unread: readonly UnreadRow[] = []): void {
      db.transaction(() => {
        const touched = new Set<string>();
        const waiting = operations.ticketsWaiting();
        const added = serverRows.added();
        const fresh = { tickets: new Map<string, Ticket | WrittenRow>(), subTickets: new Map<string, SubTicket | WrittenRow>() };
        for (const change of changes) {
          const ticketId = serverRows.apply(change, added);
          if ('removed' in change) {
            fresh.tickets.delete(change.id);
            fresh.subTickets.delete(change.id);
          } else if ('bytes' in change) fresh[change.kind === 'ticket' ? 'tickets' : 'subTickets'].set(change.id, change);
          else if (change.kind === 'ticket') fresh.tickets.set(change.id, change.data);
          else if (change.kind === 'subTicket') fresh.subTickets.set(change.id, change.data);
          // The page was asked for after the push, so this row already holds what the server applied to it.
          if (waiting.size > 0) operations.forgetApplied(change.id);
          if (ticketId !== undefined) touched.add(ticketId);
        }
        for (const row of unread) serverRows.noteUnread(row);
        if (last) {
          if (state.get('resyncing')) for (const ticketId of serverRows.sweep()) touched.add(ticketId);
          state.delete('resyncing');
          for (const { applied, ticketId } of operations.pending()) if (applied) touched.add(ticketId);
          operations.forgetApplied();
        }
        state.set('cursor', cursor);
        const ids = [...touched];
        const before = new Map(viewRows.before(ids.filter((id) => !added.tickets.has(id))));
        for (const [id, n] of added.tickets) before.set(id, { n, search: null });
        const page = { fresh: { ...fresh, places: serverRows.subTicketsOfAll(ids) }, before };
        for (const ticketId of ids) refreshView(ticketId, waiting.has(ticketId), page);
      }).immediate();
    },

    /** The server no longer knows our cursor: everything is asked for again, and nothing here is lost meanwhile. */
    startResync(): void {
      db.transaction(() => {
        serverRows.doubtAll();
        state.delete('cursor');
        state.set('resyncing', true);
      }).immediate();
    },

    /**
     * The server does not know any more what a device sent under numbers above `lastSeq`, having been put back from a copy:
     * all of it waits again, visibly, and is sent and decided anew.
     */
    forgottenAbove(deviceId: string, lastSeq: number): void {
      db.transaction(() => {
        const touched = operations.reopenAbove(deviceId, lastSeq);
        const device = state.get('device');
        if (device?.deviceId === deviceId && device.lastSeq > lastSeq) state.set('device', { ...device, lastSeq });
        for (const ticketId of touched) refreshView(ticketId);
      }).immediate();
    },

    /**
     * Says which version of the field API this program reads. Rows read by another one are asked for again: what that one
     * did not know of them, it did not keep.
     */
    reads(contract: number): void {
      // Before there was a second version, none was written down.
      if ((state.get('contract') ?? 1) !== contract && state.get('cursor') !== undefined) this.startResync();
      if (state.get('contract') !== contract) state.set('contract', contract);
    },

    rebuildView,
    refreshView,
  };
}
export type Store = ReturnType<typeof createStore>;
