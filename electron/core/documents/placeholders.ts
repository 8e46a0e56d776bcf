import type { SubTicket } from '../../../domain/model/index.ts';
import { formatGrosze } from '../../../domain/money.ts';
import { formatNip } from '../../../domain/nip.ts';
import { formatBankAccount } from '../../../domain/polish-numbers.ts';
import { quoteTotals } from '../../../domain/quote.ts';
import { sentence } from '../../../domain/text.ts';
import { type DocumentData, documentDate, documentNumber } from './data.ts';
import { polishDate, polishInstant } from './format.ts';

/** What a document cannot be printed without, where its template asks for it. */
export type DocumentField =
  | 'name'
  | 'nip'
  | 'street'
  | 'postalCode'
  | 'city'
  | 'representative'
  | 'quote'
  | 'quoteContent'
  | 'closed'
  | 'configuration'
  | 'training'
  | 'receipt';

interface Placeholder {
  /** Empty where there is nothing to tell. */
  readonly value: (data: DocumentData) => string;
  readonly needs: readonly DocumentField[];
}

const of = (value: Placeholder['value'], ...needs: readonly DocumentField[]): Placeholder => ({ value, needs });
const company = (field: 'name' | 'street' | 'postalCode' | 'city' | 'phone' | 'email' | 'crmId'): Placeholder['value'] => {
  return ({ ticket }) => ticket.company[field];
};
const day = (date: string | null | undefined): string => (date == null ? '' : polishDate(date));
const moment = (at: string | null | undefined): string => (at == null ? '' : polishInstant(at));
const totals = ({ ticket }: DocumentData) => {
  const lines = ticket.quote?.content?.lines;
  return lines === undefined ? null : quoteTotals(lines);
};
const address = ({ street, postalCode, city }: Readonly<Record<'street' | 'postalCode' | 'city', string>>): string =>
  [street, `${postalCode} ${city}`.trim()].filter((text) => text !== '').join(', ');
const pointLine = ({ punktId, pointOfSale }: SubTicket): string => `${punktId} – ${pointOfSale.name}, ${address(pointOfSale)}`;
const listed = (data: DocumentData, which: 'done' | 'left'): string => {
  const checklist = data.point?.training?.checklist;
  return checklist === undefined ? '' : checklist[which].map((item) => data.checklist(checklist.id, item)).join('\n');
};

