import { describe, expect, it } from 'vitest';
import {
  ACTOR,
  ANOTHER,
  aConfiguration,
  aDossier,
  afterwards,
  anInvoice,
  aSubTicket,
  asActor,
  aTicket,
  readyDossier,
  takenSubTicket,
  takenTicket,
} from '../../tests/support/dossiers.ts';
import type { ClosingCondition } from '../closing.ts';
import type { Dossier, SubTicket } from '../model/index.ts';
import { problem } from '../problem.ts';
import { type DecisionContext, decide } from './decide.ts';
import type { Intent, IntentOf } from './operation.ts';

type Kind = Extract<Intent['kind'], `subTicket.${string}`>;
const doing = <K extends Kind>(kind: K, args: IntentOf<K>['args'], target = '1042-1'): Intent =>
  ({ kind, target, args }) as Intent;
const refusal = (dossier: Dossier, intent: Intent, context?: DecisionContext) => {
  const decision = decide(dossier, intent, context ?? asActor());
  return decision.ok ? 'allowed' : decision.error.code;
};
const result = (dossier: Dossier, intent: Intent, context?: DecisionContext): SubTicket =>
  afterwards(dossier, [intent], context).subTickets.find((s) => s.id === intent.target) as SubTicket;

const { recordedAt: _, ...configuration } = aConfiguration();
const everything: readonly Intent[] = [
  doing('subTicket.take', {}),
  doing('subTicket.editPointOfSale', { fields: { phone: { from: '48 621 60 08', to: '601 000 111' } } }),
  doing('subTicket.recordConfiguration', configuration),
  doing('subTicket.recordTraining', { retailerName: 'Maria Sam' }),
  doing('subTicket.recordInvoice', { number: 'FV/1', totalGross: 100 }),
  doing('subTicket.suspend', { note: 'Brak prądu' }),
  doing('subTicket.resume', {}),
  doing('subTicket.resign', { note: 'Punkt zlikwidowany' }),
  doing('subTicket.close', {}),
];
const met: readonly ClosingCondition[] = [{ code: 'probe', met: true }];
const open = asActor({ closing: met });

describe('taking a sub-ticket', () => {
  it('makes it the technician’s and puts it in progress', () => {
    expect(result(aDossier(takenTicket(), aSubTicket()), doing('subTicket.take', {}))).toMatchObject({
      status: 'inProgress',
      technicianId: ACTOR.technicianId,
      takenAt: '2026-03-10T08:00:00.000Z',
    });
  });

  it('comes after the ticket was taken and its scans were exported to Backoffice', () => {
    expect(refusal(aDossier(aTicket(), aSubTicket()), doing('subTicket.take', {}))).toBe('ticket.not-taken');
    const notExported = takenTicket({ status: 'agreement', exportedToBackofficeAt: null });
    expect(refusal(aDossier(notExported, aSubTicket()), doing('subTicket.take', {}))).toBe('subTicket.documents-first');
  });

  it('is refused twice', () => {
    for (const status of ['inProgress', 'suspended'] as const) {
      const dossier = aDossier(takenTicket(), takenSubTicket({ status }));
      expect(refusal(dossier, doing('subTicket.take', {}))).toBe('subTicket.already-taken');
    }
  });

  it('comes before any other work on it', () => {
    for (const intent of everything.filter((i) => i.kind !== 'subTicket.take')) {
      expect([intent.kind, refusal(aDossier(takenTicket(), aSubTicket()), intent)]).toEqual([intent.kind, 'subTicket.not-taken']);
    }
  });
});

