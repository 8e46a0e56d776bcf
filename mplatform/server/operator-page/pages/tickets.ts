import * as z from 'zod';
import { type CalendarDate, warsawDate } from '../../../../domain/calendar.ts';
import { nextDeadline } from '../../../../domain/deadlines.ts';
import { type Ticket, type TicketStatus, ticketStatus } from '../../../../domain/model/index.ts';
import { NO_DEALER } from '../../operator.ts';
import type { DealerRecord } from '../../store/records.ts';
import { address, type Html, html } from '../html.ts';
import { badge, choice, field, formView, link, pager, row, table } from '../parts.ts';
import { day, type View } from '../view.ts';
import { type PageRoute, route } from '../visit.ts';
import { pageQuery, searchQuery } from './devices.ts';

const SIZES = [10, 25, 50] as const;
const TONES = {
  new: 'waiting',
  agreement: 'plain',
  inProgress: 'plain',
  suspended: 'waiting',
  resigned: 'bad',
  closed: 'good',
  withdrawn: 'bad',
} as const satisfies Record<TicketStatus, string>;

export const statusBadge = ({ t }: View, status: TicketStatus): Html => badge(TONES[status], t(`status.${status}`));

/** The deadline that bites first, late ones said in words. */
export function deadlineOf(view: View, ticket: Ticket, today: CalendarDate): Html | string {
  const next = nextDeadline(ticket, today);
  if (next === undefined) return '–';
  const due = html`${view.t(`deadline.${next.kind}`)}<small>${day(view, next.dueOn)}</small>`;
  return next.state === 'late' ? html`${badge('bad', view.t('deadline.late', { count: -next.daysLeft }))} ${due}` : due;
}

/** Dealers to choose from; `none` for nobody. */
export const dealerChoices = (dealers: readonly DealerRecord[], none?: string): (readonly [string, string])[] => [
  ...(none === undefined ? [] : [[NO_DEALER, none] as const]),
  ...dealers.map(({ id, name }) => [id, `${name} (${id})`] as const),
];

const filter = z.object({
  search: searchQuery,
  status: ticketStatus.optional().catch(undefined),
  dealer: z.string().max(64).catch(''),
  only: z.enum(['late', 'backoffice']).optional().catch(undefined),
  size: z.coerce
    .number()
    .pipe(z.union(SIZES.map((n) => z.literal(n))))
    .catch(25),
  page: pageQuery,
});

export const ticketListRoutes: readonly PageRoute[] = [
  route({
    method: 'GET',
    path: '/tickets',
    query: filter,
    handle: async ({ services, view, done }, { query }) => {
      const { t } = view;
      const { search, status, dealer, only, size, page } = query;
      const today = warsawDate(view.now);
      const { dealers, items, total } = await services.store.read(async (tx) => ({
        dealers: await tx.dealers(),
        ...(await tx.tickets(
          {
            search,
            status,
            dealerId: dealer || undefined,
            dueBefore: only === 'late' ? today : undefined,
            waitsForBackoffice: only === 'backoffice' || undefined,
          },
          { offset: (page - 1) * size, limit: size },
        )),
      }));
      const name = (id: string) => (id === NO_DEALER ? t('dealer.nobody') : (dealers.find((d) => d.id === id)?.name ?? id));
      const asked = { search, status, dealer, only, size: size === 25 ? undefined : String(size) };
      const shown = formView(view, { search, status: status ?? '', dealer, only: only ?? '', size: String(size) });
      const any = ['', t('filter.any')] as const;
      const body = html`<p class="side"><span></span><a class="button" href="${address(['tickets', 'new'])}">${t('ticket.add')}</a></p>
<form method="get" action="${address(['tickets'])}" class="card row" role="search">
${field(shown, 'search', t('ticket.search'), { type: 'search', required: false, max: 100 })}
${choice(shown, 'status', t('ticket.status'), [any, ...ticketStatus.options.map((s) => [s, t(`status.${s}`)] as const)], { required: false })}
${choice(shown, 'dealer', t('dealer.one'), [any, ...dealerChoices(dealers, t('dealer.nobody'))], { required: false })}
${choice(shown, 'only', t('ticket.only'), [any, ['late', t('overview.late')], ['backoffice', t('overview.backoffice')]], { required: false })}
${choice(
  shown,
  'size',
  t('pager.size'),
  SIZES.map((n) => [String(n), String(n)] as const),
  { required: false },
)}
<button type="submit">${t('form.search')}</button></form>
${table(
  [
    t('ticket.company'),
    t('ticket.city'),
    t('ticket.nip'),
    t('ticket.status'),
    t('ticket.deadline'),
    t('dealer.one'),
    t('ticket.opened'),
  ],
  items.map(({ data }) =>
    row(
      html`${link(['tickets', data.id], data.company.name)}<small>${data.id}</small>`,
      data.company.city,
      html`<span class="nowrap">${data.company.nip}</span>`,
      statusBadge(view, data.status),
      deadlineOf(view, data, today),
      name(data.dealerId),
      html`<span class="nowrap">${day(view, data.openedOn)}</span>`,
    ),
  ),
  t('ticket.none'),
)}${pager(view, ['tickets'], asked, page, size, total)}`;
      return { page: { title: t('nav.tickets'), section: 'tickets', done, body } };
    },
  }),
];