/** The closed list of what a template may name in braces. The operators' names for it: never change one that is published. */
const PLACEHOLDERS: Readonly<Record<string, Placeholder>> = {
  'document.number': of(documentNumber),
  'document.date': of((data) => polishDate(documentDate(data))),
  'company.name': of(company('name'), 'name'),
  'company.nip': of(({ ticket }) => formatNip(ticket.company.nip), 'nip'),
  'company.regon': of(({ ticket }) => ticket.company.regon ?? ''),
  'company.address': of(({ ticket }) => address(ticket.company), 'street', 'postalCode', 'city'),
  'company.street': of(company('street'), 'street'),
  'company.postalCode': of(company('postalCode'), 'postalCode'),
  'company.city': of(company('city'), 'city'),
  'company.phone': of(company('phone')),
  'company.email': of(company('email')),
  'company.bankAccount': of(({ ticket }) => formatBankAccount(ticket.company.bankAccount ?? '')),
  'company.representative': of(({ ticket }) => ticket.company.representative ?? '', 'representative'),
  'company.crmId': of(company('crmId')),
  'ticket.id': of(({ ticket }) => ticket.id),
  'ticket.openedOn': of(({ ticket }) => polishDate(ticket.openedOn)),
  'ticket.pointsOfSale': of(({ subTickets }) =>
    subTickets
      .filter((s) => s.status !== 'resigned')
      .map(pointLine)
      .join('\n'),
  ),
  'caretaker.name': of(({ ticket }) => ticket.caretaker?.name ?? ''),
  'caretaker.phone': of(({ ticket }) => ticket.caretaker?.phone ?? ''),
  'caretaker.email': of(({ ticket }) => ticket.caretaker?.email ?? ''),
  'dealer.name': of(({ technician }) => technician.dealerName),
  'technician.name': of(({ technician }) => technician.name),
  'quote.number': of(
    (data) => (data.ticket.quote === null ? '' : documentNumber({ ...data, document: 'quote', point: null })),
    'quote',
  ),
  'quote.revision': of(({ ticket }) => String(ticket.quote?.revision ?? ''), 'quote'),
  'quote.quotedOn': of(
    (data) => (data.ticket.quote === null ? '' : polishDate(documentDate({ ...data, document: 'quote' }))),
    'quote',
  ),
  'quote.validUntil': of(({ ticket }) => day(ticket.quote?.content?.validUntil)),
  'quote.priceList': of(({ ticket, priceListName }) => priceListName ?? ticket.quote?.content?.priceList ?? ''),
  'quote.totalGross': of(({ ticket }) => (ticket.quote === null ? '' : formatGrosze(ticket.quote.totalGross)), 'quote'),
  'quote.totalNet': of((data) => amount(totals(data)?.net), 'quoteContent'),
  'quote.totalVat': of((data) => amount(totals(data)?.vat), 'quoteContent'),
  'quote.saved': of((data) => amount(totals(data)?.saved)),
  'stations.purchase': of(({ ticket }) => count(ticket.quote?.content?.stations.purchase)),
  'stations.exchange': of(({ ticket }) => count(ticket.quote?.content?.stations.exchange)),
  'point.punktId': of(({ point }) => point?.punktId ?? ''),
  'point.name': of(({ point }) => point?.pointOfSale.name ?? ''),
  'point.address': of(({ point }) => (point === null ? '' : address(point.pointOfSale))),
  'point.stationsPurchase': of(({ point }) => count(point?.stations.purchase)),
  'point.stationsExchange': of(({ point }) => count(point?.stations.exchange)),
  'point.dealer': of(({ point }) => point?.dealer.name ?? ''),
  'point.subTicketId': of(({ point }) => point?.id ?? ''),
  'point.closedAt': of(({ point }) => moment(point?.closedAt), 'closed'),
  'configuration.server': of(({ point }) => point?.configuration?.serverAddress ?? '', 'configuration'),
  'configuration.stores': of(({ point }) => point?.configuration?.storeIds.join(', ') ?? '', 'configuration'),
  'configuration.digest': of(({ point }) => point?.configuration?.digest ?? '', 'configuration'),
  'configuration.file': of(({ point }) => point?.configuration?.file ?? ''),
  'configuration.machine': of(({ point }) => point?.configuration?.machineId ?? ''),
  'configuration.recordedAt': of(({ point }) => moment(point?.configuration?.recordedAt)),
  'probe.finishedAt': of(({ probe }) => moment(probe?.finishedAt)),
  'probe.verdict': of(({ probe }) => (probe === null ? '' : sentence(`report.verdict.${probe.verdict}`))),
  'receipt.probeId': of(({ receipt }) => receipt?.claims.probeId ?? '', 'receipt'),
  'receipt.passedAt': of(({ receipt }) => moment(receipt?.claims.passedAt), 'receipt'),
  'receipt.expiresAt': of(({ receipt }) => moment(receipt?.claims.expiresAt), 'receipt'),
  'training.retailerName': of(({ point }) => point?.training?.retailerName ?? '', 'training'),
  'training.recordedBy': of(({ point }) => point?.training?.recordedBy ?? ''),
  'training.recordedAt': of(({ point }) => moment(point?.training?.recordedAt)),
  'training.done': of((data) => listed(data, 'done')),
  'training.left': of((data) => listed(data, 'left')),
  'invoice.number': of(({ point }) => point?.invoice?.number ?? ''),
  'invoice.totalGross': of(({ point }) => amount(point?.invoice?.totalGross)),
};

function amount(grosze: number | undefined): string {
  return grosze === undefined ? '' : formatGrosze(grosze);
}
function count(number: number | undefined): string {
  return number === undefined ? '' : String(number);
}

const IN_BRACES = /\{([^{}\n]*)\}/g;

export const placeholderNames: readonly string[] = Object.keys(PLACEHOLDERS);
const known = (name: string): Placeholder | undefined => (Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name] : undefined);

/** What stands in braces in a text, known or not. */
export const namedIn = (text: string): readonly string[] => [...text.matchAll(IN_BRACES)].map((match) => match[1] ?? '');
export const isPlaceholder = (name: string): boolean => known(name) !== undefined;
export const neededFor = (name: string): readonly DocumentField[] => known(name)?.needs ?? [];

/** Put where there is nothing to tell: needed things as a line to write on, others as a dash. */
const BLANK = '……………………………………';
const NONE = '–';

/** A text with all its names filled in, once: what is filled in is never read for names again. */
export const filledIn = (text: string, data: DocumentData): string =>
  text.replace(IN_BRACES, (whole, name: string) => {
    const placeholder = known(name);
    if (placeholder === undefined) return whole;
    const value = placeholder.value(data).trim();
    return value === '' ? (placeholder.needs.length > 0 ? BLANK : NONE) : value;
  });
