import { rfc3339 } from '../clock.ts';
import type { Dossier, RecordedInvoice, SubTicket } from '../model/index.ts';
import { formatGrosze } from '../money.ts';
import { assertNever, ok } from '../result.ts';
import { type Decision, type DecisionContext, mergeFields, noted, refuse, type SubTicketIntent, withChanges } from './decide.ts';
import { hasEnded } from './ticket-rules.ts';

export function decideSubTicket(
  dossier: Dossier,
  subTicket: SubTicket,
  intent: SubTicketIntent,
  context: DecisionContext,
): Decision<SubTicket> {
  const { ticket } = dossier;
  if (subTicket.status === 'closed' || subTicket.status === 'resigned')
    return refuse('subTicket.ended', { punktId: subTicket.punktId });
  if (hasEnded(ticket)) return refuse('ticket.ended', { id: ticket.id });
  if (ticket.technicianId === null) return refuse('ticket.not-taken', { id: ticket.id });
  if (ticket.status === 'suspended') return refuse('ticket.suspended', { id: ticket.id });
  if (intent.kind === 'subTicket.take') return take(dossier, subTicket, context);
  if (subTicket.status === 'new') return refuse('subTicket.not-taken', { punktId: subTicket.punktId });
  if (intent.kind === 'subTicket.resume') {
    if (subTicket.status !== 'suspended') return refuse('subTicket.not-suspended', { punktId: subTicket.punktId });
    return ok({ ...subTicket, status: 'inProgress' });
  }
  if (intent.kind === 'subTicket.resign') {
    return ok({ ...subTicket, status: 'resigned', notes: [...subTicket.notes, noted(context, intent.args.note)] });
  }
  if (subTicket.status === 'suspended') return refuse('subTicket.suspended', { punktId: subTicket.punktId });
  return work(dossier, subTicket, intent, context);
}

/** The manual's order of work: sub-tickets are taken once the scans are in Backoffice. */
function take({ ticket }: Dossier, subTicket: SubTicket, { actor, now }: DecisionContext): Decision<SubTicket> {
  if (subTicket.status !== 'new') return refuse('subTicket.already-taken', { punktId: subTicket.punktId });
  if (ticket.exportedToBackofficeAt === null) return refuse('subTicket.documents-first', { punktId: subTicket.punktId });
  return ok({ ...subTicket, status: 'inProgress', technicianId: actor.technicianId, takenAt: rfc3339(now) });
}

type Work = Exclude<SubTicketIntent, { kind: 'subTicket.take' | 'subTicket.resume' | 'subTicket.resign' }>;

function work(dossier: Dossier, subTicket: SubTicket, intent: Work, context: DecisionContext): Decision<SubTicket> {
  const at = rfc3339(context.now);
  switch (intent.kind) {
    case 'subTicket.editPointOfSale': {
      const merged = mergeFields(subTicket.pointOfSale, intent.args.fields);
      if (!merged.ok) return merged;
      const history = withChanges(subTicket.history, subTicket.pointOfSale, merged.value, context);
      return ok({ ...subTicket, pointOfSale: merged.value, history });
    }
    case 'subTicket.recordConfiguration':
      if (!intent.args.storeIds.includes(subTicket.punktId)) {
        return refuse('configuration.other-store', { punktId: subTicket.punktId, storeIds: intent.args.storeIds.join(', ') });
      }
      return ok({ ...subTicket, configuration: { ...intent.args, recordedAt: at } });
    case 'subTicket.recordTraining':
      return ok({
        ...subTicket,
        training: { ...intent.args, recordedAt: at, recordedBy: context.actor.name },
      });
    case 'subTicket.recordInvoice':
      return recordInvoice(dossier, subTicket, { ...intent.args, recordedAt: at });
    case 'subTicket.suspend':
      return ok({ ...subTicket, status: 'suspended', notes: [...subTicket.notes, noted(context, intent.args.note)] });
    case 'subTicket.close':
      return close(subTicket, context);
    default:
      return assertNever(intent);
  }
}

/** One invoice has one amount: points of sale billed together carry the same number and the same total. */
function recordInvoice({ subTickets }: Dossier, subTicket: SubTicket, invoice: RecordedInvoice): Decision<SubTicket> {
  const same = subTickets.find((s) => s.id !== subTicket.id && s.status !== 'resigned' && s.invoice?.number === invoice.number);
  if (same?.invoice && same.invoice.totalGross !== invoice.totalGross) {
    const { number, totalGross } = same.invoice;
    return refuse('invoice.other-total', { number, total: formatGrosze(totalGross), punktId: same.punktId }, ['totalGross']);
  }
  return ok({ ...subTicket, invoice });
}

/** Rule 6, the gate: without proof of correct communication a sub-ticket is not closed, whoever asks. */
function close(subTicket: SubTicket, { closing, now }: DecisionContext): Decision<SubTicket> {
  if (closing === 'waits') return ok(subTicket);
  if (closing === 'unproven') return refuse('closing.no-receipt');
  const unmet = closing.find((c) => !c.met);
  if (unmet !== undefined) return refuse(unmet.reason.code, unmet.reason.params);
  return ok({ ...subTicket, status: 'closed', closedAt: rfc3339(now) });
}
