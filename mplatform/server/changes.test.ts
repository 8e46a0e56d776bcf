import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rfc3339 } from '../../domain/clock.ts';
import { changes } from './changes.ts';
import type { ServerContext } from './context.ts';
import { ALFA, ago, BETA, newSubTicket, newTicket } from './seed-rows.ts';
import { call, type Device, enrolDevice, startServer, type TestServer } from './testing.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

const as = async (technician: string, machine: string): Promise<Device> => {
  const code = await server.mplatform.operator.issueEnrolmentCode(technician);
  if (!code.ok) throw new Error(code.error.code);
  return enrolDevice(server, machine, code.value);
};
const ids = ({ changes }: Awaited<ReturnType<Device['changes']>>) =>
  changes.map((c) => ('removed' in c ? `-${c.id} ${c.reason}` : c.id));
const shop = {
  crmId: '900',
  nip: '6341088252',
  name: 'Sklep Nowy',
  street: 'ul. Nowa 1',
  postalCode: '00-001',
  city: 'Warszawa',
};

describe('visibility', () => {
  it('shows a technician the dealer’s tickets, also those a colleague took, and the settings; nothing of another dealer', async () => {
    const seen = ids(await device.changes());
    expect(seen).toEqual(expect.arrayContaining(['t-115', 's-735', 't-80', 's-812', 's-813', 't-98', 's-790', 'pcpos']));
    const beta = ids(await (await as('technik-beta', 'machine-0002')).changes());
    expect(beta.sort()).toEqual(['cennik-szkoleniowy', 'pcpos', 'pierwsze-kroki', 's-901', 't-204']);
    expect(seen.filter((id) => !['pcpos', 'cennik-szkoleniowy', 'pierwsze-kroki'].includes(id) && beta.includes(id))).toEqual([]);
    expect(ids(await (await as('technik-2', 'machine-0003')).changes())).toEqual(seen);
  });

  it('tells the old dealer that a ticket is gone and why, and shows it to the new one as new', async () => {
    await device.act({ kind: 'ticket.take', target: 't-115', args: {} });
    const beta = await as('technik-beta', 'machine-0002');
    const [mine, theirs] = [(await device.changes()).end.cursor, (await beta.changes()).end.cursor];
    await server.mplatform.operator.withdrawTicket('t-115', 'deadline', BETA.id);
    expect(ids(await device.changes(mine))).toEqual(['-t-115 deadline', '-s-735 deadline']);
    const { changes } = await beta.changes(theirs);
    expect(changes).toMatchObject([
      { id: 't-115', data: { status: 'new', technicianId: null, dealerId: '102', exportedToBackofficeAt: expect.any(String) } },
      { id: 's-735', data: { status: 'new' } },
    ]);
    expect(ids(await device.changes())).not.toContain('t-115');
  });

  it('brings a ticket back to whom it was taken from', async () => {
    const { cursor } = (await device.changes()).end;
    await server.mplatform.operator.withdrawTicket('t-115', 'reassigned');
    await server.mplatform.operator.withdrawTicket('t-115', 'reassigned', ALFA.id);
    expect(ids(await device.changes(cursor))).toEqual(['t-115', 's-735']);
  });
});

