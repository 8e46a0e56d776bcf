import { expect, it } from 'vitest';
import { ok } from '../../domain/result.ts';
import { createHesitation } from '../../electron/core/hesitation/hesitation.ts';
import { aFile, NOW } from '../support/dossiers.ts';
import { readLetter } from '../support/letters.ts';
import { aStore, changesOf } from '../support/store.ts';
import { dossier, POINT, TICKET, ticketAtAgreement } from './rows.ts';
import { type Attempt, onBothSides } from './sides.ts';

/** Rule 3: the retailer hesitates or declines. */

const suspend: Attempt = { kind: 'ticket.suspend', target: TICKET, args: { note: 'Detalista rezygnuje: za drogo.' } };
const resume: Attempt = { kind: 'ticket.resume', target: TICKET, args: {} };

onBothSides('with the quote alone the ticket is suspended, agreement and power of attorney unsigned', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect(await side.does(await side.scan('quote'), suspend)).toBe('applied');
  const { status, notes, suspensionNote } = (await side.shows()).ticket;
  expect([status, suspensionNote, notes.at(-1)?.text]).toEqual([
    'suspended',
    'Detalista rezygnuje: za drogo.',
    'Detalista rezygnuje: za drogo.',
  ]);
});

onBothSides('a ticket is not suspended without a note on why', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  for (const args of [{}, { note: '' }, { note: ' \n' }]) {
    expect(await side.does({ ...suspend, args })).toBe('operation.invalid');
  }
  expect((await side.shows()).ticket.status).toBe('agreement');
});

onBothSides('a suspended ticket takes notes and files, and no other work until it is resumed', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  const exporting: Attempt = { kind: 'ticket.exportToBackoffice', target: TICKET, args: {} };
  const takePoint: Attempt = { kind: 'subTicket.take', target: POINT, args: {} };
  expect(await side.does(suspend)).toBe('applied');
  for (const work of [suspend, exporting, takePoint]) expect(await side.does(work)).toBe('ticket.suspended');
  expect(await side.does(await side.scan('quote'), { kind: 'ticket.addNote', target: TICKET, args: { text: 'x' } })).toBe(
    'applied',
  );
  expect(await side.does(resume)).toBe('applied');
  expect((await side.shows()).ticket).toMatchObject({ status: 'agreement', suspensionNote: null });
});

onBothSides('the GŻ caretaker comes with the ticket, to be called', async (side) => {
  await side.has(dossier(ticketAtAgreement()));
  expect((await side.shows()).ticket.caretaker).toEqual({ name: 'PH Novitus', phone: '22 123 84 09', email: 'rms@example.com' });
});

it('on the device: the quote goes to operacje@mplatform.com.pl with the subject Wycena, as a draft with the quote in it', async () => {
  const { db, store } = aStore();
  const scan = aFile('quote');
  store.applyChanges(changesOf(dossier(ticketAtAgreement({ files: [scan] }))), 'c1', true);
  const bytes = Buffer.from('%PDF-1.7 wycena');
  const { letter, view } = createHesitation({
    db,
    store,
    clock: { now: () => NOW },
    mode: 'production',
    documents: { print: () => Promise.reject(new Error('not asked for')) },
    readFile: async () => ok({ type: 'application/pdf', name: scan.name, size: bytes.length, base64: bytes.toString('base64') }),
    openMail: async () => false,
    made: () => {},
  });
  const made = await letter(TICKET, 'attached');
  const { headers, attachments } = readLetter(made.ok ? made.value.text : '');
  expect(headers).toMatchObject({ to: 'operacje@mplatform.com.pl', subject: 'Wycena', 'x-unsent': '1' });
  expect(attachments).toMatchObject([{ name: 'quote.pdf', bytes }]);
  expect(view(TICKET)).toMatchObject({ ok: true, value: { caretaker: { name: 'PH Novitus' } } });
});
