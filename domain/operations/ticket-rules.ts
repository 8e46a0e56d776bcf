import { warsawDate } from '../calendar.ts';
import { rfc3339 } from '../clock.ts';
import { isOfPoint } from '../file-versions.ts';
import type { AttachedFile, Dossier, Ticket, TicketStatus } from '../model/index.ts';
import { quoteFault } from '../quote.ts';
import { assertNever, ok } from '../result.ts';
import { type Decision, type DecisionContext, mergeFields, noted, refuse, type TicketIntent, withChanges } from './decide.ts';

/** So many earlier revisions are kept in the row; all remain with the operations. */
const MAX_QUOTES = 20;

const ENDED: readonly TicketStatus[] = ['closed', 'resigned', 'withdrawn'];

/** To such a ticket nothing but a note can be added, to a closed one also acceptance protocols; no work is done on its sub-tickets. */
export const hasEnded = (ticket: Ticket): boolean => ENDED.includes(ticket.status);

export function decideTicket(dossier: Dossier, intent: TicketIntent, context: DecisionContext): Decision {
  const changed = decideRow(dossier, intent, context);
  return changed.ok ? ok({ ...dossier, ticket: changed.value }) : changed;
}

function decideRow(dossier: Dossier, intent: TicketIntent, context: DecisionContext): Decision<Ticket> {
  const { ticket } = dossier;
  // A note can always be added: it is how one explains what happened to a ticket that has ended.
  if (intent.kind === 'ticket.addNote') return ok({ ...ticket, notes: [...ticket.notes, noted(context, intent.args.text)] });
  // A protocol tells of the closing, and so is signed after it.
  const isProtocol = intent.kind === 'ticket.attachFile' && intent.args.kind === 'protocol';
  if (hasEnded(ticket) && !(isProtocol && ticket.status === 'closed')) return refuse('ticket.ended', { id: ticket.id });
  if (intent.kind === 'ticket.take') return take(ticket, context);
  if (ticket.technicianId === null) return refuse('ticket.not-taken', { id: ticket.id });
  if (intent.kind === 'ticket.resume') return resume(ticket);
  if (intent.kind === 'ticket.resign') {
    return ok({
      ...ticket,
      status: 'resigned',
      closedOn: warsawDate(context.now),
      notes: [...ticket.notes, noted(context, intent.args.note)],
    });
  }
  if (intent.kind === 'ticket.attachFile') return attach(dossier, intent.args, context);
  if (ticket.status === 'suspended') return refuse('ticket.suspended', { id: ticket.id });

  switch (intent.kind) {
    case 'ticket.editCompany':
      return editCompany(ticket, intent.args.fields, context);
    case 'ticket.saveQuote':
      return saveQuote(dossier, intent.args, context);
    case 'ticket.exportToBackoffice':
      return exportToBackoffice(ticket, context);
    case 'ticket.suspend':
      return ok({
        ...ticket,
        status: 'suspended',
        statusBeforeSuspension: ticket.status,
        suspensionNote: intent.args.note,
        notes: [...ticket.notes, noted(context, intent.args.note)],
      });
    default:
      return assertNever(intent);
  }
}

function take(ticket: Ticket, { actor, now }: DecisionContext): Decision<Ticket> {
  if (ticket.technicianId !== null) return refuse('ticket.already-taken', { id: ticket.id });
  // A ticket handed over from another partner may come with its documents already in Backoffice.
  const status = ticket.exportedToBackofficeAt === null ? 'agreement' : 'inProgress';
  return ok({ ...ticket, status, technicianId: actor.technicianId, takenAt: rfc3339(now) });
}

function resume(ticket: Ticket): Decision<Ticket> {
  if (ticket.status !== 'suspended') return refuse('ticket.not-suspended', { id: ticket.id });
  return ok({
    ...ticket,
    status: ticket.statusBeforeSuspension ?? 'agreement',
    statusBeforeSuspension: null,
    suspensionNote: null,
  });
}

