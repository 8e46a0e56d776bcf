import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { digestOf, pdf, type Scan } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openDevice, type TestDevice } from './device.ts';
import { type Line, openLine } from './line.ts';

const DAY = 86_400_000;
const MIB = 1024 * 1024;
let server: TestServer;
let line: Line;
let folder: string;
let device: TestDevice;
let limit = Number.POSITIVE_INFINITY;
const open = (): Promise<TestDevice> => openDevice({ folder, address: line.address, clock: server.clock, limit: () => limit });

beforeEach(async () => {
  limit = Number.POSITIVE_INFINITY;
  server = await startServer();
  line = await openLine(() => server.address);
  folder = tempFolder('files');
  device = await open();
  await device.files.start();
});
afterEach(async () => {
  await device.close();
  await line.close();
  await server.close();
});

const scan = pdf(300_000);
const isHere = ({ sha256 }: Scan, at = folder): boolean => existsSync(join(at, 'files', sha256));
const gets = (): number => line.calls.filter((call) => call === 'GET /v1/files/SHA256').length;
const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }) => (answer.ok ? 'ok' : answer.error.code);

/** Attached, sent, named, and M/platform's row has come back. */
async function arrived(of: Scan = scan, ticketId = 't-80'): Promise<void> {
  expect(await device.attach(of, ticketId)).toMatchObject({ ok: true });
  await device.files.settled();
  await device.sync.now();
  expect(device.store.operations.pending()).toEqual([]);
}
async function resigned(ticketId = 't-80'): Promise<void> {
  device.store.submit({ kind: 'ticket.resign', target: ticketId, args: { note: 'Detalista rezygnuje' } });
  await device.sync.now();
  expect(device.store.serverRows.dossier(ticketId)?.dossier.ticket.status).toBe('resigned');
}
async function days(count: number): Promise<void> {
  server.clock.advance(count * DAY);
  await device.sync.now();
  await device.files.letGo();
}
async function content(of: TestDevice = device, wanted = scan): Promise<string> {
  const parts: Buffer[] = [];
  for (let at = 0; at < wanted.bytes.length; ) {
    const piece = await of.files.read('t-80', wanted.sha256, at);
    if (!piece.ok) return piece.error.code;
    parts.push(Buffer.from(piece.value.base64, 'base64'));
    at += parts.at(-1)?.length ?? 0;
  }
  return digestOf(Buffer.concat(parts));
}

describe('a file that M/platform has', () => {
  it('goes 30 days after its ticket ended, and opens again from M/platform', async () => {
    await arrived();
    await days(60);
    expect(isHere(scan)).toBe(true);
    await resigned();
    await device.files.letGo();
    await days(29);
    expect(isHere(scan)).toBe(true);
    await days(2);
    expect(isHere(scan)).toBe(false);
    expect(await device.files.ofTicket('t-80')).toEqual([{ sha256: scan.sha256, here: false, fetched: null, unsent: [] }]);
    expect(await content()).toBe(scan.sha256);
    expect(isHere(scan)).toBe(true);
    expect(gets()).toBe(1);
    // Opened, it is at hand for another 30 days.
    await device.files.letGo();
    await days(20);
    expect(isHere(scan)).toBe(true);
    await days(11);
    expect(isHere(scan)).toBe(false);
  });

  it('goes where files take up more than they may, though its ticket goes on', async () => {
    await arrived(pdf(300_000, 2));
    server.clock.advance(3_600_000);
    await arrived();
    server.clock.advance(3_600_000);
    limit = 400_000;
    await device.files.letGo();
    expect([isHere(pdf(300_000, 2)), isHere(scan)]).toEqual([false, true]);
  });

  it('stays while it was in somebody’s hands a moment ago', async () => {
    await arrived();
    limit = 0;
    await device.files.letGo();
    expect(isHere(scan)).toBe(true);
    server.clock.advance(3_600_000);
    expect(await content()).toBe(scan.sha256);
    await device.files.letGo();
    expect(isHere(scan)).toBe(true);
  });

  it('stays when somebody opens or attaches it while M/platform is being asked', async () => {
    await arrived();
    limit = 0;
    for (const begin of [() => device.files.read('t-80', scan.sha256, 0), () => device.attach(scan, 't-80', 'agreement')]) {
      server.clock.advance(3_600_000);
      let begun: Promise<{ ok: boolean }> | undefined;
      line.onCall = (call) => {
        if (call === 'HEAD /v1/files/SHA256') begun ??= begin();
      };
      await device.files.letGo();
      expect(await begun).toMatchObject({ ok: true });
      expect(isHere(scan)).toBe(true);
    }
  });

  it('stays where M/platform has lost it since, and where nobody can be asked', async () => {
    await arrived();
    server.clock.advance(3_600_000);
    limit = 0;
    line.down(true);
    await device.files.letGo();
    expect(isHere(scan)).toBe(true);
    line.down(false);
    rmSync(join(server.folder, 'files', scan.sha256));
    await device.files.letGo();
    expect(isHere(scan)).toBe(true);
    writeFileSync(join(server.folder, 'files', scan.sha256), scan.bytes);
    await device.files.letGo();
    expect(isHere(scan)).toBe(false);
  });

  it('stays when its ticket was taken away, since it could not be read back', async () => {
    await arrived();
    await server.mplatform.operator.withdrawTicket('t-80', 'reassigned', '102');
    await device.sync.now();
    limit = 0;
    await days(90);
    expect(isHere(scan)).toBe(true);
  });

  it('stays while unfinished work of whatever ticket speaks of it', async () => {
    await arrived();
    server.clock.advance(3_600_000);
    limit = 0;
    expect(await device.attach(scan, 't-80', 'agreement')).toMatchObject({ ok: true });
    server.clock.advance(3_600_000);
    await device.files.letGo();
    expect(isHere(scan)).toBe(true);
    await device.sync.now();
    await device.files.letGo();
    expect(isHere(scan)).toBe(false);
  });

  it('stays while a refusal that speaks of it was not read', async () => {
    await arrived();
    server.clock.advance(3_600_000);
    const again = await device.attach(scan, 't-80', 'other');
    await server.mplatform.operator.withdrawTicket('t-80', 'reassigned', '102');
    await device.sync.now();
    await server.mplatform.operator.withdrawTicket('t-80', 'reassigned', '101');
    await device.sync.now();
    const refused = device.store.operations.get(again.ok ? again.value.id : '');
    expect(refused?.outcome).toBe('rejected');
    server.clock.advance(3_600_000);
    limit = 0;
    await device.files.letGo();
    expect(isHere(scan)).toBe(true);
    device.store.operations.acknowledge(refused?.operation.id ?? '');
    await device.files.letGo();
    expect(isHere(scan)).toBe(false);
  });
});

