import { describe, expect, it } from 'vitest';
import {
  aConfiguration,
  aDossier,
  anInvoice,
  aReceipt,
  at,
  digest,
  NOW,
  provenEvidence,
  readySubTicket,
  takenTicket,
  threeDocuments,
} from '../tests/support/dossiers.ts';
import {
  type ClosingConditionCode,
  type ClosingEvidence,
  closingGate,
  isOpen,
  NEEDS_LINE,
  type ReceiptClaims,
} from './closing.ts';
import type { SubTicket, Ticket } from './model/index.ts';
import { formatGrosze } from './money.ts';

interface Change {
  readonly ticket?: Partial<Ticket>;
  readonly subTicket?: Partial<SubTicket>;
  readonly others?: readonly SubTicket[];
  readonly evidence?: Partial<ClosingEvidence>;
  readonly now?: number;
}
const gate = ({ ticket, subTicket, others = [], evidence, now = NOW }: Change) => {
  const own = readySubTicket(subTicket);
  return closingGate(aDossier(takenTicket(ticket), own, ...others), own, provenEvidence(evidence), now);
};
const unmet = (change: Change) => gate(change).flatMap((c) => (c.met ? [] : [[c.code, c.reason.code]]));
const receipt = (change: Partial<ReceiptClaims>): Change => ({
  evidence: { receipt: { claims: aReceipt(change), signatureValid: true } },
});
const other = (change: Partial<SubTicket>) => readySubTicket({ id: '1042-2', punktId: '736', invoice: null, ...change });

describe('the closing gate', () => {
  it('is open when everything is done and proven', () => {
    expect(unmet({})).toEqual([]);
    expect(isOpen(gate({}))).toBe(true);
  });

  it('names all eight conditions, always, in the order of the work', () => {
    const codes: readonly ClosingConditionCode[] = [
      'taken',
      'documents',
      'configuration',
      'probe',
      'tillContact',
      'training',
      'invoice',
      'note',
    ];
    expect(gate({}).map((c) => c.code)).toEqual(codes);
    expect(gate({ subTicket: { configuration: null, training: null } }).map((c) => c.code)).toEqual(codes);
  });

  const missing = (kind: string): Change => ({ ticket: { files: threeDocuments.filter((f) => f.kind !== kind) } });
  const cases: readonly (readonly [string, Change, ClosingConditionCode, string])[] = [
    ['not taken', { subTicket: { status: 'new' } }, 'taken', 'closing.not-taken'],
    ['suspended', { subTicket: { status: 'suspended' } }, 'taken', 'closing.not-taken'],
    ['closed before', { subTicket: { status: 'closed' } }, 'taken', 'closing.not-taken'],
    ['without the quote’s scan', missing('quote'), 'documents', 'documents.missing'],
    ['without the agreement', missing('agreement'), 'documents', 'documents.missing'],
    ['without the power of attorney', missing('powerOfAttorney'), 'documents', 'documents.missing'],
    ['not exported', { ticket: { exportedToBackofficeAt: null } }, 'documents', 'closing.not-exported'],
    [
      'configured for another store',
      { subTicket: { configuration: aConfiguration({ storeIds: ['736'] }) } },
      'configuration',
      'configuration.other-store',
    ],
    [
      'configured for another server',
      { evidence: { serverAddress: 'https://elsewhere.example' } },
      'configuration',
      'configuration.other-server',
    ],
    ['changed on disk since', { evidence: { digestOnDisk: digest('e') } }, 'configuration', 'closing.configuration-changed'],
    ['with no file on disk', { evidence: { digestOnDisk: null } }, 'configuration', 'closing.configuration-changed'],
    ['without a receipt', { evidence: { receipt: null } }, 'probe', 'closing.no-receipt'],
    [
      'with a forged receipt',
      { evidence: { receipt: { claims: aReceipt(), signatureValid: false } } },
      'probe',
      'closing.receipt-forged',
    ],
    ['with a receipt for another sub-ticket', receipt({ subTicketId: '1042-2' }), 'probe', 'closing.receipt-other-sub-ticket'],
    ['with a receipt for another store', receipt({ storeId: '736' }), 'probe', 'closing.receipt-other-store'],
    [
      'with a receipt for an older configuration',
      receipt({ configDigest: digest('e') }),
      'probe',
      'closing.receipt-other-configuration',
    ],
    ['with a receipt from another machine', receipt({ machineId: 'machine-2' }), 'probe', 'closing.receipt-other-machine'],
    ['with a receipt that ends now', { now: at(aReceipt().expiresAt) }, 'probe', 'closing.receipt-expired'],
    ['not trained', { subTicket: { training: null } }, 'training', 'closing.not-trained'],
    ['without a quote', { ticket: { quote: null } }, 'invoice', 'closing.no-quote'],
    ['without an invoice', { subTicket: { invoice: null } }, 'invoice', 'closing.no-invoice'],
    ['a grosz short', { subTicket: { invoice: anInvoice('FV/1', 123_449) } }, 'invoice', 'closing.invoice-differs'],
    ['a grosz over', { subTicket: { invoice: anInvoice('FV/1', 123_451) } }, 'invoice', 'closing.invoice-differs'],
  ];
  it.each(cases)('is shut, for this reason alone: %s', (_name, change, code, reason) => {
    expect(unmet(change)).toEqual([[code, reason]]);
  });

  it('is shut for the configuration and for its proof when there is none', () => {
    expect(unmet({ subTicket: { configuration: null } })).toEqual([
      ['configuration', 'closing.not-configured'],
      ['probe', 'closing.not-configured'],
    ]);
  });

  it('holds a receipt good up to its last millisecond', () => {
    expect(unmet({ now: at(aReceipt().expiresAt) - 1 })).toEqual([]);
  });

  it('asks about the disk only whoever can see the till', () => {
    expect(unmet({ evidence: { digestOnDisk: digest('d') } })).toEqual([]);
  });

  it('lets a close wait offline for the line alone', () => expect(NEEDS_LINE).toEqual(['probe', 'tillContact']));
});

