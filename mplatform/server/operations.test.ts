import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { pdf } from '../../tests/support/scans.ts';
import { type Device, enrolDevice, startServer, type TestServer } from './testing.ts';
import { tusOf } from './testing-files.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

const take: Intent = { kind: 'ticket.take', target: 't-115', args: {} };
const note = (target: string, text = 'Uwaga'): Intent => ({ kind: 'ticket.addNote', target, args: { text } });
const ticket = async (id: string) => (await device.changes()).changes.find((c) => c.kind === 'ticket' && c.id === id);
const codeOf = async (...intents: readonly Intent[]) => (await device.act(...intents)).map((r) => r.code ?? r.outcome);

it('applies operations and shows their effect, with the server’s time and the technician’s name', async () => {
  const results = await device.act(take, { kind: 'subTicket.take', target: 's-735', args: {} }, note('t-115'));
  expect(results.map((r) => r.outcome)).toEqual(['applied', 'applied', 'applied']);
  expect(await ticket('t-115')).toMatchObject({
    version: 3,
    data: { status: 'inProgress', notes: [{ author: 'Technik szkoleniowy', at: '2026-11-23T09:00:00.000Z' }] },
  });
});

it('answers a repeat word for word, changes nothing again, and lets new operations follow it', async () => {
  const first = [device.operation(note('t-80')), device.operation({ kind: 'ticket.take', target: 't-80', args: {} })];
  const answered = await device.send(first);
  server.clock.advance(86_400_000 / 48);
  const next = device.operation(note('t-80', 'Następna'));
  const again = await device.send([...first, next]);
  const results = (said: typeof again) => (said.body as { results: unknown[] }).results;
  expect(results(again).slice(0, 2)).toEqual(results(answered));
  expect(again.body).toMatchObject({ lastSeq: 3 });
  expect(await ticket('t-80')).toMatchObject({ data: { notes: [{ text: 'Uwaga' }, { text: 'Następna' }] } });
});

it('answers a repeat word for word after a restart of the server', async () => {
  const operation = device.operation({ kind: 'ticket.resume', target: 't-80', args: {} });
  const before = await device.send([operation]);
  await server.restart();
  const after = await device.send([operation]);
  expect((after.body as { results: unknown }).results).toEqual((before.body as { results: unknown }).results);
});

it('decides the same operation once when it is sent many times at once', async () => {
  const operation = device.operation(note('t-80'));
  const said = await Promise.all(Array.from({ length: 10 }, () => device.send([operation])));
  expect(new Set(said.map((s) => JSON.stringify((s.body as { results: unknown }).results))).size).toBe(1);
  expect(await ticket('t-80')).toMatchObject({ version: 2, data: { notes: [{ text: 'Uwaga' }] } });
});

it('refuses a gap whole, wherever in the batch it is, and says where it stands', async () => {
  await device.act(note('t-80', 'Pierwsza'));
  const inside = await device.send([device.operation(note('t-80'), 2), device.operation(note('t-80'), 4)]);
  expect(inside.body).toMatchObject({ code: 'operations.gap', lastSeq: 1, params: { seq: 4 } });
  expect((await device.send([device.operation(note('t-80'), 3)])).body).toMatchObject({ code: 'operations.gap', lastSeq: 1 });
  expect(await ticket('t-80')).toMatchObject({ data: { notes: [{ text: 'Pierwsza' }] } });
});

it('refuses another operation under a number that is already decided', async () => {
  await device.act(note('t-80'));
  expect(await device.send([device.operation(note('t-80'), 1)])).toMatchObject({
    code: 'operations.seq-used',
    body: { lastSeq: 1 },
  });
});

it('rejects what it cannot understand by itself, and goes on with the rest', async () => {
  const nonsense = { ...device.operation(note('t-80')), kind: 'ticket.burn' };
  const wrongArgs = { ...device.operation(note('t-80')), args: { text: '' } };
  const good = device.operation(note('t-80', 'Dobra'));
  const { body } = await device.send([nonsense, wrongArgs, good]);
  expect(body).toMatchObject({
    lastSeq: 3,
    results: [
      { outcome: 'rejected', code: 'operation.invalid', fields: ['kind'] },
      { outcome: 'rejected', code: 'operation.invalid', fields: ['args.text'] },
      { outcome: 'applied' },
    ],
  });
});

it('refuses a batch whole when an operation has no readable place in the order', async () => {
  const good = device.operation(note('t-80'));
  const said = await device.send([good, { kind: 'ticket.take' }]);
  expect(said.body).toMatchObject({ code: 'request.invalid', fields: ['operations.1'] });
  expect(await ticket('t-80')).toMatchObject({ version: 1 });
});

it('rejects by a rule with code, Polish sentence, and the row as it stands, and moves on', async () => {
  const [rejected, applied] = await device.act(
    { kind: 'subTicket.take', target: 's-812', args: {} },
    { kind: 'ticket.editCompany', target: 't-80', args: { fields: { phone: { from: '', to: '600700800' } } } },
  );
  expect(rejected).toMatchObject({
    outcome: 'rejected',
    code: 'subTicket.documents-first',
    message: 'Zanim podejmiesz podzgłoszenie punktu 812, załącz wycenę, umowę i pełnomocnictwo i wyeksportuj je do Backoffice.',
    current: { kind: 'subTicket', id: 's-812', version: 1, data: { status: 'new' } },
  });
  expect(applied?.outcome).toBe('applied');
});

