import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targetsTicket } from '../../domain/operations/operation.ts';
import type { TextKey } from '../../domain/text.ts';
import { statusOf } from '../../mplatform/server/http/problems.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { call, type Device, enrolDevice, openLive, startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { EVERYONE } from '../../mplatform/server/visibility.ts';
import {
  codeOf,
  DECISIONS,
  type Hands,
  HELD,
  type Held,
  isOpen,
  OPEN,
  openHands,
  SUB_TICKET,
  send,
  TICKET,
  tellsNothing,
  withToken,
  wrongHands,
} from './wrong-hands.ts';
import { EACH_OPERATION } from './wrong-hands-operations.ts';

/** Of the ticket: a word that nobody else is told. */
const COMPANY = 'Piekarnia';

/** All of the contract, tried as everybody who is the wrong one. */

let server: TestServer;
let store: Store;
let hands: Hands;
beforeEach(async () => {
  server = await startServer();
  store = await server.openStore();
  hands = await openHands(server);
});
afterEach(async () => {
  await store.close();
  await server.close();
});

/** All that a call in wrong hands must not move. */
async function everything(): Promise<string> {
  const folder = join(server.folder, 'files');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name} ${statSync(join(entry.parentPath, entry.name)).size}`);
  const rows = await store.read(async (tx) => [
    await tx.lastChange(),
    await tx.devices('', { offset: 0, limit: 50 }),
    await tx.outcomes({}, undefined, 100),
    await tx.probe(hands.probeId),
  ]);
  return JSON.stringify([files.sort(), rows]);
}

const rows = () =>
  store.read(async (tx) => [(await tx.row('ticket', TICKET))?.data, (await tx.row('subTicket', SUB_TICKET))?.data]);

it('decides on every call that the served OpenAPI document names, and on no other', async () => {
  const { paths } = (await (await fetch(`${server.address}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string; security: readonly unknown[] }>>;
  };
  const served = Object.values(paths).flatMap((path) => Object.values(path));
  expect(served.map((one) => [one.operationId, one.security.length === 0]).sort()).toEqual(
    Object.entries(DECISIONS)
      .map(([name, decision]) => [name, isOpen(decision)])
      .sort(),
  );
});

describe('is refused, told why and nothing else, and moves nothing, whichever call it is:', () => {
  const others: TestServer[] = [];
  afterEach(async () => {
    for (const other of others.splice(0)) await other.close();
  });
  const elsewhere = async (): Promise<Device> => {
    const other = await startServer();
    others.push(other);
    return enrolDevice(other, 'machine-0001');
  };

  it.each(wrongHands(elsewhere))('%s (%s)', async (_who, code, headersOf) => {
    const headers = await headersOf(hands);
    const before = await everything();
    const said = new Map<string, unknown>();
    const wanted = new Map<string, unknown>();
    for (const [name, { asked }] of HELD) {
      const answer = await send(server, asked(hands, hands.mine), headers);
      said.set(name, codeOf(answer));
      // What is asked by HEAD is answered without a word.
      wanted.set(name, answer.body.length === 0 ? statusOf(code as TextKey) : code);
      expect(tellsNothing(answer), name).toBe(true);
    }
    for (const [name, { asked }] of OPEN) {
      const answer = await send(server, asked, headers);
      said.set(name, codeOf(answer));
      // As anybody.
      wanted.set(name, codeOf(await send(server, asked, {})));
      expect(answer.body.toString(), name).not.toContain(COMPANY);
    }
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(wanted));
    expect(await everything()).toBe(before);
  });
});

