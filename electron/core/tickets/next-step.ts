import type { ClosingCondition } from '../../../domain/closing.ts';
import type { Dossier, SubTicket } from '../../../domain/model/index.ts';
import type { NextStep } from '../api/views.ts';

/** What to do next on a ticket, in the manual's order of work. */
export function ticketNextStep({ ticket, subTickets }: Dossier): NextStep {
  if (ticket.status === 'closed') return 'done';
  if (ticket.status === 'resigned' || ticket.status === 'withdrawn') return 'none';
  if (ticket.technicianId === null) return 'takeTicket';
  if (ticket.status === 'suspended') return 'resume';
  if (ticket.exportedToBackofficeAt === null) return 'prepareDocuments';
  if (ticket.backoffice?.state === 'returned') return 'mendDocuments';
  if (subTickets.some((s) => s.status === 'new')) return 'takeSubTicket';
  if (subTickets.some((s) => s.status === 'inProgress')) return 'configure';
  return 'none';
}

/** What to do next on a sub-ticket: the first of the gate's conditions that is not met names the step. */
export function subTicketNextStep(
  dossier: Dossier,
  subTicket: SubTicket,
  conditions: readonly ClosingCondition[],
  closeWaits: boolean,
  /** Without a line the probe cannot succeed; the rest can be done, and the close waits. */
  online: boolean,
): NextStep {
  if (subTicket.status === 'closed') return 'done';
  if (subTicket.status === 'resigned') return 'none';
  if (dossier.ticket.technicianId === null) return 'takeTicket';
  if (dossier.ticket.status === 'suspended' || subTicket.status === 'suspended') return 'resume';
  if (dossier.ticket.exportedToBackofficeAt === null) return 'prepareDocuments';
  if (subTicket.status === 'new') return 'takeSubTicket';
  if (closeWaits) return 'waitForLine';
  const unmet = (code: ClosingCondition['code']) => conditions.some((c) => c.code === code && !c.met);
  if (unmet('configuration')) return 'configure';
  if (online && (unmet('probe') || unmet('tillContact'))) return 'probe';
  if (unmet('training')) return 'train';
  if (unmet('invoice')) return 'invoice';
  return 'close';
}
