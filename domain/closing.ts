import { warsawDate } from './calendar.ts';
import { noteDemanded } from './deadlines.ts';
import type { Dossier, Origin, RecordedConfiguration, SubTicket, Ticket } from './model/index.ts';
import { formatGrosze, type Grosze } from './money.ts';
import { missingDocuments } from './operations/ticket-rules.ts';
import { sameAddress } from './probe-proof.ts';
import { type Problem, problem } from './problem.ts';

/** What a receipt states; see the field API. Whether its signature holds is for whoever can check it. */
export interface ReceiptClaims {
  readonly probeId: string;
  readonly subTicketId: string;
  readonly storeId: string;
  readonly configDigest: string;
  readonly machineId: string;
  readonly origin: Origin;
  /** RFC 3339 */
  readonly passedAt: string;
  readonly expiresAt: string;
}

/** Everything beyond the rows themselves that the gate looks at. */
export interface ClosingEvidence {
  readonly receipt: { readonly claims: ReceiptClaims; readonly signatureValid: boolean } | null;
  /** RFC 3339: when the till itself last reached M/platform for this store, or null when never. */
  readonly tillContactAt: string | null;
  /** The address that M/platform wants tills to call, when known. */
  readonly serverAddress: string | null;
  /** The digest of the file on disk at this moment; undefined for whoever cannot see the till (the server). */
  readonly digestOnDisk?: string | null;
}

export type ClosingConditionCode =
  | 'taken'
  | 'configuration'
  | 'probe'
  | 'tillContact'
  | 'training'
  | 'documents'
  | 'invoice'
  | 'note';

export type ClosingCondition =
  | { readonly code: ClosingConditionCode; readonly met: true }
  | { readonly code: ClosingConditionCode; readonly met: false; readonly reason: Problem };

/**
 * The closing gate (rule 6 of the manual and what the field API binds a receipt to): every condition, met or
 * not, with the reason. The interface shows it, the core asks it before it sends, the server decides by it.
 *
 * @param now milliseconds since the epoch, on the clock of whoever asks
 */
export function closingGate(
  dossier: Dossier,
  subTicket: SubTicket,
  evidence: ClosingEvidence,
  now: number,
): readonly ClosingCondition[] {
  const configuration = subTicket.configuration;
  const conditions: (readonly [ClosingConditionCode, Problem | undefined])[] = [
    ['taken', taken(subTicket)],
    ['documents', documents(dossier)],
    ['configuration', configured(subTicket, evidence)],
    ['probe', configuration === null ? problem('closing.not-configured') : proven(subTicket, configuration, evidence, now)],
    ['tillContact', contacted(configuration, evidence)],
    ['training', subTicket.training === null ? problem('closing.not-trained') : undefined],
    ['invoice', invoiceFault(dossier.ticket.quote, dossier.subTickets, subTicket.id)],
    ['note', noteDemanded(dossier, warsawDate(now)) ? problem('closing.note-demanded') : undefined],
  ];
  return conditions.map(([code, reason]) => (reason === undefined ? { code, met: true } : { code, met: false, reason }));
}

export const isOpen = (conditions: readonly ClosingCondition[]): boolean => conditions.every((c) => c.met);

/** Conditions that only a line to M/platform can meet: an offline close may wait for these, and for nothing else. */
export const NEEDS_LINE: readonly ClosingConditionCode[] = ['probe', 'tillContact'];

const taken = (s: SubTicket): Problem | undefined =>
  s.status === 'inProgress' ? undefined : problem('closing.not-taken', { punktId: s.punktId });

function documents({ ticket }: Dossier): Problem | undefined {
  const missing = missingDocuments(ticket);
  if (missing.length > 0) return problem('documents.missing', { documents: missing.join(', ') });
  return ticket.exportedToBackofficeAt === null ? problem('closing.not-exported') : undefined;
}