it('merges edits field by field and names the fields that meanwhile became something else', async () => {
  const edit = (from: string, to: string): Intent => ({
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { phone: { from, to } } },
  });
  const [first, second] = await device.act(edit('', '601000111'), edit('', '602000222'));
  expect([first?.outcome, second?.code, second?.fields]).toEqual(['applied', 'operation.conflict', ['phone']]);
});

it('gives no new version to rows that an operation left as they were', async () => {
  await device.act(take, { kind: 'ticket.exportToBackoffice', target: 't-115', args: {} });
  expect(await ticket('t-115')).toMatchObject({ version: 2 });
  expect((await device.changes()).changes.find((c) => c.id === 's-735')).toMatchObject({ version: 1 });
});

it('waits for a file that has not come yet: that operation and what follows it stay undecided', async () => {
  const scan = pdf(500);
  const args = { kind: 'quote', sha256: scan.sha256, name: 'wycena.pdf', size: 500 } as const;
  const operations = [
    device.operation(note('t-80')),
    device.operation({ kind: 'ticket.attachFile', target: 't-80', args }),
    device.operation(note('t-80')),
  ];
  const waiting = await device.send(operations);
  expect(waiting.body).toMatchObject({
    lastSeq: 1,
    results: [{ outcome: 'applied' }, { outcome: 'retryLater', code: 'files.missing' }],
  });
  await tusOf(server, device).whole(scan);
  const done = await device.send(operations);
  expect(done.body).toMatchObject({
    lastSeq: 3,
    results: [{ outcome: 'applied' }, { outcome: 'applied' }, { outcome: 'applied' }],
  });
});

it('lets the same technician’s other machine repeat an operation, and no other technician', async () => {
  const operation = device.operation(note('t-80'));
  await device.send([operation]);
  const other = await enrolDevice(server, 'machine-0002');
  expect((await other.send([operation])).body).toMatchObject({ lastSeq: 1, results: [{ id: operation.id, outcome: 'applied' }] });
  expect(await ticket('t-80')).toMatchObject({ version: 2 });

  const code = await server.mplatform.operator.issueEnrolmentCode('technik-2');
  if (!code.ok) throw new Error(code.error.code);
  const colleague = await enrolDevice(server, 'machine-0003', code.value);
  expect((await colleague.send([operation])).code).toBe('operations.foreign-id');
});

it('lets only one of two technicians take a ticket', async () => {
  const code = await server.mplatform.operator.issueEnrolmentCode('technik-2');
  if (!code.ok) throw new Error(code.error.code);
  const colleague = await enrolDevice(server, 'machine-0003', code.value);
  const [mine, theirs] = await Promise.all([device.act(take), colleague.act(take)]);
  expect([mine[0]?.outcome, theirs[0]?.outcome].sort()).toEqual(['applied', 'rejected']);
});

it('judges what was done before the ticket was taken away, and says what became of it', async () => {
  expect(await codeOf(take)).toEqual(['applied']);
  await server.mplatform.operator.withdrawTicket('t-115', 'deadline', '102');
  const results = await device.act(note('t-115'), { kind: 'subTicket.take', target: 's-735', args: {} });
  expect(results.map((r) => [r.outcome, r.code, r.current])).toEqual([
    ['rejected', 'ticket.withdrawn', undefined],
    ['rejected', 'subTicket.withdrawn', undefined],
  ]);
});

it('shows no difference between another dealer’s ticket and none at all', async () => {
  const [foreign, none, foreignSub, noSub] = await device.act(
    note('t-204'),
    note('t-999'),
    { kind: 'subTicket.take', target: 's-901', args: {} },
    { kind: 'subTicket.take', target: 's-999', args: {} },
  );
  expect([foreign?.code, none?.code, foreign?.current]).toEqual(['ticket.unknown', 'ticket.unknown', undefined]);
  expect([foreignSub?.code, noSub?.code, foreignSub?.current]).toEqual(['subTicket.unknown', 'subTicket.unknown', undefined]);
});

it('takes two hundred operations at once and no more', async () => {
  const many = Array.from({ length: 200 }, () => device.operation(note('t-80', 'x'.repeat(2000))));
  expect((await device.send(many)).body).toMatchObject({ lastSeq: 200 });
  expect((await device.send([...many, { id: uuidv7(), seq: 201 }])).code).toBe('request.invalid');
});

it('tells with a refusal how the row stands, also where the same call changed it before', async () => {
  const edit = (from: string, to: string): Intent => ({
    kind: 'ticket.editCompany',
    target: 't-115',
    args: { fields: { phone: { from, to } } },
  });
  const before = (await ticket('t-115')) as { seq: number; version: number; data: { company: { phone: string } } };
  const { phone } = before.data.company;
  const [, , , refused, last] = await device.act(
    take,
    edit(phone, '600000001'),
    note('t-115'),
    edit(phone, '600000002'),
    note('t-115'),
  );
  const now = (await ticket('t-115')) as { seq: number; version: number };
  expect([refused?.code, last?.outcome]).toEqual(['operation.conflict', 'applied']);
  expect(refused).toMatchObject({
    current: { version: now.version - 1, seq: now.seq - 1, data: { company: { phone: '600000001' } } },
  });
});