describe('a sub-ticket', () => {
  it.each(['closed', 'resigned'] as const)('that is %s allows nothing', (status) => {
    for (const intent of everything) {
      expect(refusal(aDossier(takenTicket(), takenSubTicket({ status })), intent, open)).toBe('subTicket.ended');
    }
  });

  it.each(['closed', 'resigned'] as const)('of a ticket that is %s allows nothing', (status) => {
    for (const intent of everything) {
      expect(refusal(aDossier(takenTicket({ status }), takenSubTicket()), intent, open)).toBe('ticket.ended');
    }
  });

  it('of a suspended ticket, another technician’s or one taken away allows nothing', () => {
    for (const intent of everything) {
      expect(refusal(aDossier(takenTicket({ status: 'suspended' }), takenSubTicket()), intent, open)).toBe('ticket.suspended');
      expect(refusal(aDossier(takenTicket({ status: 'withdrawn' }), takenSubTicket()), intent, open)).toBe('ticket.withdrawn');
      const another = asActor({ actor: ANOTHER, closing: met });
      expect(refusal(readyDossier(), intent, another)).toBe('ticket.taken-by-another');
    }
  });

  it('that is suspended allows only a resumption or a resignation', () => {
    const dossier = aDossier(takenTicket(), takenSubTicket({ status: 'suspended' }));
    const allowed = everything.filter((i) => refusal(dossier, i, open) === 'allowed').map((i) => i.kind);
    expect(allowed).toEqual(['subTicket.resume', 'subTicket.resign']);
    expect(refusal(dossier, doing('subTicket.close', {}), open)).toBe('subTicket.suspended');
  });

  it('unknown is named', () => {
    expect(refusal(readyDossier(), doing('subTicket.close', {}, '9-9'))).toBe('subTicket.unknown');
  });
});

describe('work on a sub-ticket', () => {
  const dossier = aDossier(takenTicket(), takenSubTicket());

  it('suspended goes back to work when it is resumed, and keeps the note', () => {
    const suspended = afterwards(dossier, [doing('subTicket.suspend', { note: 'Brak prądu' })]);
    expect(suspended.subTickets[0]).toMatchObject({ status: 'suspended', notes: [{ text: 'Brak prądu', author: ACTOR.name }] });
    expect(result(suspended, doing('subTicket.resume', {}))).toMatchObject({ status: 'inProgress', notes: [{}] });
    expect(refusal(dossier, doing('subTicket.resume', {}))).toBe('subTicket.not-suspended');
  });

  it('edits of the point of sale merge field by field', () => {
    const edit = (from: string) => doing('subTicket.editPointOfSale', { fields: { city: { from, to: 'Arklity' } } });
    expect(result(dossier, edit('Sieciechów')).pointOfSale).toEqual({ ...takenSubTicket().pointOfSale, city: 'Arklity' });
    expect(refusal(dossier, edit('Kozienice'))).toBe('operation.conflict');
  });

  it('records a configuration that holds this store, with the time', () => {
    expect(result(dossier, doing('subTicket.recordConfiguration', configuration)).configuration).toEqual({
      ...configuration,
      recordedAt: '2026-03-10T08:00:00.000Z',
    });
    const two = { ...configuration, storeIds: ['12', '735'] };
    expect(refusal(dossier, doing('subTicket.recordConfiguration', two))).toBe('allowed');
  });

  it.each([{ storeIds: ['736'] }, { storeIds: [] }, { storeIds: ['7350'] }])(
    'refuses a configuration for $storeIds',
    ({ storeIds }) => {
      const other = doing('subTicket.recordConfiguration', { ...configuration, storeIds });
      expect(refusal(dossier, other)).toBe('configuration.other-store');
    },
  );
});

