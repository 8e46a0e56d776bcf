import { describe, expect } from 'vitest';
import { dossier, exportedTicket, POINT, TICKET, takenPoint, ticketAtAgreement } from './rows.ts';
import { type Attempt, onBothSides } from './sides.ts';

/** Rule 5: Edycja firmy, checked scrupulously; and notes, which are only added. */

const edit = (field: string, to: string, from = ''): Attempt => ({
  kind: 'ticket.editCompany',
  target: TICKET,
  args: { fields: { [field]: { from, to } } },
});
const editPoint = (field: string, to: string): Attempt => ({
  kind: 'subTicket.editPointOfSale',
  target: POINT,
  args: { fields: { [field]: { from: '', to } } },
});

describe('Edycja firmy', () => {
  onBothSides('a number that fails its check is not kept', async (side) => {
    await side.has(dossier(ticketAtAgreement()));
    for (const [field, wrong] of [
      ['nip', '797-456-94-38'],
      ['regon', '123456789'],
      ['bankAccount', '12 1020 3040 0000 0000 0000 0000'],
      ['postalCode', '2692'],
      ['phone', 'u sąsiada'],
      ['email', 'sam.example.com'],
    ] as const) {
      const code = { bankAccount: 'bank-account', postalCode: 'postal-code' }[field as string] ?? field;
      expect(await side.does(edit(field, wrong))).toBe(`company.${code}-invalid`);
    }
    expect((await side.shows()).ticket.company).toEqual(ticketAtAgreement().company);
  });

  onBothSides('a field that the agreement needs is not left empty', async (side) => {
    await side.has(dossier(ticketAtAgreement()));
    for (const field of ['nip', 'name', 'street', 'postalCode', 'city']) {
      expect(await side.does(edit(field, ' '))).toBe('company.required');
    }
  });

  onBothSides('a number is kept without its dashes', async (side) => {
    await side.has(dossier(ticketAtAgreement()));
    expect(await side.does(edit('nip', '821-345-71-30', '7974569439'))).toBe('applied');
    expect((await side.shows()).ticket.company.nip).toBe('8213457130');
  });

  onBothSides('the CRM number is M/platform’s own', async (side) => {
    await side.has(dossier(ticketAtAgreement()));
    expect(await side.does(edit('crmId', '1', '2001'))).toBe('operation.invalid');
  });

  onBothSides('what somebody else changed meanwhile is not written over', async (side) => {
    await side.has(dossier(ticketAtAgreement()));
    expect(await side.does(edit('city', 'Arklity', 'Kozienice'))).toBe('operation.conflict');
    expect((await side.shows()).ticket.company.city).toBe('Sieciechów');
  });

  onBothSides('who changed what is kept', async (side) => {
    await side.has(dossier(ticketAtAgreement()));
    expect(await side.does(edit('city', 'Arklity', 'Sieciechów'))).toBe('applied');
    expect((await side.shows()).ticket.history).toEqual([
      { field: 'city', from: 'Sieciechów', to: 'Arklity', by: 'Technik szkoleniowy', at: '2026-03-10T08:00:00.000Z' },
    ]);
  });
});

onBothSides('the form of a point of sale is checked like the company’s', async (side) => {
  await side.has(dossier(exportedTicket(), takenPoint()));
  expect(await side.does(editPoint('email', 'sklep'))).toBe('company.email-invalid');
  expect(await side.does(editPoint('postalCode', '26'))).toBe('company.postal-code-invalid');
});

onBothSides('notes are only added, with author and time', async (side) => {
  const first = { text: 'Pierwsza', author: 'Anna Kos', at: '2026-03-09T12:00:00.000Z' };
  await side.has(dossier(ticketAtAgreement({ notes: [first] })));
  expect(await side.does({ kind: 'ticket.addNote', target: TICKET, args: { text: ' ' } })).toBe('operation.invalid');
  expect(await side.does({ kind: 'ticket.editNote', target: TICKET, args: { text: 'Inna' } })).toBe('operation.invalid');
  expect(await side.does({ kind: 'ticket.addNote', target: TICKET, args: { text: 'Druga', author: 'Ktoś' } })).toBe('applied');
  expect((await side.shows()).ticket.notes).toEqual([
    first,
    { text: 'Druga', author: 'Technik szkoleniowy', at: '2026-03-10T08:00:00.000Z' },
  ]);
});
