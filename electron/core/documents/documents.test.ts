import { expect, it } from 'vitest';
import type { DocumentTemplate, SubTicket, Ticket } from '../../../domain/model/index.ts';
import { aQuotedTicket, aRun, aSignedReceipt, closedPoint, RECEIPT_KEY, templates } from '../../../tests/support/documents.ts';
import { aReceipt, aSubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { readPdf, squeezed } from '../../../tests/support/pdf-text.ts';
import { aStore, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import type { Mode } from '../api/views.ts';
import { resourcePath } from '../resources.ts';
import { createDocuments } from './documents.ts';

/** A device with that ticket and those sub-tickets, and the documents made there. */
function device(ticket: Ticket, subTickets: readonly SubTicket[] = [aSubTicket()], mode: Mode = 'production') {
  const { db, store, time } = aStore();
  const known = store.state.get('device');
  if (known !== undefined) store.state.set('device', { ...known, receiptPublicKey: RECEIPT_KEY });
  store.applyChanges([ticketChange(ticket), ...subTickets.map(subTicketChange)], 'c', true);
  let seq = 1000;
  return {
    db,
    store,
    documents: createDocuments({ db, store, clock: { now: () => time.now }, mode, folder: resourcePath('documents') }),
    deliver(template: DocumentTemplate): void {
      seq += 1;
      store.applyChanges([{ kind: 'documentTemplate', seq, id: template.id, version: seq, data: template }], `c${seq}`, true);
    },
  };
}
const must = <T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { code: string } },
): T => {
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};
const wordsOf = (base64: string): string => readPdf(Buffer.from(base64, 'base64')).pages.join('');

it('says what each document still lacks and in which form it is filled in', async () => {
  const { ticket } = { ticket: takenTicket({ quote: null }) };
  const { documents } = device({ ...ticket, company: { ...ticket.company, nip: '', representative: '' } });
  const { documents: list } = must(documents.list(ticket.id));
  expect(list.map(({ document, missing }) => [document, missing])).toEqual([
    [
      'quote',
      [
        { field: 'nip', place: 'company' },
        { field: 'quote', place: 'quote' },
      ],
    ],
    [
      'agreement',
      [
        { field: 'nip', place: 'company' },
        { field: 'representative', place: 'company' },
        { field: 'quote', place: 'quote' },
      ],
    ],
    [
      'powerOfAttorney',
      [
        { field: 'nip', place: 'company' },
        { field: 'representative', place: 'company' },
      ],
    ],
  ]);
  expect(await documents.print({ ticketId: ticket.id, document: 'powerOfAttorney' })).toMatchObject({
    ok: false,
    error: { code: 'documents.incomplete' },
  });
  const shown = must(await documents.preview({ ticketId: ticket.id, document: 'powerOfAttorney' }));
  expect(wordsOf(shown.base64)).toContain('NIEKOMPLETNY');
  expect(wordsOf(shown.base64)).toContain('Osobareprezentująca…………');
});

it('a quote made elsewhere, with no lines, is no formal quote; the agreement can name its total all the same', async () => {
  const ticket = {
    ...aQuotedTicket(),
    quote: { revision: 1, totalGross: 123_450, savedAt: '2026-03-09T11:00:00.000Z', savedBy: 'x' },
  };
  const { documents } = device(ticket);
  expect(must(documents.list(ticket.id)).documents[0]?.missing).toEqual([{ field: 'quoteContent', place: 'quote' }]);
  const agreement = must(await documents.print({ ticketId: ticket.id, document: 'agreement' }));
  expect(wordsOf(agreement.base64)).toContain(squeezed('Wynagrodzenie wynosi 1 234,50 zł brutto'));
  expect(agreement.fileName).toBe('Umowa-U-2001-1-20260310.pdf');
});

it('training stands across each page, and nothing across a real one', async () => {
  const ticket = aQuotedTicket();
  const wanted = { ticketId: ticket.id, document: 'quote' } as const;
  const inMode = async (mode: Mode) => must(await device(ticket, [aSubTicket()], mode).documents.print(wanted)).base64;
  for (const page of readPdf(Buffer.from(await inMode('training'), 'base64')).pages) expect(page).toContain('SZKOLENIE');
  expect(wordsOf(await inMode('production'))).not.toContain('SZKOLENIE');
});

it("the operator's template takes the built-in one's place at its next version, and a bad one is left out and said", async () => {
  const ticket = aQuotedTicket();
  const { documents, deliver } = device(ticket);
  const mine = (version: number, text: string): DocumentTemplate => ({
    ...templates.agreement,
    id: `umowa-${version}`,
    name: 'Umowa operatora',
    version,
    blocks: [
      { type: 'paragraph', text },
      { type: 'signatures', labels: ['Podpis'] },
    ],
  });
  const agreement = async () => {
    const view = must(documents.list(ticket.id)).documents.find(({ document }) => document === 'agreement');
    const { base64 } = must(await documents.preview({ ticketId: ticket.id, document: 'agreement' }));
    return {
      ...view?.template,
      leftOut: view?.leftOut.map(({ code, params }) => [code, params.names ?? params.parts]),
      words: wordsOf(base64),
    };
  };
  expect(await agreement()).toMatchObject({ source: 'builtIn', version: 1, leftOut: [] });
  deliver(mine(2, 'Firma {company.name}, wersja druga'));
  deliver(mine(10, 'Firma {company.name}, wersja dziesiąta'));
  expect(await agreement()).toMatchObject({ source: 'operator', version: 10, words: expect.stringContaining('wersjadziesiąta') });
  deliver(mine(11, '{company.iban} i {technician.password}'));
  deliver({ ...mine(12, 'bez podpisów'), blocks: [{ type: 'paragraph', text: 'bez podpisów' }] });
  expect(await agreement()).toMatchObject({
    source: 'operator',
    version: 10,
    leftOut: [
      ['documents.template-lacks', 'signatures'],
      ['documents.template-placeholder', 'company.iban, technician.password'],
    ],
  });
});

