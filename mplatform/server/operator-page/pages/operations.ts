import * as z from 'zod';
import { explain } from '../../../../domain/problem.ts';
import { isTextKey } from '../../../../domain/text.ts';
import { operationOutcome } from '../../../contract/schemas.ts';
import type { ReadTransaction } from '../../store/port.ts';
import type { OutcomeRecord } from '../../store/records.ts';
import { address, type Html, html } from '../html.ts';
import { badge, choice, facts, fault, field, formView, link, row, table } from '../parts.ts';
import type { PageKey } from '../text.ts';
import { moment, type View } from '../view.ts';
import { type PageRoute, route } from '../visit.ts';
import { placeOf, placeQuery } from './audit.ts';

const SIZE = 50;
const OUTCOMES = operationOutcome.options;

/** What the operation says of itself; it was stored as it came, so that may be anything. */
const said = z
  .object({ kind: z.string().max(100).catch(''), target: z.string().max(100).catch('') })
  .catch({ kind: '', target: '' });

const TONES = { applied: 'good', rejected: 'bad', retryLater: 'waiting' } as const;
const outcomeBadge = ({ t }: View, { result }: OutcomeRecord): Html =>
  badge(TONES[result.outcome], t(`outcome.${result.outcome}`));

function reasonOf({ language }: View, { result }: OutcomeRecord): string {
  const { code, params = {}, message } = result;
  if (code !== undefined && isTextKey(code)) return explain({ code, params }, language);
  return message ?? code ?? '';
}

const targetLink = (target: string, ticketId: string | undefined): Html | string =>
  ticketId === undefined ? target : link(['tickets', ticketId], target);

/** Operations as a table, with names of devices and technicians, each leading to its ticket. */
export async function operationTable(view: View, tx: ReadTransaction, outcomes: readonly OutcomeRecord[]): Promise<Html> {
  const { t } = view;
  const rows: Html[] = [];
  for (const outcome of outcomes) {
    const { kind, target } = said.parse(outcome.operation);
    const [device, technician] = [await tx.device(outcome.deviceId), await tx.technician(outcome.technicianId)];
    const ticketId = kind.startsWith('subTicket.')
      ? (await tx.row('subTicket', target))?.data.ticketId
      : (await tx.row('ticket', target))?.id;
    rows.push(
      row(
        html`<a href="${address(['operations', outcome.id])}">${moment(view, outcome.decidedAt)}</a>`,
        html`${kindName(view, kind)}<small>${kind}</small>`,
        targetLink(target, ticketId),
        outcomeBadge(view, outcome),
        reasonOf(view, outcome),
        html`${technician?.name ?? outcome.technicianId}<small>${device?.name ?? outcome.deviceId}</small>`,
      ),
    );
  }
  return table(
    [
      t('operation.at'),
      t('operation.kind'),
      t('operation.target'),

      t('operation.outcome'),
      t('operation.reason'),
      t('operation.by'),
    ],
    rows,
    t('operation.none'),
  );
}

const KINDS: Readonly<Record<string, PageKey>> = {
  'ticket.take': 'kind.ticket.take',
  'ticket.editCompany': 'kind.ticket.editCompany',
  'ticket.saveQuote': 'kind.ticket.saveQuote',
  'ticket.attachFile': 'kind.ticket.attachFile',
  'ticket.exportToBackoffice': 'kind.ticket.exportToBackoffice',
  'ticket.addNote': 'kind.ticket.addNote',
  'ticket.suspend': 'kind.ticket.suspend',
  'ticket.resume': 'kind.ticket.resume',
  'ticket.resign': 'kind.ticket.resign',
  'subTicket.take': 'kind.subTicket.take',
  'subTicket.editPointOfSale': 'kind.subTicket.editPointOfSale',
  'subTicket.recordConfiguration': 'kind.subTicket.recordConfiguration',
  'subTicket.recordTraining': 'kind.subTicket.recordTraining',
  'subTicket.recordInvoice': 'kind.subTicket.recordInvoice',
  'subTicket.suspend': 'kind.subTicket.suspend',
  'subTicket.resume': 'kind.subTicket.resume',
  'subTicket.resign': 'kind.subTicket.resign',
  'subTicket.close': 'kind.subTicket.close',
};
const kindName = ({ t }: View, kind: string): string => {
  const key = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  return key === undefined ? kind : t(key);
};

const filter = z.object({
  device: z.string().max(64).catch(''),
  ticket: z.string().trim().max(64).catch(''),
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  ...placeQuery,
});

export const operationRoutes: readonly PageRoute[] = [
  route({
    method: 'GET',
    path: '/operations',
    query: filter,
    handle: async ({ services, view }, { query }) => {
      const { t } = view;
      const { device, ticket, outcome } = query;
      const { list, last } = await services.store.read(async (tx) => {
        const dossier = ticket === '' ? undefined : await tx.dossierOfTicket(ticket);
        const targets = ticket === '' ? undefined : [ticket, ...(dossier?.subTickets.map((s) => s.id) ?? [])];
        const found = await tx.outcomes({ deviceId: device || undefined, targets, outcome }, placeOf(query), SIZE + 1);
        const shown = found.slice(0, SIZE);
        return { list: await operationTable(view, tx, shown), last: found.length > SIZE ? shown.at(-1) : undefined };
      });
      const shown = formView(view, { device, ticket, outcome: outcome ?? '' });
      const body = html`<form method="get" action="${address(['operations'])}" class="card row" role="search">
${field(shown, 'ticket', t('operation.of-ticket'), { required: false, max: 64 })}
${field(shown, 'device', t('operation.of-device'), { required: false, max: 64 })}
${choice(shown, 'outcome', t('operation.outcome'), [['', t('filter.any')], ...OUTCOMES.map((o) => [o, t(`outcome.${o}`)] as const)], { required: false })}
<button type="submit">${t('form.filter')}</button></form>
${list}
${last !== undefined && html`<p class="pager">${link(['operations'], t('pager.older'), { device, ticket, outcome, at: last.decidedAt, id: last.id })}</p>`}`;
      return { page: { title: t('nav.operations'), section: 'operations', body } };
    },
  }),
  route({
    method: 'GET',
    path: '/operations/:id',
    params: z.object({ id: z.string().max(64) }),
    handle: async ({ services, view }, { params }) => {
      const { t } = view;
      const found = await services.store.read(async (tx) => {
        const outcome = await tx.outcome(params.id);
        return outcome && { outcome, list: await operationTable(view, tx, [outcome]) };
      });
      if (found === undefined) return { missing: fault('page.missing') };
      const { outcome, list } = found;
      const body = html`${list}
${facts([t('operation.id'), outcome.id], [t('device.one'), link(['devices', outcome.deviceId], outcome.deviceId)], [t('operation.seq'), outcome.seq])}
<h2>${t('operation.as-sent')}</h2><pre tabindex="0">${JSON.stringify(outcome.operation, null, 2)}</pre>
<h2>${t('operation.answer')}</h2><pre tabindex="0">${JSON.stringify(outcome.result, null, 2)}</pre>`;
      const title = kindName(view, said.parse(outcome.operation).kind) || t('operation.one');
      return { page: { title, section: 'operations', back: [['operations'], t('nav.operations')], body } };
    },
  }),
];
