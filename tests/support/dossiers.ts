import type { ClosingEvidence, ReceiptClaims } from '../../domain/closing.ts';
import type {
  AttachedFile,
  Dossier,
  RecordedConfiguration,
  RecordedInvoice,
  SubTicket,
  Ticket,
} from '../../domain/model/index.ts';
import { type DecisionContext, decide } from '../../domain/operations/decide.ts';
import type { Intent } from '../../domain/operations/operation.ts';

/** 10 March 2026, 09:00 in Poland. */
export const NOW = Date.parse('2026-03-10T08:00:00Z');
export const at = (instant: string): number => Date.parse(instant);
export const digest = (letter: string): string => letter.repeat(64);

export const ACTOR = { technicianId: 'tech-1', name: 'Jan Kowalski', dealerId: 'dealer-1' } as const;
export const ANOTHER = { technicianId: 'tech-2', name: 'Anna Nowak', dealerId: 'dealer-1' } as const;

export const asActor = (change: Partial<DecisionContext> = {}): DecisionContext => ({
  actor: ACTOR,
  now: NOW,
  closing: 'waits',
  ...change,
});

const someone = { name: 'PH Novitus', phone: '22 123 84 09', email: 'rms@example.com' };

/** A new ticket of the manual's PPHU SAM, taken by nobody. */
export const aTicket = (change: Partial<Ticket> = {}): Ticket => ({
  id: '1042',
  type: 'Insoft',
  status: 'new',
  statusBeforeSuspension: null,
  company: {
    crmId: '2001',
    nip: '7974569439',
    name: 'PPHU SAM',
    street: 'Rynek 1',
    postalCode: '26-922',
    city: 'Sieciechów',
    phone: '48 621 60 08',
    email: 'sam@example.com',
  },
  acquiredByDealer: false,
  caretaker: someone,
  openedOn: '2026-03-09',
  closedOn: null,
  dealerId: ACTOR.dealerId,
  technicianId: null,
  takenAt: null,
  quote: null,
  files: [],
  exportedToBackofficeAt: null,
  notes: [],
  suspensionNote: null,
  ...change,
});

/** A new sub-ticket for the manual's punkt 735. */
export const aSubTicket = (change: Partial<SubTicket> = {}): SubTicket => ({
  id: '1042-1',
  ticketId: '1042',
  status: 'new',
  punktId: '735',
  pointOfSale: {
    name: 'SAM Sieciechów',
    street: 'Rynek 1',
    postalCode: '26-922',
    city: 'Sieciechów',
    phone: '48 621 60 08',
    email: 'sam@example.com',
  },
  stations: { purchase: 1, exchange: 0 },
  dealer: { ...someone, name: 'Dealer Alfa 101', crmId: '101' },
  contacts: { rms: someone, rks: { ...someone, name: 'RKS Insoft' } },
  technicianId: null,
  takenAt: null,
  configuration: null,
  training: null,
  invoice: null,
  notes: [],
  closedAt: null,
  ...change,
});

export const aFile = (kind: AttachedFile['kind'], letter = kind.charCodeAt(0).toString(16).at(-1) ?? '0'): AttachedFile => ({
  kind,
  sha256: digest(letter),
  name: `${kind}.pdf`,
  size: 1000,
  attachedAt: '2026-03-10T08:00:00.000Z',
  attachedBy: ACTOR.name,
});

export const threeDocuments: readonly AttachedFile[] = [
  aFile('quote', 'a'),
  aFile('agreement', 'b'),
  aFile('powerOfAttorney', 'c'),
];

export const aConfiguration = (change: Partial<RecordedConfiguration> = {}): RecordedConfiguration => ({
  digest: digest('d'),
  file: 'C:\\Program Files\\Insoft\\pcpos7\\pcpos7.conf',
  serverAddress: 'https://mplatform.example',
  storeIds: ['735'],
  profile: 'built-in',
  machineId: 'machine-1',
  origin: 'workstation',
  recordedAt: '2026-03-10T07:00:00.000Z',
  ...change,
});

export const anInvoice = (number: string, totalGross: number): RecordedInvoice => ({
  number,
  totalGross,
  recordedAt: '2026-03-10T07:40:00.000Z',
});

/** Ticket and sub-ticket taken, documents in Backoffice: the work at the till can begin. */
export const takenTicket = (change: Partial<Ticket> = {}): Ticket =>
  aTicket({
    status: 'inProgress',
    technicianId: ACTOR.technicianId,
    takenAt: '2026-03-09T10:00:00.000Z',
    quote: { revision: 1, totalGross: 123_450, savedAt: '2026-03-09T11:00:00.000Z', savedBy: ACTOR.name },
    files: [...threeDocuments],
    exportedToBackofficeAt: '2026-03-09T12:00:00.000Z',
    ...change,
  });
export const takenSubTicket = (change: Partial<SubTicket> = {}): SubTicket =>
  aSubTicket({ status: 'inProgress', technicianId: ACTOR.technicianId, takenAt: '2026-03-10T06:00:00.000Z', ...change });

/** Everything done: with `provenEvidence` the gate is open. */
export const readySubTicket = (change: Partial<SubTicket> = {}): SubTicket =>
  takenSubTicket({
    configuration: aConfiguration(),
    training: { retailerName: 'Maria Sam', recordedAt: '2026-03-10T07:30:00.000Z', recordedBy: ACTOR.name },
    invoice: anInvoice('FV/1/2026', 123_450),
    ...change,
  });

export const aDossier = (ticket: Ticket, ...subTickets: readonly SubTicket[]): Dossier => ({ ticket, subTickets });
export const readyDossier = (): Dossier => aDossier(takenTicket(), readySubTicket());

export const aReceipt = (change: Partial<ReceiptClaims> = {}): ReceiptClaims => ({
  probeId: 'probe-1',
  subTicketId: '1042-1',
  storeId: '735',
  configDigest: digest('d'),
  machineId: 'machine-1',
  origin: 'workstation',
  passedAt: '2026-03-10T07:50:00.000Z',
  expiresAt: '2026-03-11T07:50:00.000Z',
  ...change,
});

export const provenEvidence = (change: Partial<ClosingEvidence> = {}): ClosingEvidence => ({
  receipt: { claims: aReceipt(), signatureValid: true },
  tillContactAt: null,
  serverAddress: null,
  ...change,
});

/** The dossier after intents that must all be allowed. */
export function afterwards(dossier: Dossier, intents: readonly Intent[], context = asActor()): Dossier {
  return intents.reduce((current, intent) => {
    const decision = decide(current, intent, context);
    if (!decision.ok) throw new Error(`${intent.kind} was refused: ${decision.error.code}`);
    return decision.value;
  }, dossier);
}
