import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Intent } from '../../../domain/operations/operation.ts';
import type { Change } from '../../../mplatform/contract/index.ts';
import {
  ANOTHER,
  aConfiguration,
  aFile,
  aSubTicket,
  aTicket,
  readySubTicket,
  takenSubTicket,
  takenTicket,
} from '../../../tests/support/dossiers.ts';
import { aNote, anIntent, aStore, removal, subTicketChange, ticketChange } from '../../../tests/support/store.ts';

const { recordedAt: _, ...configuration } = aConfiguration();
const file = (kind: 'quote' | 'agreement' | 'powerOfAttorney', letter: string) => {
  const { sha256, name, size } = aFile(kind, letter);
  return anIntent('ticket.attachFile', '1042', { kind, sha256, name, size });
};
const intents: readonly Intent[] = [
  anIntent('ticket.take', '1042', {}),
  anIntent('ticket.editCompany', '1042', { fields: { city: { from: 'Sieciechów', to: 'Arklity' } } }),
  anIntent('ticket.editCompany', '1042', { fields: { city: { from: 'Arklity', to: 'Sieciechów' } } }),
  anIntent('ticket.saveQuote', '1042', { totalGross: 100 }),
  file('quote', 'a'),
  file('agreement', 'b'),
  file('powerOfAttorney', 'c'),
  anIntent('ticket.exportToBackoffice', '1042', {}),
  aNote('Uwaga'),
  anIntent('ticket.suspend', '1042', { note: 'Urlop' }),
  anIntent('ticket.resume', '1042', {}),
  ...['1042-1', '1042-2'].flatMap((id) => [
    anIntent('subTicket.take', id, {}),
    anIntent('subTicket.recordConfiguration', id, { ...configuration, storeIds: ['735', '736'] }),
    anIntent('subTicket.recordTraining', id, { retailerName: 'Maria Sam' }),
    anIntent('subTicket.suspend', id, { note: 'Brak prądu' }),
    anIntent('subTicket.resume', id, {}),
    anIntent('subTicket.resign', id, { note: 'Punkt zlikwidowany' }),
    anIntent('subTicket.close', id, {}),
  ]),
];
const incoming: readonly (() => Change)[] = [
  () => ticketChange(aTicket()),
  () => ticketChange(takenTicket()),
  () => ticketChange(takenTicket({ technicianId: ANOTHER.technicianId })),
  () => ticketChange(takenTicket({ status: 'suspended', statusBeforeSuspension: 'inProgress' })),
  () => ticketChange(takenTicket({ status: 'closed', closedOn: '2026-03-10' })),
  () => removal('ticket', '1042'),
  () => removal('subTicket', '1042-2'),
  () => subTicketChange(aSubTicket()),
  () => subTicketChange(readySubTicket()),
  () => subTicketChange(takenSubTicket({ status: 'closed' })),
  () => subTicketChange(takenSubTicket({ id: '1042-2', punktId: '736' })),
];

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...intents) }) },
  { weight: 2, arbitrary: fc.record({ come: fc.array(fc.constantFrom(...incoming), { maxLength: 3 }), last: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ answer: fc.constantFrom('applied' as const, 'rejected' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ withdraw: fc.nat(9) }) },
);

it('the view is what server rows and operations make of it, whatever came in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const { store, db } = aStore();
      store.applyChanges([ticketChange(aTicket()), subTicketChange(aSubTicket())], 'c0', true);
      for (const one of steps) {
        if ('do' in one) store.submit(one.do);
        else if ('come' in one)
          store.applyChanges(
            one.come.map((make) => make()),
            'c',
            one.last,
          );
        else {
          const waiting = store.operations.pending().filter((p) => !p.applied);
          const chosen = waiting[('withdraw' in one ? one.withdraw : one.which) % Math.max(waiting.length, 1)];
          if (chosen === undefined) continue;
          const { id } = chosen.operation;
          if ('withdraw' in one) store.withdraw(id);
          else if (one.answer === 'applied') store.operations.settle(id, { outcome: 'applied' });
          else {
            store.operations.settle(id, { outcome: 'rejected', reason: { code: 'ticket.ended', params: { id: '1042' } } });
            store.refreshView('1042');
          }
        }
        const rows = () => [
          db.prepare('SELECT * FROM view_ticket ORDER BY id').all(),
          db.prepare('SELECT * FROM view_sub_ticket ORDER BY id').all(),
          db.prepare('SELECT * FROM outbox ORDER BY position').all(),
        ];
        const before = rows();
        store.rebuildView();
        expect(rows()).toEqual(before);
      }
      // Nothing that the technician did is ever lost.
      const lost = db.prepare(
        `SELECT count(*) FROM operation o WHERE NOT EXISTS (SELECT 1 FROM outbox b WHERE b.operation_id = o.id)
         AND NOT EXISTS (SELECT 1 FROM operation_outcome r WHERE r.operation_id = o.id)`,
      );
      expect(lost.pluck().get()).toBe(0);
    }),
    { numRuns: 60 },
  );
});