describe('a file that M/platform does not have', () => {
  it('never goes: not yet sent, half sent, sent but not yet named, paused, or taken back', async () => {
    limit = 0;
    line.down(true);
    const waiting = pdf(200_000, 5);
    expect(await device.attach(waiting)).toMatchObject({ ok: true });
    await days(90);
    expect(isHere(waiting)).toBe(true);
    line.down(false);
    line.cutAfter(100_000);
    await device.sync.now();
    await device.until(() => device.upload(waiting)?.state === 'sent');
    await device.files.letGo();
    expect(isHere(waiting)).toBe(true);
    const taken = pdf(200_000, 6);
    device.files.pause(taken.sha256, true);
    const attached = await device.attach(taken, 't-80', 'other');
    device.files.pause(taken.sha256, true);
    await device.files.letGo();
    expect(isHere(taken)).toBe(true);
    device.store.withdraw(attached.ok ? attached.value.id : '');
    await days(90);
    expect(isHere(taken)).toBe(true);
  });

  it('never goes when it was sent and then taken back, since no ticket names it and it could not be read', async () => {
    const attached = await device.attach(scan);
    await device.files.settled();
    expect(device.upload(scan)?.state).toBe('sent');
    expect(device.store.withdraw(attached.ok ? attached.value.id : '')).toMatchObject({ ok: true });
    limit = 0;
    await days(90);
    expect(isHere(scan)).toBe(true);
  });

  it('and is gone from this computer is said when somebody opens it', async () => {
    line.down(true);
    const lost = pdf(200_000, 7);
    await device.attach(lost);
    rmSync(join(folder, 'files', lost.sha256));
    expect(codeOf(await device.files.read('t-80', lost.sha256, 0))).toBe('files.lost');
    expect(device.upload(lost)).toMatchObject({ state: 'stuck', problem: { code: 'files.lost' } });
    expect(device.store.operations.pending()[0]?.reason?.code).toBe('files.lost');
    await device.attach(lost);
    expect(await content(device, lost)).toBe(lost.sha256);
    line.down(false);
    await device.until(() => device.upload(lost)?.state === 'sent');
  });
});

describe('on another device of the dealer', () => {
  it('a file opens on demand, says how much has come, and is let go by the same rule', async () => {
    const big = pdf(3 * MIB, 8);
    await arrived(big);
    const second = await openDevice({
      folder: tempFolder('files'),
      address: line.address,
      clock: server.clock,
      machineId: 'machine-0002',
      limit: () => limit,
    });
    onTestFinished(() => second.close());
    await second.files.start();
    const at = join(second.db.name, '..');
    expect(await second.files.ofTicket('t-80')).toEqual([{ sha256: big.sha256, here: false, fetched: null, unsent: [] }]);
    line.cutAnswerAfter(MIB);
    const seen: (number | null | undefined)[] = [];
    const reading = content(second, big);
    line.onCall = async (call, headers) => {
      if (call.startsWith('GET') && headers.range !== undefined) seen.push((await second.files.ofTicket('t-80'))[0]?.fetched);
    };
    expect(await reading).toBe(big.sha256);
    expect(seen).toEqual([expect.any(Number)]);
    expect(isHere(big, at)).toBe(true);
    server.clock.advance(3_600_000);
    limit = 0;
    await second.files.letGo();
    expect(isHere(big, at)).toBe(false);
  });

  it('a piece that is asked for after the file has gone brings it back', async () => {
    const big = pdf(3 * MIB, 9);
    await arrived(big);
    expect(await device.files.read('t-80', big.sha256, 0)).toMatchObject({ ok: true });
    rmSync(join(folder, 'files', big.sha256));
    const second = await device.files.read('t-80', big.sha256, MIB);
    if (!second.ok) throw new Error(second.error.code);
    expect(Buffer.from(second.value.base64, 'base64').equals(big.bytes.subarray(MIB, 2 * MIB))).toBe(true);
  });
});

it('what is here is counted, and how much of it could go', async () => {
  await arrived();
  line.down(true);
  await device.attach(pdf(100_000, 3), 't-80', 'agreement');
  expect(await device.files.kept()).toEqual({ files: 2, bytes: 400_000, removable: 300_000 });
});