describe('in good standing, but not the right one,', () => {
  it.each(['stranger', 'colleague', 'other'] as const)('%s gets of each call what is theirs to get', async (who) => {
    const by = hands[who];
    const said = new Map<string, unknown>();
    const wanted = new Map<string, unknown>();
    // What gives something up comes last; a line is opened below.
    const last = ['dropUpload', 'signOff'];
    const calls = HELD.filter(([name]) => name !== 'live').sort(([a], [b]) => last.indexOf(a) - last.indexOf(b));
    for (const [name, held] of calls) {
      const answer = await send(server, held.asked(hands, by), withToken(by.token));
      const got = held[who];
      const allowed = got === 'theirs' || got === 'shared by the dealer';
      said.set(name, allowed ? answer.status < 300 : codeOf(answer));
      wanted.set(name, allowed || (answer.body.length === 0 ? statusOf(got as TextKey) : got));
    }
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(wanted));
    expect((await call(server.address, 'changes', { token: hands.mine.token })).code).toBeUndefined();
  });

  it('another dealer’s technician reads no row of this one, with whatever cursor', async () => {
    const { mine, stranger } = hands;
    const { end } = await mine.changes();
    for (const cursor of [undefined, end.cursor]) {
      const { changes } = await stranger.changes(cursor);
      const audiences = await store.read(async (tx) => {
        const found = new Set<string>();
        for (const { kind, id } of changes) found.add((await tx.row(kind, id))?.audience ?? 'none');
        return found;
      });
      expect([...audiences].filter((audience) => audience !== EVERYONE && audience !== '102')).toEqual([]);
      if (cursor === undefined) expect(audiences.has('102')).toBe(true);
    }
  });

  it('another dealer’s technician is not told that a file is there by beginning to send it', async () => {
    const ask = (by: Device) => send(server, (DECISIONS.createUpload as Held).asked(hands, by), withToken(by.token));
    expect((await ask(hands.colleague)).headers['upload-offset']).toBe('40000');
    expect((await ask(hands.stranger)).headers['upload-offset']).toBeUndefined();
  });

  it('another dealer’s technician is not poked when something of this one changes', async () => {
    const [theirs, ours] = [await openLive(server, hands.stranger), await openLive(server, hands.colleague)];
    const [first, own] = [await theirs.next(), await ours.next()];
    expect([first, own]).toMatchObject([{ type: 'changed' }, { type: 'changed' }]);
    await hands.mine.act({ kind: 'ticket.addNote', target: TICKET, args: { text: 'x' } });
    const { seq } = (await ours.next()) as { readonly seq: number };
    await server.mplatform.operator.withdrawTicket('t-204', 'deadline');
    const poked = (await theirs.next()) as { readonly seq: number };
    // The first that is heard is the one about what is theirs, though the other was before it.
    expect(poked.seq).toBeGreaterThan(seq);
    for (const line of [theirs, ours]) line.socket.close();
  });

  it('no operation of any kind finds what it is about for another dealer’s technician', async () => {
    const before = await rows();
    for (const intent of EACH_OPERATION) {
      const [result] = await hands.stranger.act(intent);
      const code = targetsTicket(intent.kind) ? 'ticket.unknown' : 'subTicket.unknown';
      expect([intent.kind, result?.outcome, result?.code]).toEqual([intent.kind, 'rejected', code]);
      // Not a word of the row, nor of who did what to it.
      expect([result?.current, result?.changedBy, JSON.stringify(result).includes(COMPANY)]).toEqual([
        undefined,
        undefined,
        false,
      ]);
    }
    expect(await rows()).toEqual(before);
  });

  it('no operation of any kind is a colleague’s to do where somebody else has taken the work', async () => {
    const before = await rows();
    for (const intent of EACH_OPERATION) {
      const [result] = await hands.colleague.act(intent);
      expect([intent.kind, result?.code]).toEqual([intent.kind, 'ticket.taken-by-another']);
    }
    expect(await rows()).toEqual(before);
  });

  it('the outcome of an operation is told to nobody but its technician, on whichever machine', async () => {
    const { mine, other, colleague, stranger } = hands;
    const operation = mine.operation({ kind: 'ticket.addNote', target: TICKET, args: { text: 'x' } });
    expect((await mine.send([operation])).code).toBeUndefined();
    const repeatedBy = (by: Device) => by.send([{ ...operation, seq: by.seq + 1 }]);
    expect((await repeatedBy(other)).body).toMatchObject({ results: [{ id: operation.id, outcome: 'applied' }] });
    for (const by of [colleague, stranger]) {
      const said = await repeatedBy(by);
      expect(said.code).toBe('operations.foreign-id');
      expect(JSON.stringify(said.body)).not.toContain('applied');
    }
  });

  it('a technician whose dealer lost the ticket is told that, and may do nothing to it any more', async () => {
    await server.mplatform.operator.withdrawTicket(TICKET, 'reassigned', '102');
    const before = await rows();
    for (const intent of EACH_OPERATION) {
      const [result] = await hands.mine.act(intent);
      const code = targetsTicket(intent.kind) ? 'ticket.withdrawn' : 'subTicket.withdrawn';
      expect([intent.kind, result?.outcome, result?.code]).toEqual([intent.kind, 'rejected', code]);
    }
    expect(await rows()).toEqual(before);
    expect((await call(server.address, 'startProbe', { body: startOf(), token: hands.mine.token })).code).toBe(
      'subTicket.unknown',
    );
  });
});

const startOf = () => ({ subTicketId: SUB_TICKET, storeId: '688', configDigest: 'c'.repeat(64), origin: 'workstation' });
