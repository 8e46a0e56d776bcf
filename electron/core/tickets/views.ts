import { warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { daysSinceOpened, deadlines, noteDemanded } from '../../../domain/deadlines.ts';
import type { Ticket } from '../../../domain/model/index.ts';
import type { Intent } from '../../../domain/operations/operation.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { TicketQuery } from '../api/contract.ts';
import type { ActionState, OperationView, SubTicketView, TicketPage, TicketView } from '../api/views.ts';
import type { Closings } from '../closing/closings.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { createListExport } from './export.ts';
import { createTicketHints } from './hints.ts';
import { createTicketList, isNear } from './list.ts';
import { createListLook } from './look.ts';
import { subTicketNextStep, ticketNextStep } from './next-step.ts';
import { createTicketOrders } from './orders.ts';
import { createTicketRows } from './rows.ts';

export function createTicketViews(db: Database, store: Store, clock: Clock, closings: Closings, online: () => boolean) {
  const technicianId = (): string | undefined => store.state.get('device')?.technician.id;
  const isMine = (ticket: Ticket): boolean => ticket.technicianId !== null && ticket.technicianId === technicianId();

  /** A colleague's is only read: no step on it is this technician's. */
  const canWork = (ticket: Ticket): boolean => ticket.technicianId === null || isMine(ticket);

  const list = createTicketList(db, clock, technicianId);
  const rows = createTicketRows(db, clock, technicianId);
  const orderOf = createTicketOrders(db, clock, technicianId);
  const caretakers = db
    .prepare<[], string>('SELECT DISTINCT caretaker FROM view_ticket WHERE removed = 0 AND caretaker IS NOT NULL')
    .pluck();

  /** Any page of the list in any order; near its head, where one mostly is, at once. */
  async function page(query: TicketQuery): Promise<TicketPage> {
    if (isNear(query)) return list(query);
    const order = await orderOf(query);
    const first = query.page * query.pageSize;
    return { rows: rows([...order.subarray(first, first + query.pageSize)]), total: order.length, more: false };
  }

  const ask = (intent: Intent): ActionState => {
    const judged = store.judge(intent);
    return { kind: intent.kind, target: intent.target, allowed: judged.ok, reason: judged.ok ? null : judged.error };
  };

  function ticketView(id: string): Result<TicketView, Problem> {
    const view = store.viewRows.dossier(id);
    if (view === undefined) return err(problem('ticket.unknown', { id }));
    const { dossier, removed } = view;
    const { ticket, subTickets } = dossier;
    const today = warsawDate(clock.now());
    const waitingCloses = new Set(openCloses(id).map((r) => r.operation.target));
    const why = { note: '…' };
    return ok({
      ticket,
      mine: isMine(ticket),
      deadlines: deadlines(ticket, today),
      noteDemanded: removed === null && noteDemanded(dossier, today),
      daysSinceOpened: daysSinceOpened(ticket, today),
      subTickets: subTickets.map((s) => ({
        id: s.id,
        punktId: s.punktId,
        name: s.pointOfSale.name,
        city: s.pointOfSale.city,
        status: s.status,
        closeWaits: waitingCloses.has(s.id),
      })),
      actions: [
        ask({ kind: 'ticket.take', target: id, args: {} }),
        ask({ kind: 'ticket.addNote', target: id, args: { text: '…' } }),
        ask({ kind: 'ticket.attachFile', target: id, args: { kind: 'quote', sha256: '0'.repeat(64), name: '…', size: 1 } }),
        ask({ kind: 'ticket.editCompany', target: id, args: { fields: {} } }),
        ask({ kind: 'ticket.exportToBackoffice', target: id, args: {} }),
        ask({ kind: 'ticket.suspend', target: id, args: why }),
        ask({ kind: 'ticket.resume', target: id, args: {} }),
        ask({ kind: 'ticket.resign', target: id, args: why }),
        ...subTickets.map((s) => ask({ kind: 'subTicket.take', target: s.id, args: {} })),
      ],
      operations: store.operations.historyOf(id).map(operationView),
      nextStep: removed === null && canWork(ticket) ? ticketNextStep(dossier) : 'none',
      removed: removed === null ? null : { reason: removed },
    });
  }

  /** Closes that were asked for and to which M/platform has not said yes, nor the person taken note of a no. */
  const openCloses = (ticketId: string): readonly OperationRecord[] =>
    store.operations
      .historyOf(ticketId)
      .filter(
        (r) => r.kind === 'subTicket.close' && (r.outcome === null ? !r.givenUp : r.outcome === 'rejected' && !r.acknowledged),
      );

  async function subTicketView(id: string): Promise<Result<SubTicketView, Problem>> {
    const ticketId = store.viewRows.ticketIdOf(id);
    const view = ticketId === undefined ? undefined : store.viewRows.dossier(ticketId);
    const subTicket = view?.dossier.subTickets.find((s) => s.id === id);
    if (ticketId === undefined || view === undefined || subTicket === undefined) return err(problem('subTicket.unknown', { id }));
    const { dossier } = view;
    const conditions = await closings.conditions(dossier, subTicket);
    const close = openCloses(ticketId).find((r) => r.operation.target === id);
    const why = { note: '…' };
    return ok({
      ticket: dossier.ticket,
      subTicket,
      billed: dossier.subTickets.map(({ id: of, punktId, status, invoice }) => ({ id: of, punktId, status, invoice })),
      mine: isMine(dossier.ticket),
      target: { serverAddress: store.serverRows.setting()?.serverAddress ?? null, storeId: subTicket.punktId },
      conditions,
      lastProbe: store.probeRuns.of(id, 1)[0] ?? null,
      closing:
        close === undefined
          ? null
          : {
              operationId: close.operation.id,
              state: close.outcome === 'rejected' ? 'rejected' : 'waiting',
              since: close.operation.deviceTime,
              reason: close.reason,
            },
      actions: [
        ask({ kind: 'subTicket.take', target: id, args: {} }),
        ask({ kind: 'subTicket.editPointOfSale', target: id, args: { fields: {} } }),
        ask({ kind: 'subTicket.suspend', target: id, args: why }),
        ask({ kind: 'subTicket.resume', target: id, args: {} }),
        ask({ kind: 'subTicket.resign', target: id, args: why }),
        ask({ kind: 'subTicket.recordTraining', target: id, args: { retailerName: '…' } }),
        ask({ kind: 'subTicket.recordInvoice', target: id, args: { number: '…', totalGross: 0 } }),
        ask({ kind: 'subTicket.close', target: id, args: {} }),
        ask({
          kind: 'ticket.attachFile',
          target: ticketId,
          args: { kind: 'invoice', sha256: '0'.repeat(64), name: '…', size: 1 },
        }),
      ],
      operations: store.operations
        .historyOf(ticketId)
        .filter((r) => r.operation.target === id)
        .map(operationView),
      nextStep:
        view.removed === null && canWork(dossier.ticket)
          ? subTicketNextStep(dossier, subTicket, conditions, close !== undefined && close.outcome === null, online())
          : 'none',
    });
  }

  return {
    list,
    page,
    hints: createTicketHints(store, clock),
    caretakers: (): readonly string[] => caretakers.all().toSorted(new Intl.Collator('pl').compare),
    look: createListLook(db),
    exportList: createListExport({ orderOf, rows, clock }),
    ticketView,
    subTicketView,
    openCloses,
  };
}

export function operationView(record: OperationRecord): OperationView {
  const { operation, outcome, held, sent, givenUp } = record;
  return {
    id: operation.id,
    kind: operation.kind,
    target: operation.target,
    ticketId: record.ticketId,
    deviceTime: operation.deviceTime,
    state: givenUp && outcome === 'rejected' ? 'withdrawn' : (outcome ?? (held ? 'held' : sent ? 'sent' : 'waiting')),
    reason: record.reason,
    givenUp,
  };
}