it('what is filled in is never read as a field again', async () => {
  const ticket = aQuotedTicket();
  const company = { ...ticket.company, name: 'Firma {technician.name} {company.nip} $t(print.training)' };
  const { documents } = device({ ...ticket, company });
  const { base64 } = must(await documents.print({ ticketId: ticket.id, document: 'powerOfAttorney' }));
  expect(wordsOf(base64)).toContain(squeezed(company.name));
});

it('signatures stand in the fields in their order, with name and time', async () => {
  const ticket = aQuotedTicket();
  const { documents } = device(ticket);
  const wanted = { ticketId: ticket.id, document: 'agreement' } as const;
  expect(must(documents.list(ticket.id)).documents[1]?.signers).toEqual([
    'Detalista: Żaneta Śćięgłowska',
    'Wykonawca: Jan Kowalski',
  ]);
  const drawn = {
    width: 300,
    height: 100,
    strokes: [
      [10, 10, 20, 90, 280, 50],
      [150, 50],
    ],
  };
  const signed = must(
    await documents.sign(wanted, [
      { name: 'Żaneta Śćięgłowska', drawn },
      { name: 'Jan Kowalski', drawn: null },
    ]),
  );
  const plain = must(await documents.print(wanted));
  expect(wordsOf(signed.base64)).toContain(squeezed('podpisano na ekranie 10.03.2026, 09:00'));
  expect(wordsOf(signed.base64)).toContain(squeezed('podpisano imieniem i nazwiskiem za zgodą 10.03.2026, 09:00'));
  expect(signed.fileName).toBe('Umowa-U-2001-2-20260310-podpisany.pdf');
  expect(signed.digest).toBe(plain.digest);
  expect(signed.base64).not.toBe(plain.base64);
});

it('a closed point of sale has its protocol, with the very receipt that its close carried', async () => {
  const ticket = aQuotedTicket();
  const { documents, store, db } = device(ticket, [closedPoint(), aSubTicket({ id: '1042-2', punktId: '736' })]);
  const protocols = () => must(documents.list(ticket.id)).protocols;
  expect(protocols()).toMatchObject([{ subTicketId: '1042-1', missing: [{ field: 'receipt', place: 'subTicket' }] }]);
  const wanted = { ticketId: ticket.id, document: 'protocol', subTicketId: '1042-1' } as const;
  expect(await documents.print(wanted)).toMatchObject({ ok: false, error: { code: 'documents.incomplete' } });

  store.probeRuns.add(aRun(), { receipt: aSignedReceipt({ probeId: 'of-the-close' }), tillContactAt: null });
  const carried = aSignedReceipt({ probeId: 'of-the-close' });
  db.exec(`INSERT INTO operation (id, kind, target, ticket_id, args, device_time, app_version)
    VALUES ('op-1', 'subTicket.close', '1042-1', '1042', '{}', '2026-03-10T08:00:00Z', '0.1.0')`);
  db.prepare(`INSERT INTO operation_sending (operation_id, device_id, seq, proof) VALUES ('op-1', 'device-1', 1, ?)`).run(
    carried,
  );
  store.operations.settle('op-1', { outcome: 'applied' });
  // Later probes of the same till bring receipts, too; the close did not stand on them.
  store.probeRuns.add({ ...aRun(), id: 'later' }, { receipt: aSignedReceipt({ probeId: 'later' }), tillContactAt: null });
  expect(protocols()[0]?.missing).toEqual([]);
  const { base64, fileName } = must(await documents.print(wanted));
  expect(fileName).toBe('Protokol-odbioru-O-2001-735-20260310.pdf');
  expect(readPdf(Buffer.from(base64, 'base64')).facts.MTechnikReceipt).toBe(`m-technik-receipt:${carried}`);
  expect(wordsOf(base64)).toContain('Testnrof-the-close');
});

it('a receipt of another configuration, or one that M/platform did not sign, is no proof of the protocol', () => {
  const ticket = aQuotedTicket();
  const missing = (receipt: string) => {
    const { documents, store } = device(ticket, [closedPoint()]);
    store.probeRuns.add(aRun(), { receipt, tillContactAt: null });
    return must(documents.list(ticket.id)).protocols[0]?.missing.map(({ field }) => field);
  };
  const [body, signature] = aSignedReceipt().split('.');
  const forged = Buffer.from(JSON.stringify({ ...aReceipt(), machineId: 'machine-2' })).toString('base64url');
  expect(missing(`${body}.${signature}`)).toEqual([]);
  expect(missing(`${forged}.${signature}`)).toEqual(['receipt']);
  expect(missing(aSignedReceipt({ configDigest: 'e'.repeat(64) }))).toEqual(['receipt']);
});

it('knows no protocol of a point that is not closed or not of this ticket', async () => {
  const ticket = aQuotedTicket();
  const { documents } = device(ticket);
  const protocol = (subTicketId?: string) => documents.print({ ticketId: ticket.id, document: 'protocol', subTicketId });
  expect(await protocol()).toMatchObject({ ok: false, error: { code: 'documents.no-point' } });
  expect(await protocol('other')).toMatchObject({ ok: false, error: { code: 'documents.no-point' } });
  expect(await protocol('1042-1')).toMatchObject({ ok: false, error: { code: 'documents.incomplete' } });
  expect(await documents.print({ ticketId: 'nope', document: 'quote' })).toMatchObject({
    ok: false,
    error: { code: 'ticket.unknown' },
  });
});