function editCompany(
  ticket: Ticket,
  fields: Extract<TicketIntent, { kind: 'ticket.editCompany' }>['args']['fields'],
  context: DecisionContext,
): Decision<Ticket> {
  const merged = mergeFields(ticket.company, fields);
  if (!merged.ok) return merged;
  return ok({ ...ticket, company: merged.value, history: withChanges(ticket.history, ticket.company, merged.value, context) });
}

function saveQuote(
  { ticket, subTickets }: Dossier,
  { totalGross, content }: Extract<TicketIntent, { kind: 'ticket.saveQuote' }>['args'],
  context: DecisionContext,
): Decision<Ticket> {
  // The retailer signed this one: changing it afterwards would fit the quote to the invoice. Unless a point of sale
  // resigned: what is left costs less, and has to be quoted anew. Where there is none at all, it came so from elsewhere.
  if (ticket.quote !== null && ticket.exportedToBackofficeAt !== null && !subTickets.some((s) => s.status === 'resigned'))
    return refuse('quote.already-exported', { id: ticket.id });
  const fault = quoteFault(totalGross, content, context.priceLists?.() ?? [], warsawDate(context.now));
  if (fault !== undefined) return refuse(fault.code, fault.params);
  const earlier = [...(ticket.earlierQuotes ?? []), ...(ticket.quote === null ? [] : [ticket.quote])];
  return ok({
    ...ticket,
    earlierQuotes: earlier.slice(-MAX_QUOTES),
    quote: {
      revision: (ticket.quote?.revision ?? 0) + 1,
      totalGross,
      savedAt: rfc3339(context.now),
      savedBy: context.actor.name,
      ...(content === undefined ? {} : { content }),
    },
  });
}

/** The manual: the scan of the quote is attached first. */
function attach(
  { ticket, subTickets }: Dossier,
  { subTicketId, ...file }: Pick<AttachedFile, 'kind' | 'sha256' | 'name' | 'size' | 'subTicketId'>,
  { actor, now }: DecisionContext,
): Decision<Ticket> {
  if (subTicketId !== undefined && !subTickets.some((s) => s.id === subTicketId))
    return refuse('subTicket.unknown', { id: subTicketId });
  const of = subTicketId === undefined || !isOfPoint(file.kind) ? {} : { subTicketId };
  const isSame = (f: AttachedFile): boolean =>
    f.sha256 === file.sha256 && f.kind === file.kind && f.subTicketId === of.subTicketId;
  if (ticket.files.some(isSame)) return ok(ticket);
  const hasQuote = ticket.files.some((f) => f.kind === 'quote');
  if (!hasQuote && file.kind !== 'quote') return refuse('documents.quote-first', {});
  return ok({
    ...ticket,
    files: [...ticket.files, { ...file, ...of, attachedAt: rfc3339(now), attachedBy: actor.name }],
  });
}

function exportToBackoffice(ticket: Ticket, { now }: DecisionContext): Decision<Ticket> {
  // The manual: first of all the quote, on the formal template. A scan alone could be of anything.
  if (ticket.quote === null) return refuse('documents.no-quote', { id: ticket.id });
  const missing = missingDocuments(ticket);
  if (missing.length > 0) return refuse('documents.missing', { documents: missing.join(', ') }, missing);
  // Once is enough, unless Backoffice sent the documents back.
  if (ticket.exportedToBackofficeAt !== null && ticket.backoffice?.state !== 'returned') return ok(ticket);
  const at = rfc3339(now);
  return ok({ ...ticket, status: 'inProgress', exportedToBackofficeAt: at, backoffice: { state: 'sent', at, message: null } });
}

/** Of the three that Backoffice needs, those not attached yet, in the manual's order. */
export const missingDocuments = (ticket: Ticket): readonly ('quote' | 'agreement' | 'powerOfAttorney')[] =>
  (['quote', 'agreement', 'powerOfAttorney'] as const).filter((kind) => !ticket.files.some((f) => f.kind === kind));
