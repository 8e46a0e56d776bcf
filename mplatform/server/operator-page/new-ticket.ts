import { warsawDate } from '../../../domain/calendar.ts';
import { keptField } from '../../../domain/company-fields.ts';
import {
  type Dossier,
  type Person,
  punktId,
  rowId,
  type SubTicket,
  shortText,
  type Ticket,
} from '../../../domain/model/index.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { NO_DEALER } from '../operator.ts';
import type { ReadTransaction } from '../store/port.ts';
import { date } from './forms.ts';
import { type Fault, type Faults, fault } from './parts.ts';

/** More points of sale than one company's ticket ever has. */
export const MOST_POINTS = 20;
export const COMPANY_FIELDS = [
  'nip',
  'name',
  'street',
  'postalCode',
  'city',
  'phone',
  'email',
  'regon',
  'bankAccount',
  'representative',
] as const;
export const PLACE_FIELDS = ['name', 'street', 'postalCode', 'city', 'phone', 'email'] as const;
export const PEOPLE = ['caretaker', 'rms', 'rks', 'contact'] as const;

type Texts = Readonly<Record<string, string>>;

export const pointsOf = (text: Texts): number => {
  const count = Number(text.points);
  return Number.isInteger(count) && count >= 1 && count <= MOST_POINTS ? count : 1;
};

/**
 * The ticket that a form asks for, with its sub-tickets, checked as a technician's own edits are. What a point of sale leaves
 * empty is the company's. `tx`: to look for dealers, numbers and points that are there already.
 */
export async function ticketOfForm(tx: ReadTransaction, text: Texts, now: number): Promise<Result<Dossier, Faults>> {
  const faults: Record<string, readonly Fault[]> = {};
  const add = (name: string, one: Fault): void => {
    faults[name] ??= [one];
  };
  const typed = (name: string): string => {
    const value = (text[name] ?? '').trim();
    if (!shortText.safeParse(value).success) add(name, fault('form.too-long'));
    return value;
  };
  const kept = (name: string, rule: string, value: string): string => {
    const checked = keptField(rule, value);
    if (!checked.ok) add(name, checked.error.code === 'company.required' ? fault('form.required') : checked.error);
    return checked.ok ? checked.value : '';
  };
  const person = (who: string): Person => ({
    name: typed(`${who}-name`),
    phone: kept(`${who}-phone`, 'phone', typed(`${who}-phone`)),
    email: kept(`${who}-email`, 'email', typed(`${who}-email`)),
  });
  const stations = (name: string): number => {
    const count = /^\d{0,2}$/.test(typed(name)) ? Number(typed(name)) : Number.NaN;
    if (Number.isNaN(count)) add(name, fault('form.number'));
    return count;
  };

  const company = Object.fromEntries(COMPANY_FIELDS.map((name) => [name, kept(name, name, typed(name))])) as Record<
    (typeof COMPANY_FIELDS)[number],
    string
  >;
  const crmId = typed('crmId');
  if (crmId === '') add('crmId', fault('form.required'));
  const id = typed('id') === '' ? `t-${crmId}` : typed('id');
  if (!rowId.safeParse(id).success) add(typed('id') === '' ? 'crmId' : 'id', fault('form.id'));
  else if ((await tx.row('ticket', id)) !== undefined) add('id', fault('operator.ticket-exists', { id }));
  const openedOn = typed('openedOn') === '' ? warsawDate(now) : typed('openedOn');
  if (!date.safeParse(openedOn).success) add('openedOn', fault('form.date'));
  else if (openedOn > warsawDate(now)) add('openedOn', fault('ticket.opened-later'));
  const dealerId = typed('dealer');
  const dealer = (await tx.dealers()).find((d) => d.id === dealerId);
  if (dealer === undefined && dealerId !== NO_DEALER) add('dealer', fault('operator.dealer-unknown', { id: dealerId }));
  const caretaker = person('caretaker');
  const [rms, rks, contact] = [person('rms'), person('rks'), person('contact')];

  const subTickets: SubTicket[] = [];
  for (let i = 0; i < pointsOf(text); i += 1) {
    const number = typed(`punktId-${i}`);
    if (!punktId.safeParse(number).success) add(`punktId-${i}`, fault('point.number'));
    else if (subTickets.some((s) => s.punktId === number)) add(`punktId-${i}`, fault('point.twice', { punktId: number }));
    else {
      const busy = (await tx.subTicketsAt(number)).find(({ data }) => data.status !== 'closed' && data.status !== 'resigned');
      if (busy !== undefined) add(`punktId-${i}`, fault('point.busy', { punktId: number, ticket: busy.data.ticketId }));
    }
    const place = Object.fromEntries(
      PLACE_FIELDS.map((name) => [name, kept(`${name}-${i}`, name, typed(`${name}-${i}`) || company[name])]),
    ) as SubTicket['pointOfSale'];
    subTickets.push({
      ...UNTOUCHED,
      id: `s-${number}-${id.replace(/^t-/, '')}`.slice(0, 64),
      ticketId: id,
      punktId: number,
      pointOfSale: place,
      stations: { purchase: stations(`purchase-${i}`), exchange: stations(`exchange-${i}`) },
      dealer: { ...contact, name: dealer?.name ?? contact.name, crmId: dealer?.id ?? '' },
      contacts: { rms, rks },
    });
  }
  if (Object.keys(faults).length > 0) return err(faults);
  const { regon, bankAccount, representative, ...rest } = company;
  const ticket: Ticket = {
    id,
    type: 'Insoft',
    status: dealer === undefined ? 'withdrawn' : 'new',
    statusBeforeSuspension: null,
    company: { ...rest, crmId, ...present({ regon, bankAccount, representative }) },
    acquiredByDealer: text.acquired === 'yes',
    caretaker: caretaker.name === '' ? null : caretaker,
    openedOn,
    closedOn: null,
    dealerId,
    technicianId: null,
    takenAt: null,
    quote: null,
    files: [],
    exportedToBackofficeAt: null,
    notes: [],
    suspensionNote: null,
  };
  return ok({ ticket, subTickets });
}

const UNTOUCHED = {
  status: 'new',
  technicianId: null,
  takenAt: null,
  configuration: null,
  training: null,
  invoice: null,
  notes: [],
  closedAt: null,
} satisfies Partial<SubTicket>;

const present = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
