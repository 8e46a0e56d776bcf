import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Ticket } from '../../../domain/model/index.ts';
import { problem } from '../../../domain/problem.ts';
import { err, ok } from '../../../domain/result.ts';
import { aFile, aSubTicket, NOW, takenTicket } from '../../../tests/support/dossiers.ts';
import { readLetter } from '../../../tests/support/letters.ts';
import { digestOf, pdf } from '../../../tests/support/scans.ts';
import { aNote, anIntent, aStore, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import type { Mode } from '../api/views.ts';
import { createHesitation } from './hesitation.ts';
import { createMailFiles } from './mail-files.ts';

const scan = pdf(1_700_000);
const PIECE = 1_000_000;
const quoteFile = (name = 'Skan wyceny żółty.pdf') => ({
  ...aFile('quote'),
  sha256: scan.sha256,
  size: scan.bytes.length,
  name,
});
const PRINT = Buffer.from('%PDF-1.7 the program made this');

function aDevice(ticket: Partial<Ticket> = {}, { mode = 'production' as Mode, reachable = true } = {}) {
  const device = aStore();
  const { db, store, time } = device;
  const began = { quote: takenTicket().quote, exportedToBackofficeAt: null, status: 'agreement' as const };
  store.applyChanges(
    [
      ticketChange(takenTicket({ ...began, files: [quoteFile()], ...ticket })),
      subTicketChange(aSubTicket()),
      subTicketChange(aSubTicket({ id: '1042-2', punktId: '736' })),
      subTicketChange(aSubTicket({ id: '1042-3', punktId: '737', status: 'resigned' })),
    ],
    'c1',
    true,
  );
  const made: string[] = [];
  const hesitation = createHesitation({
    db,
    store,
    clock: { now: () => time.now },
    mode,
    documents: {
      print: async () =>
        ok({ fileName: 'Wycena-W.pdf', base64: PRINT.toString('base64'), content: {} as never, digest: '', missing: [] }),
    },
    readFile: async (_ticket, sha256, offset) =>
      reachable && sha256 === scan.sha256
        ? ok({
            type: 'application/pdf',
            name: quoteFile(ticket.files?.at(-1)?.name).name,
            size: scan.bytes.length,
            base64: scan.bytes.subarray(offset, offset + PIECE).toString('base64'),
          })
        : err(problem('sync.stopped')),
    openMail: async () => false,
    made: (id) => void made.push(id),
  });
  const view = () => {
    const answer = hesitation.view('1042');
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  const letter = async (source: 'attached' | 'printed' = 'attached') => {
    const answer = await hesitation.letter('1042', source);
    if (!answer.ok) throw new Error(answer.error.code);
    return { ...answer.value, read: readLetter(answer.value.text) };
  };
  return { ...device, hesitation, view, letter, made };
}

it('the letter is a draft to operacje with the subject Wycena, nothing left to type, the attached scan byte for byte in it', async () => {
  const { letter, store } = aDevice();
  store.submit(anIntent('ticket.suspend', '1042', { note: 'Rezygnacja detalisty: za drogo, źle.' }));
  const { read, fileName, text, opened } = await letter();
  expect(opened).toBe(false);
  expect(fileName).toBe('Wycena-2001-2026-03-10.eml');
  // Plain ASCII with the line ends of mail, whatever is in it.
  expect(text).toMatch(/^[\r\n\t\x20-\x7e]*$/);
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  expect(read.headers).toMatchObject({
    'x-unsent': '1',
    to: 'operacje@mplatform.com.pl',
    subject: 'Wycena',
    'mime-version': '1.0',
  });
  expect(read.headers).not.toHaveProperty('from');
  expect(read.headers['message-id']).toMatch(/@m-technik\.invalid>$/);
  expect(Date.parse(read.headers.date ?? '')).toBe(NOW);
  for (const part of ['PPHU SAM', '797-456-94-39', '735, 736', '1 234,50 zł', 'Sieciechów', 'za drogo, źle', 'Jan Kowalski'])
    expect(read.body).toContain(part);
  expect(read.body).not.toContain('737');
  expect(read.attachments).toHaveLength(1);
  expect(read.attachments[0]).toMatchObject({ name: 'Skan wyceny żółty.pdf', type: 'application/pdf' });
  expect(digestOf(read.attachments[0]?.bytes ?? Buffer.of())).toBe(scan.sha256);
});

it('a file name cannot put another header or address into the letter', async () => {
  const { letter } = aDevice({ files: [quoteFile('a.pdf"\r\nBcc: someone@example.com\r\nX: "')] });
  const { read } = await letter();
  expect(read.headers).not.toHaveProperty('bcc');
  expect(read.attachments).toHaveLength(1);
  expect(digestOf(read.attachments[0]?.bytes ?? Buffer.of())).toBe(scan.sha256);
});

it('without a scan the program’s own print goes, and so it does where the scan is out of reach', async () => {
  const none = aDevice({ files: [] });
  expect(await none.hesitation.letter('1042', 'attached')).toMatchObject({ error: { code: 'hesitation.no-quote' } });
  expect((await none.letter('printed')).read.attachments).toMatchObject([{ name: 'Wycena-W.pdf', bytes: PRINT }]);
  const far = aDevice({}, { reachable: false });
  expect(await far.hesitation.letter('1042', 'attached')).toMatchObject({ ok: false });
  expect(far.view().mail.madeAt).toBeNull();
  expect((await far.letter('printed')).read.attachments).toMatchObject([{ bytes: PRINT }]);
});

it('says in training, first of all, that it must not be sent', async () => {
  expect((await aDevice({}, { mode: 'training' }).letter()).read.body).toMatch(/^ĆWICZENIE/);
  expect((await aDevice().letter()).read.body).not.toContain('ĆWICZENIE');
});

it('remembers that the letter was made, and that another quote was attached since', async () => {
  const { view, letter, store, made } = aDevice();
  expect(view().mail).toMatchObject({ madeAt: null, outdated: false });
  await letter();
  expect(made).toEqual(['1042']);
  expect(view().mail).toMatchObject({ madeAt: '2026-03-10T08:00:00.000Z', outdated: false });
  store.submit(anIntent('ticket.attachFile', '1042', { kind: 'quote', sha256: 'e'.repeat(64), name: 'nowa.pdf', size: 9 }));
  expect(view()).toMatchObject({ quoteFile: { name: 'nowa.pdf' }, mail: { outdated: true } });
});

it('tells from what is there how far the path is: quote, suspension with its note, what was noted since', () => {
  const { view, store } = aDevice({ files: [] });
  expect(view()).toMatchObject({ quoteFile: null, suspended: null, suspendObstacle: null, attachObstacle: null, signed: [] });
  const note = view().suggested.declines;
  expect(note).toContain('1\u00a0234,50\u00a0zł');
  expect(view().suggested.hesitates).not.toBe(note);
  store.submit(anIntent('ticket.attachFile', '1042', { kind: 'quote', sha256: scan.sha256, name: 'w.pdf', size: 9 }));
  store.submit(anIntent('ticket.suspend', '1042', { note }));
  expect(view()).toMatchObject({ suspended: { note }, suspendObstacle: { code: 'ticket.suspended' }, attachObstacle: null });
  expect(view().notes).toEqual([]);
  store.submit(aNote('Opiekun zadzwoni w piątek.'));
  expect(view().notes).toMatchObject([{ text: 'Opiekun zadzwoni w piątek.', author: 'Jan Kowalski' }]);
  store.submit(anIntent('ticket.resume', '1042', {}));
  expect(view()).toMatchObject({ suspended: null, suspendObstacle: null, quoteFile: { name: 'w.pdf' } });
});

it('a note on the talk with the caretaker counts also where it reached M/platform before the suspension did', () => {
  const { view, store } = aDevice();
  const note = 'Rezygnacja detalisty.';
  const submitted = [
    store.submit(anIntent('ticket.suspend', '1042', { note })),
    store.submit(aNote('Opiekun zadzwoni w piątek.')),
  ].map((answer) => (answer.ok ? answer.value.id : ''));
  for (const id of submitted) store.operations.settle(id, { outcome: 'applied' });
  const said = (text: string) => ({ text, author: 'Jan Kowalski', at: '2026-03-10T08:00:00.000Z' });
  const there = [said('Dawna uwaga.'), said('Opiekun zadzwoni w piątek.'), said(note)];
  const base = { quote: takenTicket().quote, exportedToBackofficeAt: null };
  store.applyChanges(
    [ticketChange(takenTicket({ ...base, status: 'suspended', suspensionNote: note, notes: there }))],
    'c2',
    true,
  );
  expect(view().notes.map(({ text }) => text)).toEqual(['Opiekun zadzwoni w piątek.']);
});

it('letters for the mail program lie in a folder of their own, readable by their owner alone, and go after a week', async () => {
  const folder = join(tempFolder('letters'), 'mail');
  const opened: string[] = [];
  const open = createMailFiles(folder, { now: () => Date.now() }, async (file) => {
    opened.push(readFileSync(file, 'utf8'));
    return true;
  });
  await mkdir(folder);
  await writeFile(join(folder, 'old.eml'), 'old');
  await utimes(join(folder, 'old.eml'), 0, 0);
  expect(await open('Wycena-1.eml', Buffer.from('one'))).toBe(true);
  expect(opened).toEqual(['one']);
  expect(readdirSync(folder)).toEqual(['Wycena-1.eml']);
  const nowhere = tempFolder('nowhere');
  expect(await createMailFiles(join(nowhere, 'mail'), { now: () => 0 }, undefined)('a.eml', Buffer.from('x'))).toBe(false);
  expect(readdirSync(nowhere)).toEqual([]);
});