function configured(s: SubTicket, { digestOnDisk, serverAddress }: ClosingEvidence): Problem | undefined {
  if (s.configuration === null) return problem('closing.not-configured');
  if (!s.configuration.storeIds.includes(s.punktId))
    return problem('configuration.other-store', { punktId: s.punktId, storeIds: s.configuration.storeIds.join(', ') });
  if (serverAddress !== null && !sameAddress(s.configuration.serverAddress, serverAddress)) {
    return problem('configuration.other-server', { found: s.configuration.serverAddress, expected: serverAddress });
  }
  if (digestOnDisk === undefined) return undefined;
  return digestOnDisk === s.configuration.digest ? undefined : problem('closing.configuration-changed');
}

function proven(s: SubTicket, configuration: RecordedConfiguration, evidence: ClosingEvidence, now: number): Problem | undefined {
  const { receipt } = evidence;
  if (receipt === null) return problem('closing.no-receipt');
  const { claims, signatureValid } = receipt;
  if (!signatureValid) return problem('closing.receipt-forged');
  if (claims.subTicketId !== s.id) return problem('closing.receipt-other-sub-ticket');
  if (claims.storeId !== s.punktId) return problem('closing.receipt-other-store', { storeId: claims.storeId });
  if (claims.configDigest !== configuration.digest) return problem('closing.receipt-other-configuration');
  if (claims.machineId !== configuration.machineId) return problem('closing.receipt-other-machine');
  // Changed to something else and back again, the till was not tested since.
  if (!(Date.parse(claims.passedAt) >= Date.parse(configuration.recordedAt))) return problem('closing.receipt-older');
  if (!(Date.parse(claims.expiresAt) > now)) return problem('closing.receipt-expired', { expiresAt: claims.expiresAt });
  return undefined;
}

/**
 * A probe from a laptop says nothing of the till's own way to M/platform: the till must have called by itself since.
 * Before or after the probe is all the same: each proves another part of the way.
 *
 * `recordedAt` is when M/platform heard of the configuration. For one written offline that is later than it was written,
 * and a call in between does not count: the till has to call once more. The device's own time would let it count, but
 * whoever says when the configuration was written could make any old call newer than it.
 */
function contacted(configuration: RecordedConfiguration | null, evidence: ClosingEvidence): Problem | undefined {
  if (configuration === null) return undefined;
  // Either one that was made from a laptop makes the whole a laptop's.
  const origins = [configuration.origin, evidence.receipt?.claims.origin ?? configuration.origin];
  if (!origins.includes('laptop')) return undefined;
  const { tillContactAt } = evidence;
  const since = Date.parse(configuration.recordedAt);
  return tillContactAt !== null && Date.parse(tillContactAt) > since ? undefined : problem('closing.no-till-contact');
}

/** As much of a point of sale as its bill depends on. */
export type Billed = Pick<SubTicket, 'id' | 'status' | 'invoice'>;

/** What was invoiced for points of sale that did not resign; one number is one invoice, however many it bills. */
export function invoicedTotal(subTickets: readonly Pick<SubTicket, 'status' | 'invoice'>[]): Grosze {
  const invoices = new Map<string, Grosze>();
  for (const { status, invoice } of subTickets) {
    if (invoice !== null && status !== 'resigned') invoices.set(invoice.number, invoice.totalGross);
  }
  return [...invoices.values()].reduce((sum, amount) => sum + amount, 0);
}

/**
 * The final invoice must equal the quote to the grosz. Points of sale may be billed together (one number, counted
 * once) or one by one: until the last open sub-ticket the sum may be short, but never more than was quoted.
 */
export function invoiceFault(quote: Ticket['quote'], subTickets: readonly Billed[], id: string): Problem | undefined {
  if (quote === null) return problem('closing.no-quote');
  if ((subTickets.find((s) => s.id === id)?.invoice ?? null) === null) return problem('closing.no-invoice');
  const total = invoicedTotal(subTickets);
  const quoted = quote.totalGross;
  const last = subTickets.every((other) => other.id === id || other.status === 'closed' || other.status === 'resigned');
  if (total === quoted || (!last && total < quoted)) return undefined;
  return problem('closing.invoice-differs', {
    invoiced: formatGrosze(total),
    quoted: formatGrosze(quoted),
    difference: formatGrosze(total - quoted),
  });
}
