import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Forgotten, prune } from './retention.ts';
import type { Store } from './store/port.ts';
import { call, type Device, enrolDevice, type ProbeOrder, receiptFor, startServer, type TestServer } from './testing.ts';

const DAY_MS = 86_400_000;
const KEEP_MS = 100 * DAY_MS;
const target = 's-735';
const order: ProbeOrder = { subTicketId: target, storeId: '735', configDigest: 'c'.repeat(64), origin: 'workstation' };

let server: TestServer;
let device: Device;
let store: Store;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
  store = await server.openStore();
});
afterEach(async () => {
  await store.close();
  await server.close();
});

const forget = (holder = 'a', every?: number) => prune({ store, clock: server.clock }, { keepMs: KEEP_MS, holder }, every);
/** Time goes by, and the login with it. */
async function later(days: number): Promise<void> {
  server.clock.advance(days * DAY_MS);
  const { seq } = device;
  device = await enrolDevice(server);
  expect(device.seq).toBe(seq);
}
const ask = (query: Record<string, string>) =>
  call(server.address, 'changes', { path: `/v1/changes?${new URLSearchParams(query)}`, token: device.token });
const cursorOf = ({ body }: Awaited<ReturnType<typeof ask>>) =>
  JSON.parse(String(body).trimEnd().split('\n').at(-1) ?? '') as { cursor: string; more: boolean };
const note = (text: string) => ({ kind: 'ticket.addNote' as const, target: 't-80', args: { text } });

it('does no operation twice whose content it has forgotten, however late it is repeated, and answers it as before', async () => {
  await device.act({ kind: 'ticket.take', target: 't-80', args: {} });
  const applied = device.operation(note('raz'));
  const refused = device.operation({ kind: 'subTicket.close', target, args: {} });
  const before = (await device.send([applied, refused])).body as { results: { outcome: string; code?: string }[] };
  await later(101);
  expect(await forget()).toMatchObject({ outcomes: 3 });
  const again = (await device.send([applied, refused])).body as typeof before & { lastSeq: number };
  expect(again.results.map(({ outcome, code }) => [outcome, code])).toEqual(
    before.results.map(({ outcome, code }) => [outcome, code]),
  );
  expect(again.lastSeq).toBe(3);
  // The technician's other machine, to which the folder was moved, has numbers of its own.
  const moved = await enrolDevice(server, 'machine-0002');
  expect((await moved.send([{ ...applied, seq: 1 }])).body).toMatchObject({ results: [{ outcome: 'applied' }], lastSeq: 1 });
  const { changes } = await device.changes();
  const ticket = changes.find(({ id }) => id === 't-80') as { data: { notes: { text: string }[] } };
  expect(ticket.data.notes.filter(({ text }) => text === 'raz')).toHaveLength(1);
  const kept = await store.read((tx) => tx.outcome(applied.id));
  expect(kept).toMatchObject({ seq: 2, operation: { kind: 'ticket.addNote', target: 't-80' } });
  expect(JSON.stringify(kept)).not.toContain('raz');
  expect(await forget()).toMatchObject({ outcomes: 0 });
});

it('keeps what proves a closed sub-ticket, and the operators’ journal, for good', async () => {
  const results = await device.act(
    { kind: 'ticket.take', target: 't-115', args: {} },
    { kind: 'subTicket.take', target, args: {} },
    {
      kind: 'subTicket.recordConfiguration',
      target,
      args: {
        digest: order.configDigest,
        file: 'pcpos7.conf',
        serverAddress: server.address,
        storeIds: ['735'],
        profile: 'builtin',
        machineId: 'machine-0001',
        origin: 'workstation',
      },
    },
    { kind: 'subTicket.recordTraining', target, args: { retailerName: 'Jan Sam' } },
    { kind: 'subTicket.recordInvoice', target, args: { number: 'FV/1', totalGross: 246_000 } },
  );
  expect(results.map((r) => r.outcome)).toEqual(Array(5).fill('applied'));
  await receiptFor(server, device, order);
  const receipt = await receiptFor(server, device, order);
  const close = device.operation({ kind: 'subTicket.close', target, args: { receipt } });
  expect((await device.send([close])).body).toMatchObject({ results: [{ outcome: 'applied' }] });
  await store.transaction((tx) => tx.saveAudit({ id: 'e-1', at: 1, by: 'ewa', action: 'a', target: 't', detail: 'd' }));
  await later(2000);
  expect(await forget()).toMatchObject({ outcomes: 5, probes: 1 });
  await store.read(async (tx) => {
    expect((await tx.outcome(close.id))?.operation).toMatchObject({ args: { receipt } });
    const probes = await tx.probesAfter('', 10);
    expect(probes.map(({ answered }) => answered?.answer.receipt)).toEqual([receipt]);
    expect(await tx.audit(undefined, 10)).toHaveLength(1);
  });
});

it('has a device that read too long ago read everything anew, and tells it what it has of its work', async () => {
  await device.act(note('raz'));
  const old = cursorOf(await ask({})).cursor;
  await forget();
  await server.mplatform.operator.withdrawTicket('t-115', 'deadline');
  await later(60);
  await forget();
  const recent = cursorOf(await ask({ cursor: old })).cursor;
  await later(60);
  // The removal came after the last change that was noted more than a hundred days ago.
  expect(await forget()).toMatchObject({ removals: 0 });
  expect((await ask({ cursor: old })).code).toBeUndefined();
  await later(60);
  expect(await forget()).toMatchObject({ removals: 2 });
  expect((await ask({ cursor: old })).body).toMatchObject({ code: 'changes.cursor-unknown', lastSeq: 1 });
  expect((await ask({ cursor: recent })).code).toBeUndefined();
});

it('does not send anybody back who has had nothing new for years but asked, nor who is in the middle of reading anew', async () => {
  let quiet = cursorOf(await ask({})).cursor;
  for (let i = 0; i < 4; i += 1) {
    await server.mplatform.operator.setPointOfSaleActive('735', i % 2 === 0);
    await server.mplatform.operator.withdrawTicket('t-204', 'reassigned', '102');
    await forget();
    await later(90);
    const said = await ask({ cursor: quiet });
    expect(said.code).toBeUndefined();
    quiet = cursorOf(said).cursor;
  }
  let { cursor, more } = cursorOf(await ask({ limit: '2' }));
  let pages = 0;
  for (; more; pages += 1) {
    const said = await ask({ cursor, limit: '2' });
    expect(said.code).toBeUndefined();
    ({ cursor, more } = cursorOf(said));
  }
  expect(pages).toBeGreaterThan(3);
});

it('is done by one at a time, is taken over from one that died, and is not begun again the same day', async () => {
  await store.transaction((tx) =>
    tx.saveChore({ name: 'prune', holder: 'dead', until: server.clock.now() + 60_000, endedAt: null, progress: '{}' }),
  );
  expect(await forget('a')).toBe('elsewhere');
  server.clock.advance(61_000);
  const done = await Promise.all([forget('a', DAY_MS), forget('b', DAY_MS)]);
  expect(done.filter((one): one is Forgotten => typeof one !== 'string')).toHaveLength(1);
  expect(await forget('c', DAY_MS)).toBe('not-yet');
  server.clock.advance(DAY_MS);
  expect(await forget('c', DAY_MS)).toMatchObject({ outcomes: 0 });
  // Claimed by a clock that was years ahead.
  await store.transaction((tx) =>
    tx.saveChore({ name: 'prune', holder: 'ahead', until: server.clock.now() + 900 * DAY_MS, endedAt: null, progress: '{}' }),
  );
  expect(await forget('c')).toMatchObject({ outcomes: 0 });
});