describe('a page of changes', () => {
  it('goes on exactly where the last one ended', async () => {
    const { address } = server;
    const seen: unknown[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const path = `/v1/changes?limit=4${cursor && `&cursor=${cursor}`}`;
      const lines = String((await call(address, 'changes', { path, token: device.token })).body)
        .trimEnd()
        .split('\n');
      const end = JSON.parse(lines.pop() ?? '{}');
      seen.push(...lines.map((l) => JSON.parse(l).id));
      ({ cursor, more } = end);
    }
    expect(seen).toEqual(ids(await device.changes()));
  });

  it('gives only what changed after the cursor, and nothing when nothing did', async () => {
    const { end } = await device.changes();
    expect(await device.changes(end.cursor)).toEqual({ changes: [], end });
    await device.act({ kind: 'ticket.addNote', target: 't-80', args: { text: 'Uwaga' } });
    expect(ids(await device.changes(end.cursor))).toEqual(['t-80']);
  });

  it('is not fooled by a cursor of another store, from the future, or made up', async () => {
    const [era] = (await device.changes()).end.cursor.split('.');
    for (const cursor of ['0000.3', `${era}.999999`, `${era}.-1`, `${era}.1.1`, 'x', `${era}.`]) {
      expect((await call(server.address, 'changes', { path: `/v1/changes?cursor=${cursor}`, token: device.token })).code).toBe(
        'changes.cursor-unknown',
      );
    }
  });

  it('is streamed in pieces: five thousand rows come in order, once each, gzipped', async () => {
    const subTickets = (ticket: ReturnType<typeof newTicket>, from: number) =>
      Array.from({ length: 1300 }, (_, i) => newSubTicket(ticket, `${from + i}`, ALFA));
    for (const [i, crmId] of ['901', '902', '903', '904'].entries()) {
      const ticket = newTicket({ ...shop, crmId }, ago(server.clock.now()).date(0), ALFA);
      const added = await server.mplatform.operator.addTicket({ ticket, subTickets: subTickets(ticket, 10_000 * (i + 1)) });
      expect(added.ok).toBe(true);
    }
    const said = await call(server.address, 'changes', { path: '/v1/changes?limit=5000', token: device.token });
    expect(said.headers.get('content-encoding')).toBe('gzip');
    const lines = String(said.body)
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    const end = lines.pop();
    expect([lines.length, new Set(lines.map((l) => l.id)).size, end.more]).toEqual([5000, 5000, true]);
    expect(lines.map((l) => l.seq)).toEqual(lines.map((l) => l.seq).sort((a, b) => a - b));
    expect(end.serverTime).toBe(rfc3339(server.clock.now()));
  });

  it('is not gone on with for a device that was shut out while it was on its way', async () => {
    const ticket = newTicket({ ...shop, crmId: '905' }, ago(server.clock.now()).date(0), ALFA);
    const subTickets = Array.from({ length: 4900 }, (_, i) => newSubTicket(ticket, `${10_000 + i}`, ALFA));
    expect((await server.mplatform.operator.addTicket({ ticket, subTickets })).ok).toBe(true);
    // Not over the wire, whose buffers hold all of it at once.
    const store = await server.openStore();
    const claims = {
      purpose: 'access',
      deviceId: device.enrolment.deviceId,
      generation: 1,
      expiresAt: Number.MAX_SAFE_INTEGER,
    } as const;
    const page = await changes({ store, clock: server.clock } as unknown as ServerContext, claims, { limit: 5000 });
    if (!page.ok) throw new Error(page.error.code);
    const pieces: string[] = [];
    for await (const piece of page.value) {
      if (pieces.length === 0) await server.mplatform.operator.revokeDevice(device.enrolment.deviceId);
      pieces.push(piece);
    }
    await store.close();
    expect(pieces).toHaveLength(1);
    expect(pieces[0]).not.toContain('"cursor"');
  });

  it('is sent as it is to who does not take gzip', async () => {
    const said = await call(server.address, 'changes', { token: device.token, headers: { 'accept-encoding': 'identity' } });
    expect([said.headers.get('content-encoding'), said.headers.get('content-type')]).toEqual([null, 'application/x-ndjson']);
  });
});

it('does not add a ticket twice', async () => {
  const ticket = newTicket(shop, '2026-11-23', ALFA);
  const dossier = { ticket, subTickets: [newSubTicket(ticket, '999', ALFA)] };
  expect((await server.mplatform.operator.addTicket(dossier)).ok).toBe(true);
  expect(await server.mplatform.operator.addTicket(dossier)).toMatchObject({
    ok: false,
    error: { code: 'operator.ticket-exists' },
  });
});
