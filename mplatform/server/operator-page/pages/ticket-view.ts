import type { CalendarDate } from '../../../../domain/calendar.ts';
import { daysSinceOpened, deadlines } from '../../../../domain/deadlines.ts';
import type { FieldChange, Note, Person, SubTicket, Ticket } from '../../../../domain/model/index.ts';
import { lineNet, quoteTotals } from '../../../../domain/quote.ts';
import { NO_DEALER } from '../../operator.ts';
import type { DealerRecord } from '../../store/records.ts';
import { type Html, html, type Piece } from '../html.ts';
import { area, badge, behind, choice, type FormView, facts, form, link, row, table } from '../parts.ts';
import { bytes, day, moment, money, type View } from '../view.ts';
import { deadlineOf, dealerChoices, statusBadge } from './tickets.ts';

export interface TicketShown {
  readonly ticket: Ticket;
  readonly subTickets: readonly SubTicket[];
  readonly dealers: readonly DealerRecord[];
  readonly technicianNames: ReadonlyMap<string, string>;
  readonly operations: Html;
  readonly today: CalendarDate;
}

const DEADLINE_TONES = { done: 'good', open: 'plain', late: 'bad' } as const;

const person = (who: Person | null): Piece =>
  who === null
    ? ''
    : html`${who.name}<small class="dim">${[who.phone, who.email].filter((text) => text !== '').join(', ')}</small>`;

export function ticketBody(view: FormView, shown: TicketShown): Html {
  const { t } = view;
  const { ticket, subTickets, dealers, technicianNames, operations, today } = shown;
  const { company, quote } = ticket;
  const dealer =
    ticket.dealerId === NO_DEALER ? t('dealer.nobody') : (dealers.find((d) => d.id === ticket.dealerId)?.name ?? ticket.dealerId);
  const by = (id: string | null) => (id === null ? '' : (technicianNames.get(id) ?? id));
  return html`${facts(
    [t('ticket.number'), ticket.id],
    [t('ticket.status'), statusBadge(view, ticket.status)],
    [t('dealer.one'), dealer],
    [t('ticket.technician'), by(ticket.technicianId)],
    [t('ticket.opened'), `${day(view, ticket.openedOn)} (${t('ticket.days', { count: daysSinceOpened(ticket, today) })})`],
    [t('ticket.closed'), ticket.closedOn === null ? '' : day(view, ticket.closedOn)],
    [t('ticket.deadline'), deadlineOf(view, ticket, today)],
    [t('ticket.acquired'), ticket.acquiredByDealer ? t('form.yes') : t('form.no')],
    [t('ticket.caretaker'), person(ticket.caretaker)],
    ticket.suspensionNote !== null && [t('ticket.suspension'), ticket.suspensionNote],
  )}
<h2>${t('ticket.deadlines')}</h2>
${table(
  [t('deadline.what'), t('deadline.until'), t('deadline.state')],
  deadlines(ticket, today).map((d) =>
    row(
      t(`deadline.${d.kind}`),
      day(view, d.dueOn),
      badge(DEADLINE_TONES[d.state], t(`deadline.${d.state}`, { count: -d.daysLeft })),
    ),
  ),
  '',
)}
<h2>${t('ticket.company')}</h2>
${facts(
  [t('ticket.company'), company.name],
  [t('ticket.nip'), company.nip],
  [t('ticket.crmId'), company.crmId],
  [t('company.address'), `${company.street}, ${company.postalCode} ${company.city}`],
  [t('company.phone'), company.phone],
  [t('company.email'), company.email],
  [t('company.regon'), company.regon ?? ''],
  [t('company.bankAccount'), company.bankAccount ?? ''],
  [t('company.representative'), company.representative ?? ''],
)}
${history(view, ticket.history)}
<h2>${t('ticket.subTickets')}</h2>
${subTickets.map((s) => subTicket(view, s, by(s.technicianId)))}
<h2>${t('ticket.quote')}</h2>${quoteOf(view, ticket)}
${quote !== null && (ticket.earlierQuotes ?? []).length > 0 && html`<p class="dim">${(ticket.earlierQuotes ?? []).map((q) => html`${t('quote.earlier', { revision: q.revision })}: ${money(view, q.totalGross)}, ${moment(view, q.savedAt)}. `)}</p>`}
<h2>${t('ticket.files')}</h2>
${table(
  [t('file.kind'), t('file.name'), t('file.size'), t('file.attached')],
  ticket.files.map((f) =>
    row(
      [t(`file.${f.kind}`), subTickets.find((s) => s.id === f.subTicketId)?.punktId]
        .filter((said) => said !== undefined)
        .join(' '),
      link(['tickets', ticket.id, 'files', f.sha256], f.name),
      bytes(view, f.size),
      html`${moment(view, f.attachedAt)}<small>${f.attachedBy}</small>`,
    ),
  ),
  t('file.none'),
)}
<h2>${t('ticket.backoffice')}</h2>${backofficeOf(view, ticket)}
<h2>${t('ticket.notes')}</h2>${notes(view, ticket.notes)}
<h2>${t('nav.operations')}</h2>${operations}<p>${link(['operations'], t('ticket.all-operations'), { ticket: ticket.id })}</p>
<h2>${t('ticket.give')}</h2>
<p>${t('ticket.give-hint')}</p>
${form(
  view,
  ['tickets', ticket.id, 'withdraw'],
  t('ticket.give'),
  html`<div class="pair">
${choice(view, 'reason', t('ticket.reason'), [
  ['', t('form.choose')],
  ['deadline', t('reason.deadline')],
  ['reassigned', t('reason.reassigned')],
  ['deleted', t('reason.deleted')],
])}
${choice(view, 'dealer', t('ticket.to'), [['', t('form.choose')], ...dealerChoices(dealers, t('dealer.nobody'))])}</div>`,
  { danger: true },
)}`;
}

