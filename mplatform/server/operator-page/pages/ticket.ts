import * as z from 'zod';
import { warsawDate } from '../../../../domain/calendar.ts';
import { rowId, sha256 } from '../../../../domain/model/index.ts';
import { NO_DEALER, type WithdrawalReason } from '../../operator.ts';
import { saveDeed } from '../audit.ts';
import { readForm } from '../forms.ts';
import { address } from '../html.ts';
import { type Faults, fault } from '../parts.ts';
import { operating, type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';
import { operationTable } from './operations.ts';
import { ticketBody } from './ticket-view.ts';

const one = z.object({ id: rowId });
const REASONS = ['reassigned', 'deadline', 'deleted'] as const satisfies readonly WithdrawalReason[];
/** The end of a ticket's operations; all of them are a link further. */
const OPERATIONS = 15;

async function ticketPage(visit: Visit, id: string, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form, done } = visit;
  const found = await services.store.read(async (tx) => {
    const dossier = await tx.dossierOfTicket(id);
    if (dossier === undefined) return undefined;
    const targets = [id, ...dossier.subTickets.map((s) => s.id)];
    const people = [dossier.ticket.data.technicianId, ...dossier.subTickets.map((s) => s.data.technicianId)];
    const names = new Map<string, string>();
    for (const person of people) if (person !== null) names.set(person, (await tx.technician(person))?.name ?? person);
    return {
      ticket: dossier.ticket.data,
      subTickets: dossier.subTickets.map((s) => s.data),
      dealers: await tx.dealers(),
      technicianNames: names,
      operations: await operationTable(view, tx, await tx.outcomes({ targets }, undefined, OPERATIONS)),
    };
  });
  if (found === undefined) return { missing: fault('ticket.unknown', { id }) };
  const body = ticketBody({ ...view, values: form.text, faults }, { ...found, today: warsawDate(view.now) });
  const { name } = found.ticket.company;
  return {
    page: { title: name, section: 'tickets', back: [['tickets'], view.t('nav.tickets')], done, body },
    status,
  };
}

export const ticketRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/tickets/:id', params: one, handle: (visit, { params }) => ticketPage(visit, params.id) }),
  route({
    method: 'POST',
    path: '/tickets/:id/backoffice',
    params: one,
    handle: async (visit, { params: { id } }) => {
      const answer = z.object({
        state: z.enum(['accepted', 'returned'], 'form.required'),
        message: z.string().trim().max(4000, 'form.too-long'),
      });
      const read = readForm(answer, visit.form.text);
      if (!read.ok) return ticketPage(visit, id, 422, read.error);
      const { state, message } = read.value;
      // What has to be mended must be said.
      if (state === 'returned' && message === '') return ticketPage(visit, id, 422, { message: [fault('form.required')] });
      const detail = `${state} ${message}`.trim();
      const said = await operating(visit, 'ticket.backoffice', id, detail).answerBackoffice(id, state, message);
      if (said.ok) return { to: address(['tickets', id], { done: 'ticket.backoffice' }) };
      return ticketPage(visit, id, 422, { '': [said.error] });
    },
  }),
  route({
    method: 'POST',
    path: '/tickets/:id/withdraw',
    params: one,
    handle: async (visit, { params: { id } }) => {
      const read = readForm(z.object({ reason: z.enum(REASONS, 'form.required'), dealer: rowId }), visit.form.text);
      if (!read.ok) return ticketPage(visit, id, 422, read.error);
      const { reason, dealer } = read.value;
      const { ticket, known } = await visit.services.store.read(async (tx) => ({
        ticket: await tx.row('ticket', id),
        known: dealer === NO_DEALER || (await tx.dealers()).some((d) => d.id === dealer),
      }));
      if (!known) return ticketPage(visit, id, 422, { dealer: [fault('operator.dealer-unknown', { id: dealer })] });
      if (ticket?.data.dealerId === dealer) return ticketPage(visit, id, 422, { dealer: [fault('ticket.same-dealer')] });
      const from = ticket?.data.dealerId ?? '';
      const given = await operating(visit, 'ticket.withdraw', id, `${reason}: ${from} → ${dealer}`).withdrawTicket(
        id,
        reason,
        dealer,
      );
      if (given.ok) return { to: address(['tickets', id], { done: 'ticket.withdraw' }) };
      return { missing: given.error };
    },
  }),
  route({
    method: 'GET',
    path: '/tickets/:id/files/:sha256',
    params: z.object({ id: rowId, sha256 }),
    handle: async ({ services, operator }, { params: { id, sha256: digest } }) => {
      const ticket = await services.store.read((tx) => tx.row('ticket', id));
      const named = ticket?.data.files.find((f) => f.sha256 === digest);
      const file = named && (await services.shelf.find(digest));
      if (named === undefined || file === undefined) return { missing: fault('ticket.file-missing') };
      // Who read a retailer's papers is written down before they are handed out.
      await services.store.transaction((tx) =>
        saveDeed(tx, services.source, { by: operator, action: 'ticket.file', target: id, detail: named.name }),
      );
      const content = services.shelf.read(digest, 0, file.size - 1);
      return { file: { type: file.type, name: named.name, size: file.size, content } };
    },
  }),
];