describe('closing', () => {
  const two = (other: Partial<SubTicket>): Dossier => {
    const { ticket, subTickets } = readyDossier();
    return aDossier(ticket, ...subTickets, takenSubTicket({ id: '1042-2', punktId: '736', ...other }));
  };

  it('waits on the device and changes nothing that is shown', () => {
    expect(afterwards(readyDossier(), [doing('subTicket.close', {})])).toEqual(readyDossier());
  });

  it('is refused for the first condition that is not met', () => {
    const closing: readonly ClosingCondition[] = [
      { code: 'taken', met: true },
      { code: 'probe', met: false, reason: problem('closing.receipt-other-store', { storeId: '1' }) },
      { code: 'training', met: false, reason: problem('closing.not-trained') },
    ];
    const decision = decide(readyDossier(), doing('subTicket.close', {}), asActor({ closing }));
    expect(decision).toMatchObject({ ok: false, error: { code: 'closing.receipt-other-store', params: { storeId: '1' } } });
  });

  it('of the last sub-ticket closes the ticket, on that day in Poland', () => {
    const late = asActor({ closing: met, now: Date.parse('2026-03-10T23:30:00Z') });
    const closed = afterwards(readyDossier(), [doing('subTicket.close', {})], late);
    expect(closed.subTickets[0]).toMatchObject({ status: 'closed', closedAt: '2026-03-10T23:30:00.000Z' });
    expect(closed.ticket).toMatchObject({ status: 'closed', closedOn: '2026-03-11' });
  });

  it.each(['new', 'inProgress', 'suspended'] as const)('leaves the ticket open while another is %s', (status) => {
    const closed = afterwards(two({ status }), [doing('subTicket.close', {})], open);
    expect(closed.ticket).toMatchObject({ status: 'inProgress', closedOn: null });
  });

  it.each(['closed', 'resigned'] as const)('closes the ticket when the other one is %s', (status) => {
    expect(afterwards(two({ status }), [doing('subTicket.close', {})], open).ticket.status).toBe('closed');
  });

  it('by resigning from the last one that is left closes the ticket whose others were closed', () => {
    const resign = [doing('subTicket.resign', { note: 'x' })];
    const other = two({ status: 'closed', invoice: anInvoice('FV/2/2026', 123_450) });
    expect(afterwards(other, resign, asActor({ closing: 'unproven' })).ticket.status).toBe('closed');
    // A device shows nothing as closed before the server said so.
    expect(afterwards(other, resign).ticket.status).toBe('inProgress');
  });

  it('waits for a new quote where the last one resigned and what was invoiced is less than was quoted', () => {
    const server = asActor({ closing: 'unproven' });
    const other = two({ status: 'closed', invoice: anInvoice('FV/2/2026', 100_000) });
    const resigned = afterwards(other, [doing('subTicket.resign', { note: 'x' })], server);
    expect(resigned.ticket.status).toBe('inProgress');
    const quoted = (totalGross: number): Intent => ({ kind: 'ticket.saveQuote', target: '1042', args: { totalGross } });
    expect(afterwards(resigned, [quoted(99_999)], server).ticket.status).toBe('inProgress');
    expect(afterwards(resigned, [quoted(100_000)], server).ticket.status).toBe('closed');
  });

  it('is refused by a server that was not asked to look at the proof', () => {
    const decision = decide(readyDossier(), doing('subTicket.close', {}), asActor({ closing: 'unproven' }));
    expect(decision).toMatchObject({ ok: false, error: { code: 'closing.no-receipt' } });
  });

  it('never happens by resigning from all', () => {
    const resigned = afterwards(
      two({ status: 'resigned' }),
      [doing('subTicket.resign', { note: 'x' })],
      asActor({ closing: 'unproven' }),
    );
    expect(resigned.subTickets.map((s) => s.status)).toEqual(['resigned', 'resigned']);
    expect(resigned.ticket).toMatchObject({ status: 'inProgress', closedOn: null });
  });
});

describe('the final invoice', () => {
  const other = (invoice: ReturnType<typeof anInvoice>) =>
    aDossier(takenTicket(), takenSubTicket(), takenSubTicket({ id: '1042-2', punktId: '736', invoice }));
  const record = (number: string, totalGross: number) => doing('subTicket.recordInvoice', { number, totalGross });

  it('of two points of sale billed together has one amount', () => {
    expect(refusal(other(anInvoice('FV/1', 100)), record('FV/1', 101))).toBe('invoice.other-total');
    expect(refusal(other(anInvoice('FV/1', 100)), record('FV/1', 100))).toBe('allowed');
    expect(refusal(other(anInvoice('FV/1', 100)), record('FV/2', 101))).toBe('allowed');
  });
});
