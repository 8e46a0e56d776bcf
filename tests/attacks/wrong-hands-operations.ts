import type { Intent, IntentOf, OperationKind } from '../../domain/operations/operation.ts';
import { targetsTicket } from '../../domain/operations/operation.ts';
import { SUB_TICKET, TICKET } from './wrong-hands.ts';

/** What each kind of operation may say; a new kind has to be given something to say. */
const ARGS: { readonly [K in OperationKind]: IntentOf<K>['args'] } = {
  'ticket.take': {},
  'ticket.editCompany': { fields: { phone: { from: '', to: '600100200' } } },
  'ticket.saveQuote': { totalGross: 1 },
  'ticket.attachFile': { kind: 'quote', sha256: 'a'.repeat(64), name: 'x.pdf', size: 1 },
  'ticket.exportToBackoffice': {},
  'ticket.addNote': { text: 'x' },
  'ticket.suspend': { note: 'x' },
  'ticket.resume': {},
  'ticket.resign': { note: 'x' },
  'subTicket.take': {},
  'subTicket.editPointOfSale': { fields: { name: { from: '', to: 'x' } } },
  'subTicket.recordConfiguration': {
    digest: 'c'.repeat(64),
    file: '',
    serverAddress: '',
    storeIds: ['688'],
    profile: '',
    machineId: 'm',
    origin: 'workstation',
  },
  'subTicket.recordTraining': { retailerName: 'x' },
  'subTicket.recordInvoice': { number: '1', totalGross: 1 },
  'subTicket.suspend': { note: 'x' },
  'subTicket.resume': {},
  'subTicket.resign': { note: 'x' },
  'subTicket.close': {},
};

/** Each kind once, at a ticket that somebody has taken and works on. */
export const EACH_OPERATION: readonly Intent[] = (Object.keys(ARGS) as OperationKind[]).map(
  (kind) => ({ kind, target: targetsTicket(kind) ? TICKET : SUB_TICKET, args: ARGS[kind] }) as Intent,
);
