import { warsawDate } from '../../../../domain/calendar.ts';
import { address, type Html, html } from '../html.ts';
import { COMPANY_FIELDS, MOST_POINTS, PEOPLE, pointsOf, ticketOfForm } from '../new-ticket.ts';
import { choice, type Faults, type FormView, field, form, formView, tick } from '../parts.ts';
import { operating, type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';
import { dealerChoices } from './tickets.ts';

const NEEDED: readonly string[] = ['nip', 'name', 'street', 'postalCode', 'city'];
const TYPES: Readonly<Record<string, 'tel' | 'email'>> = { phone: 'tel', email: 'email' };

async function formPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent } = visit;
  const { t } = view;
  const dealers = await services.store.read((tx) => tx.dealers());
  const count = pointsOf(sent.text);
  const shown = formView(view, { openedOn: warsawDate(view.now), points: String(count), ...sent.text }, faults);
  const company = COMPANY_FIELDS.map((name) => {
    const type = TYPES[name];
    return field(shown, name, t(name === 'name' ? 'ticket.company' : `company.${name}`), {
      required: NEEDED.includes(name),
      ...(type === undefined ? {} : { type }),
    });
  });
  const body = form(
    shown,
    ['tickets', 'new'],
    t('ticket.add'),
    html`
<input type="hidden" name="points" value="${count}">
<fieldset><legend>${t('ticket.company')}</legend><div class="pair">${field(shown, 'crmId', t('ticket.crmId'), { max: 40 })}${company}</div></fieldset>
<fieldset><legend>${t('ticket.one')}</legend><div class="pair">
${choice(shown, 'dealer', t('dealer.one'), [['', t('form.choose')], ...dealerChoices(dealers, t('dealer.nobody'))])}
${field(shown, 'openedOn', t('ticket.opened'), { type: 'date' })}
${field(shown, 'id', t('ticket.number'), { required: false, hint: t('ticket.number-hint'), max: 64 })}</div>
${tick(shown, 'acquired', t('ticket.acquired'))}</fieldset>
${Array.from({ length: count }, (_, i) => point(shown, i))}
${PEOPLE.map(
  (who) => html`<fieldset><legend>${t(`person.${who}`)}</legend><div class="pair">
${field(shown, `${who}-name`, t('person.name'), { required: false })}
${field(shown, `${who}-phone`, t('company.phone'), { type: 'tel', required: false })}
${field(shown, `${who}-email`, t('company.email'), { type: 'email', required: false })}</div></fieldset>`,
)}`,
    {
      beside:
        count < MOST_POINTS &&
        html`<button type="submit" class="quiet" name="_more" value="yes" formnovalidate>${t('point.more')}</button>`,
    },
  );
  return { page: { title: t('ticket.add'), section: 'tickets', back: [['tickets'], t('nav.tickets')], body }, status };
}

function point(shown: FormView, i: number): Html {
  const { t } = shown;
  const own = (name: string, label: string, type: 'text' | 'tel' | 'email' = 'text') =>
    field(shown, `${name}-${i}`, label, { required: false, type });
  return html`<fieldset><legend>${t('point.title', { number: i + 1 })}</legend><p class="hint">${t('point.hint')}</p><div class="pair">
${field(shown, `punktId-${i}`, t('point.punktId'), { max: 9 })}
${own('purchase', t('point.purchase'))}${own('exchange', t('point.exchange'))}
${own('name', t('point.name'))}${own('street', t('company.street'))}${own('postalCode', t('company.postalCode'))}${own('city', t('company.city'))}
${own('phone', t('company.phone'), 'tel')}${own('email', t('company.email'), 'email')}</div></fieldset>`;
}

export const newTicketRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/tickets/new', handle: (visit) => formPage(visit) }),
  route({
    method: 'POST',
    path: '/tickets/new',
    handle: async (visit) => {
      const { services, form: sent, view } = visit;
      if (sent.text._more === 'yes') {
        const points = String(Math.min(MOST_POINTS, pointsOf(sent.text) + 1));
        return formPage({ ...visit, form: { ...sent, text: { ...sent.text, points } } });
      }
      const made = await services.store.read((tx) => ticketOfForm(tx, sent.text, view.now));
      if (!made.ok) return formPage(visit, 422, made.error);
      const { ticket, subTickets } = made.value;
      const detail = `${ticket.company.name}: ${subTickets.map((s) => s.punktId).join(', ')} → ${ticket.dealerId}`;
      const added = await operating(visit, 'ticket.add', ticket.id, detail).addTicket(made.value);
      if (!added.ok) return formPage(visit, 422, { id: [added.error] });
      return { to: address(['tickets', ticket.id], { done: 'ticket.add' }) };
    },
  }),
];