function subTicket(view: View, s: SubTicket, technician: string): Html {
  const { t } = view;
  const { pointOfSale: at, configuration, training, invoice } = s;
  return html`<h3>${t('subTicket.title', { punktId: s.punktId, name: at.name })}</h3>${facts(
    [t('ticket.status'), statusBadge(view, s.status)],
    [t('ticket.number'), s.id],
    [t('company.address'), `${at.street}, ${at.postalCode} ${at.city}`],
    [t('subTicket.stations'), t('subTicket.stations-are', s.stations)],
    [t('ticket.technician'), technician],
    [
      t('subTicket.configuration'),
      configuration === null
        ? ''
        : html`${moment(view, configuration.recordedAt)}<small class="dim">${configuration.serverAddress}: ${configuration.storeIds.join(', ')}</small>`,
    ],
    [
      t('subTicket.training'),
      training === null ? '' : html`${training.retailerName}<small class="dim">${moment(view, training.recordedAt)}</small>`,
    ],
    [t('subTicket.invoice'), invoice === null ? '' : `${invoice.number}: ${money(view, invoice.totalGross)}`],
    [t('subTicket.closed'), s.closedAt === null ? '' : moment(view, s.closedAt)],
    [t('subTicket.rms'), person(s.contacts.rms)],
    [t('subTicket.rks'), person(s.contacts.rks)],
  )}${s.notes.length > 0 && notes(view, s.notes)}${history(view, s.history)}`;
}

function quoteOf(view: View, { quote }: Ticket): Html {
  const { t } = view;
  if (quote === null) return html`<p class="empty">${t('quote.none')}</p>`;
  const { content } = quote;
  const head = facts(
    [t('quote.total'), html`<strong>${money(view, quote.totalGross)}</strong>`],
    [t('quote.revision'), quote.revision],
    [t('quote.saved'), html`${moment(view, quote.savedAt)}<small class="dim">${quote.savedBy}</small>`],
    content !== undefined && [t('quote.priceList'), link(['price-lists', content.priceList], content.priceList)],
    content !== undefined && [t('quote.validUntil'), day(view, content.validUntil)],
  );
  if (content === undefined) return head;
  const number = (text: Piece) => html`<span class="number">${text}</span>`;
  const { net, vat, saved } = quoteTotals(content.lines);
  return html`${head}<p></p>${table(
    [t('quote.item'), t('quote.quantity'), t('quote.unitNet'), t('quote.offer'), t('quote.net'), 'VAT'],
    content.lines.map((l) =>
      row(
        l.name,
        number(`${l.quantity} ${l.unit}`),
        number(money(view, l.unitNet)),
        l.offer === null ? '' : `${l.offer.name} (−${l.offer.discount / 10} %)`,
        number(money(view, lineNet(l))),
        number(`${l.vat} %`),
      ),
    ),
    '',
  )}<p class="dim">${t('quote.sums', { net: money(view, net), vat: money(view, vat), saved: money(view, saved) })}</p>`;
}

function backofficeOf(view: FormView, ticket: Ticket): Html {
  const { t } = view;
  if (ticket.exportedToBackofficeAt === null) return html`<p class="empty">${t('backoffice.not-exported')}</p>`;
  const state = ticket.backoffice?.state ?? 'sent';
  const tone = { sent: 'waiting', accepted: 'good', returned: 'bad' } as const;
  const message = ticket.backoffice?.message ?? null;
  const answer = form(
    view,
    ['tickets', ticket.id, 'backoffice'],
    t('backoffice.save'),
    html`
${choice(view, 'state', t('backoffice.answer'), [
  ['', t('form.choose')],
  ['accepted', t('backoffice.accepted')],
  ['returned', t('backoffice.returned')],
])}
${area(view, 'message', t('backoffice.message'), { hint: t('backoffice.message-hint'), required: false, max: 4000 })}`,
  );
  return html`${facts(
    [t('backoffice.state'), badge(tone[state], t(`backoffice.${state}`))],
    [t('backoffice.exported'), moment(view, ticket.exportedToBackofficeAt)],
    message !== null && [t('backoffice.message'), message],
  )}<p></p>${state === 'sent' ? answer : behind(t('backoffice.again'), answer)}`;
}

const notes = (view: View, all: readonly Note[]): Html =>
  all.length === 0
    ? html`<p class="empty">${view.t('ticket.no-notes')}</p>`
    : html`<ul class="notes">${all.map((n) => html`<li><span class="dim">${moment(view, n.at)}, ${n.author}</span><p>${n.text}</p></li>`)}</ul>`;

function history(view: View, changes: readonly FieldChange[] = []): Html | false {
  const { t } = view;
  if (changes.length === 0) return false;
  const rows = changes.map((c) => row(moment(view, c.at), c.field, c.from, c.to, c.by));
  return behind(
    t('history.title', { count: changes.length }),
    table([t('history.at'), t('history.field'), t('history.from'), t('history.to'), t('history.by')], rows, ''),
  );
}