describe('a receipt from before the configuration was recorded', () => {
  it('does not do, though the digest is the same: the till was changed to something else and back', () => {
    const configuration = aConfiguration({ recordedAt: '2026-03-10T07:50:00.001Z' });
    expect(unmet({ subTicket: { configuration } })).toEqual([['probe', 'closing.receipt-older']]);
  });

  it('does from the same moment on', () => {
    expect(unmet({ subTicket: { configuration: aConfiguration({ recordedAt: '2026-03-10T07:50:00.000Z' }) } })).toEqual([]);
  });
});

it('asks for the till’s own call also when only the configuration was written from a laptop', () => {
  const configuration = aConfiguration({ origin: 'laptop' });
  expect(unmet({ subTicket: { configuration } })).toEqual([['tillContact', 'closing.no-till-contact']]);
});

it('asks for the till’s own call from a laptop also before the first probe', () => {
  const configuration = aConfiguration({ origin: 'laptop' });
  expect(unmet({ subTicket: { configuration }, evidence: { receipt: null } })).toEqual([
    ['probe', 'closing.no-receipt'],
    ['tillContact', 'closing.no-till-contact'],
  ]);
});

describe('a receipt from a laptop', () => {
  const fromLaptop = (tillContactAt: string | null): Change => ({
    evidence: { receipt: { claims: aReceipt({ origin: 'laptop' }), signatureValid: true }, tillContactAt },
  });

  it.each([
    ['never called', null],
    ['called before it was configured', '2026-03-10T06:59:59.999Z'],
    ['called in the very moment', '2026-03-10T07:00:00.000Z'],
  ])('does not do while the till itself %s', (_name, contact) => {
    expect(unmet(fromLaptop(contact))).toEqual([['tillContact', 'closing.no-till-contact']]);
  });

  it('does together with a call of the till itself that is newer than the configuration', () => {
    expect(unmet(fromLaptop('2026-03-10T07:00:00.001Z'))).toEqual([]);
    // The same instant written in Polish time.
    expect(unmet(fromLaptop('2026-03-10T08:00:01+01:00'))).toEqual([]);
  });
});

describe('the final invoice', () => {
  const own = (number: string, total: number): Partial<SubTicket> => ({ invoice: anInvoice(number, total) });

  it('for all points of sale together counts once', () => {
    const together = [other({ invoice: anInvoice('FV/1/2026', 123_450) })];
    expect(unmet({ others: together })).toEqual([]);
    expect(unmet({ others: [other({ status: 'closed', invoice: anInvoice('FV/1/2026', 123_450) })] })).toEqual([]);
  });

  it('for each point of sale may fall short while others are open, and must be equal with the last', () => {
    expect(unmet({ subTicket: own('FV/1', 23_450), others: [other({})] })).toEqual([]);
    const closed = (total: number) => [other({ status: 'closed', invoice: anInvoice('FV/2', total) })];
    expect(unmet({ subTicket: own('FV/1', 23_450), others: closed(100_000) })).toEqual([]);
    expect(unmet({ subTicket: own('FV/1', 23_450), others: closed(99_999) })).toEqual([['invoice', 'closing.invoice-differs']]);
  });

  it('never comes to more than was quoted, whoever is still open', () => {
    const open = [other({ invoice: anInvoice('FV/2', 1) })];
    expect(unmet({ others: open })).toEqual([['invoice', 'closing.invoice-differs']]);
  });

  it('does not count what was billed for a point of sale that resigned', () => {
    expect(unmet({ others: [other({ status: 'resigned', invoice: anInvoice('FV/2', 50_000) })] })).toEqual([]);
    expect(unmet({ subTicket: own('FV/1', 100), others: [other({ status: 'resigned' })] })).toEqual([
      ['invoice', 'closing.invoice-differs'],
    ]);
  });

  it('that differs says by how much', () => {
    const reason = gate({ subTicket: own('FV/1', 123_400) }).find((c) => c.code === 'invoice');
    expect(reason).toMatchObject({
      met: false,
      reason: { params: { invoiced: formatGrosze(123_400), quoted: formatGrosze(123_450), difference: formatGrosze(-50) } },
    });
  });
});
