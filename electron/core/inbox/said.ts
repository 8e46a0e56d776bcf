import type { QuoteContent } from '../../../domain/model/index.ts';
import type { Operation } from '../../../domain/operations/operation.ts';
import { assertNever } from '../../../domain/result.ts';
import type { SaidValue } from '../api/inbox-views.ts';

/** The operations that change fields of a row, each field with what was seen and what was written. */
export type Edit = Extract<Operation, { kind: 'ticket.editCompany' | 'subTicket.editPointOfSale' }>;
export const isEdit = (operation: Operation): operation is Edit =>
  operation.kind === 'ticket.editCompany' || operation.kind === 'subTicket.editPointOfSale';

/** Operations that say something which can be said otherwise. */
const REWORDABLE: ReadonlySet<Operation['kind']> = new Set([
  'ticket.editCompany',
  'subTicket.editPointOfSale',
  'ticket.addNote',
  'ticket.saveQuote',
  'ticket.suspend',
  'ticket.resign',
  'subTicket.suspend',
  'subTicket.resign',
  'subTicket.recordTraining',
  'subTicket.recordInvoice',
]);
/** A quote with its lines is said otherwise where it is made: another total alone would not be their sum. */
export const canBeReworded = (operation: Operation): boolean =>
  REWORDABLE.has(operation.kind) && !(operation.kind === 'ticket.saveQuote' && operation.args.content !== undefined);

/** What an operation states, fact by fact, in the order in which a person would say it. A proof is never among them. */
export function saidBy(operation: Operation): readonly SaidValue[] {
  switch (operation.kind) {
    case 'ticket.addNote':
      return [{ name: 'note', value: operation.args.text }];
    case 'ticket.suspend':
    case 'ticket.resign':
    case 'subTicket.suspend':
    case 'subTicket.resign':
      return [{ name: 'note', value: operation.args.note }];
    case 'ticket.saveQuote':
      return [
        { name: 'totalGross', value: String(operation.args.totalGross) },
        ...(operation.args.content === undefined ? [] : [{ name: 'lines', value: linesOf(operation.args.content) }]),
      ];
    case 'ticket.attachFile':
      return [
        { name: `document.${operation.args.kind}`, value: operation.args.name },
        { name: 'sha256', value: operation.args.sha256 },
      ];
    case 'subTicket.recordConfiguration':
      return [
        { name: 'file', value: operation.args.file },
        { name: 'serverAddress', value: operation.args.serverAddress },
        { name: 'storeIds', value: operation.args.storeIds.join(', ') },
        { name: 'digest', value: operation.args.digest },
      ];
    case 'subTicket.recordTraining':
      return [{ name: 'retailerName', value: operation.args.retailerName }];
    case 'subTicket.recordInvoice':
      return [
        { name: 'number', value: operation.args.number },
        { name: 'totalGross', value: String(operation.args.totalGross) },
      ];
    case 'ticket.editCompany':
    case 'subTicket.editPointOfSale':
    case 'ticket.take':
    case 'ticket.exportToBackoffice':
    case 'ticket.resume':
    case 'subTicket.take':
    case 'subTicket.resume':
    case 'subTicket.close':
      return [];
    default:
      return assertNever(operation);
  }
}

const linesOf = ({ lines }: QuoteContent): string => lines.map(({ name, quantity }) => `${name} × ${quantity}`).join(', ');
