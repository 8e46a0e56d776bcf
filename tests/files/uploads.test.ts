import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { digestOf, pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openDevice, type TestDevice } from './device.ts';
import { type Line, openLine, sentTwice } from './line.ts';

const MIB = 1024 * 1024;
let server: TestServer;
let line: Line;
let folder: string;
let device: TestDevice;
const open = (at = folder, machineId = 'machine-0001', code?: string): Promise<TestDevice> =>
  openDevice({ folder: at, address: line.address, clock: server.clock, machineId, ...(code === undefined ? {} : { code }) });

beforeEach(async () => {
  server = await startServer();
  line = await openLine(() => server.address);
  folder = tempFolder('files');
  device = await open();
});
afterEach(async () => {
  await device.close();
  await line.close();
  await server.close();
});

const sent = (scan = big, of = device) => of.until(() => of.upload(scan)?.state === 'sent');
const applied = (of = device) => of.until(() => of.store.operations.waiting() === 0);
const atServer = (sha256: string) => statSync(join(server.folder, 'files', sha256), { throwIfNoEntry: false })?.size;
const big = pdf(5 * MIB);
const codeOf = (answer: { ok: true } | { ok: false; error: { code: string } }) => (answer.ok ? 'ok' : answer.error.code);

describe('a file on its way up', () => {
  it('goes up as soon as it is attached, and what names it is sent when it has arrived', async () => {
    await device.files.start();
    device.sync.start();
    expect(await device.attach(big)).toMatchObject({ ok: true, value: { sha256: big.sha256 } });
    await applied();
    expect(device.store.operations.history(1)[0]).toMatchObject({ outcome: 'applied' });
    expect(atServer(big.sha256)).toBe(5 * MIB);
    expect(sentTwice(line.patches, big.bytes.length)).toBe(0);
  });

  it('goes on at the byte when the line was cut in the middle of a piece', async () => {
    line.cutAfter(300_001);
    await device.files.start();
    await device.attach(big);
    await sent();
    expect(line.patches[0]).toEqual({ offset: 0, bytes: 300_001, status: 'cut' });
    expect(line.patches[1]?.offset).toBe(300_001);
    expect(sentTwice(line.patches, big.bytes.length)).toBe(0);
  });

  it('goes on at the byte after many cuts, each somewhere else', async () => {
    await device.files.start();
    for (const after of [1, 65_537, 400_000]) {
      const before = line.cuts();
      line.cutAfter(after);
      if (after === 1) await device.attach(big);
      await device.until(() => line.cuts() > before);
    }
    await sent();
    expect(line.cuts()).toBe(3);
    expect(sentTwice(line.patches, big.bytes.length)).toBe(0);
  });

  it('sends nothing again when only the last answer was lost', async () => {
    const small = pdf(200_000);
    line.loseAnswer();
    await device.files.start();
    await device.attach(small);
    await sent(small);
    expect(line.patches).toEqual([{ offset: 0, bytes: 200_000, status: 'cut' }]);
    expect(line.calls.filter((c) => c === 'POST /v1/files')).toHaveLength(1);
  });

  it('goes on at the byte after the program was ended and started again', async () => {
    line.throttle(2 * MIB);
    await device.files.start();
    await device.attach(big);
    await device.until(() => (device.upload(big)?.sent ?? 0) > 600_000);
    await device.close();
    line.throttle(0);
    device = await open();
    await device.files.start();
    await sent();
    expect(line.calls.filter((c) => c === 'POST /v1/files')).toHaveLength(1);
    // What had left this machine and was in nobody's hands at that moment; bounded by the buffers on the way.
    expect(sentTwice(line.patches, big.bytes.length)).toBeLessThanOrEqual(128 * 1024);
  });

  it('waits for the line, tries again by itself, and says when', async () => {
    line.down(true);
    await device.files.start();
    await device.attach(big);
    await device.until(() => device.upload(big)?.problem?.code === 'sync.unreachable');
    expect(device.upload(big)).toMatchObject({ state: 'waiting', sent: 0, nextTryAt: expect.any(String) });
    line.down(false);
    await sent();
  });

  it('stands still when told to, also after a new start, and goes on at the byte', async () => {
    line.throttle(2 * MIB);
    await device.files.start();
    await device.attach(big);
    await device.until(() => (device.upload(big)?.sent ?? 0) > 600_000);
    device.files.pause(big.sha256, true);
    await device.files.settled();
    expect(device.upload(big)).toMatchObject({ state: 'paused' });
    const other = pdf(70_000, 5);
    await device.attach(other, 't-115', 'quote');
    await device.close();
    line.throttle(0);
    device = await open();
    await device.files.start();
    await device.files.settled();
    expect(device.upload(big)).toMatchObject({ state: 'paused' });
    expect(atServer(big.sha256)).toBeUndefined();
    device.files.pause(big.sha256, false);
    await sent();
    expect(line.calls.filter((c) => c === 'POST /v1/files').length).toBeLessThanOrEqual(2);
  });

  it.each(['PATCH', 'HEAD'])(
    'renews the login when a %s is refused for it in the middle of a file, and goes on',
    async (method) => {
      // Its own clock says that the login still holds.
      const { now } = server.clock;
      const frozen = now();
      await device.close();
      device = await openDevice({ folder, address: line.address, clock: { now: () => frozen } });
      line.cutAfter(300_000);
      let tries = 0;
      line.onCall = (call) => {
        if (call.startsWith(method) && call.endsWith('/ID')) tries += 1;
        if (tries === 1) server.clock.advance(3_600_000);
        if (tries === 1) tries += 1;
      };
      await device.files.start();
      await device.attach(big);
      await sent();
      expect(line.calls.filter((c) => c === 'POST /v1/tokens')).toHaveLength(1);
      expect(line.calls.filter((c) => c === 'POST /v1/files')).toHaveLength(1);
      expect(atServer(big.sha256)).toBe(5 * MIB);
    },
  );

  it('begins anew when M/platform has forgotten the upload', async () => {
    line.cutAfter(400_000);
    line.throttle(8 * MIB);
    await device.files.start();
    await device.attach(big);
    await device.until(() => line.patches.some(({ status }) => status === 'cut'));
    line.down(true);
    rmSync(join(server.folder, 'files', 'unfinished'), { recursive: true, force: true });
    line.down(false);
    await sent();
    expect(atServer(big.sha256)).toBe(5 * MIB);
  });

  it('asks again where M/platform has moved to another address, and sends nothing twice', async () => {
    await device.files.start();
    await device.attach(big);
    await sent();
    await device.close();
    const moved = await openLine(() => server.address);
    onTestFinished(() => moved.close());
    device = await openDevice({ folder, address: moved.address, clock: server.clock });
    expect(await device.enrol()).toEqual({ ok: true, value: null });
    await device.files.start();
    device.sync.start();
    await applied();
    expect(moved.patches).toEqual([]);
    expect(device.store.operations.history(1)[0]).toMatchObject({ outcome: 'applied' });
  });

  it('does not take a portal’s page for M/platform, nor its 404 for a lost upload', async () => {
    line.cutAfter(400_000);
    await device.files.start();
    await device.attach(big);
    await device.until(() => device.upload(big)?.problem !== null);
    for (const status of [404, 200, 403]) {
      line.portal(status);
      await device.until(() => device.upload(big)?.state === 'uploading');
      await device.until(() => device.upload(big)?.state === 'waiting');
      expect(['sync.not-mplatform', 'sync.nonsense']).toContain(device.upload(big)?.problem?.code);
    }
    line.portal(undefined);
    await sent();
    expect(line.calls.filter((c) => c === 'POST /v1/files')).toHaveLength(1);
    expect(sentTwice(line.patches, big.bytes.length)).toBe(0);
  });
});

describe('the same content', () => {
  it('is sent once for two tickets and from two devices', async () => {
    await device.files.start();
    device.sync.start();
    await device.attach(big);
    await device.attach(big, 't-80', 'agreement');
    await applied();
    const second = await open(tempFolder('files'), 'machine-0002');
    await second.files.start();
    second.sync.start();
    const before = line.patches.length;
    expect(await second.attach(big, 't-80', 'other')).toMatchObject({ ok: true });
    await applied(second);
    expect(line.patches.length).toBe(before);
    expect(sentTwice(line.patches, big.bytes.length)).toBe(0);
    await second.close();
  });

  it('may go up from two devices at once', async () => {
    const second = await open(tempFolder('files'), 'machine-0002');
    await Promise.all([device.files.start(), second.files.start()]);
    line.throttle(8 * MIB);
    await Promise.all([device.attach(big), second.attach(big)]);
    await Promise.all([sent(), sent(big, second)]);
    expect(atServer(big.sha256)).toBe(5 * MIB);
    await second.close();
  });
});

describe('a file on this computer', () => {
  const attach = (bytes: Buffer, name = 'plik') =>
    device.files.attach({ ticketId: 't-80', kind: 'quote', name, size: bytes.length }, [bytes]);

  it('is judged while the technician is still in the shop', async () => {
    expect(codeOf(await attach(Buffer.alloc(0)))).toBe('files.empty');
    expect(codeOf(await attach(Buffer.from('<html>%PDF-1.7'), 'wycena.pdf'))).toBe('files.type-not-allowed');
    expect(codeOf(await attach(pdf(90_000).bytes.subarray(0, 80_000)))).toBe('files.cut-short');
    const sample = (name: string) => readFileSync(join(import.meta.dirname, '..', 'fixtures', 'documents', name));
    expect(codeOf(await attach(sample('password.pdf')))).toBe('files.encrypted');
    expect(codeOf(await attach(sample('photo.jpg').subarray(0, 5000)))).toBe('files.cut-short');
    expect(codeOf(await attach(Buffer.from('%PDF-1.7\nHello\n%%EOF\n')))).toBe('files.broken');
    expect(codeOf(await device.files.begin({ ticketId: 't-80', kind: 'quote', name: 'x', size: 25 * MIB + 1 }))).toBe(
      'files.too-large',
    );
    expect(codeOf(await device.attach(pdf(500), 't-115'))).toBe('ticket.not-taken');
    expect(device.store.operations.waiting()).toBe(0);
    expect(device.files.list()).toEqual([]);
  });

  it('that is gone or was changed is said at the start, before there is a line, and attaching it again mends it', async () => {
    const [gone, changed] = [pdf(40_000, 1), pdf(40_000, 2)];
    await device.attach(gone);
    await device.attach(changed, 't-80', 'agreement');
    await device.close();
    rmSync(join(folder, 'files', gone.sha256));
    writeFileSync(join(folder, 'files', changed.sha256), 'other');
    device = await open();
    line.down(true);
    await device.files.start();
    expect(device.upload(gone)).toMatchObject({ state: 'stuck', problem: { code: 'files.lost' } });
    expect(device.upload(changed)).toMatchObject({ state: 'stuck', problem: { code: 'files.damaged' } });
    expect(device.store.operations.pending().map(({ reason }) => reason?.code)).toEqual(['files.lost', 'files.damaged']);
    line.down(false);
    device.sync.start();
    await device.attach(gone);
    await device.attach(changed, 't-80', 'agreement');
    await applied();
    expect([atServer(gone.sha256), atServer(changed.sha256)]).toEqual([40_000, 40_000]);
  });

  it('that was changed to the same length is found before it goes up', async () => {
    const scan = pdf(40_000);
    await device.attach(scan);
    writeFileSync(join(folder, 'files', scan.sha256), pdf(40_000, 7).bytes);
    await device.files.start();
    await device.until(() => device.upload(scan)?.state === 'stuck');
    expect(device.upload(scan)?.problem?.code).toBe('files.damaged');
    expect(line.patches).toEqual([]);
  });

  it('that waits holds up its own ticket and no other, and can be taken back', async () => {
    await device.files.start();
    device.files.pause(big.sha256, true);
    await device.attach(big);
    device.files.pause(big.sha256, true);
    const note = (target: string) => device.store.submit({ kind: 'ticket.addNote', target, args: { text: 'Uwaga' } });
    note('t-115');
    const suspended = device.store.submit({ kind: 'ticket.suspend', target: 't-80', args: { note: 'Czeka' } });
    await device.sync.now();
    const waiting = device.store.operations.pending().filter(({ applied: done }) => !done);
    expect(waiting.map(({ operation }) => operation.kind)).toEqual(
      suspended.ok ? ['ticket.attachFile', 'ticket.suspend'] : ['ticket.attachFile'],
    );
    const attached = waiting[0]?.operation.id ?? '';
    expect(device.store.withdraw(attached)).toEqual({ ok: true, value: null });
    await device.sync.now();
    expect(device.store.operations.waiting()).toBe(0);
    // Nothing asks for it any more, so it does not stand in the list for ever.
    expect(device.files.list()).toEqual([]);
  });
});

describe('what M/platform refuses', () => {
  it('is sent again where it came changed, and the file stays', async () => {
    const scan = pdf(60_000);
    await device.attach(scan);
    await device.files.start();
    await sent(scan);
    truncateSync(join(server.folder, 'files', scan.sha256), 10);
    device.sync.start();
    // Its shelf lost the file; the device is asked for it once more, and sends it.
    await applied();
    expect(atServer(scan.sha256)).toBe(60_000);
  });
});

describe('reading back', () => {
  it('gives what is here from here, and fetches the rest once, going on where the line broke', async () => {
    await device.files.start();
    device.sync.start();
    await device.attach(big);
    await applied();
    await device.sync.now();
    const second = await open(tempFolder('files'), 'machine-0002');
    const whole = async (of: TestDevice): Promise<Buffer> => {
      const parts: Buffer[] = [];
      for (let at = 0; at < big.bytes.length; ) {
        const piece = await of.files.read('t-80', big.sha256, at);
        if (!piece.ok) throw new Error(piece.error.code);
        const bytes = Buffer.from(piece.value.base64, 'base64');
        parts.push(bytes);
        at += bytes.length;
      }
      return Buffer.concat(parts);
    };
    expect(digestOf(await whole(device))).toBe(big.sha256);
    expect(line.calls.filter((c) => c === 'GET /v1/files/SHA256')).toHaveLength(0);
    expect(digestOf(await whole(second))).toBe(big.sha256);
    expect(digestOf(await whole(second))).toBe(big.sha256);
    expect(line.calls.filter((c) => c === 'GET /v1/files/SHA256')).toHaveLength(1);
    await second.close();
  });

  /** A second device of the dealer that knows of the file and does not have it. */
  async function another(): Promise<TestDevice> {
    await device.files.start();
    device.sync.start();
    await device.attach(big);
    await applied();
    const second = await open(tempFolder('files'), 'machine-0002');
    onTestFinished(() => second.close());
    return second;
  }

  it('goes on at the byte where the line broke', async () => {
    const second = await another();
    line.cutAnswerAfter(2 * MIB);
    const ranges: (string | undefined)[] = [];
    line.onCall = (call, headers) => {
      if (call.startsWith('GET /v1/files')) ranges.push(headers.range);
    };
    expect(await second.files.read('t-80', big.sha256, 0)).toMatchObject({ ok: true });
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d+-$/)]);
    expect(Number(/\d+/.exec(ranges[1] ?? '')?.[0])).toBeGreaterThan(MIB);
  });

  it('believes nothing that is not under its digest', async () => {
    const second = await another();
    writeFileSync(join(server.folder, 'files', big.sha256), pdf(5 * MIB, 3).bytes);
    expect(codeOf(await second.files.read('t-80', big.sha256, 0))).toBe('files.came-damaged');
    writeFileSync(join(server.folder, 'files', big.sha256), big.bytes);
    expect(codeOf(await second.files.read('t-80', big.sha256, 0))).toBe('ok');
  });

  it('says what cannot be read: a file of no ticket, and one that needs the line', async () => {
    const second = await another();
    expect(codeOf(await second.files.read('t-80', 'a'.repeat(64), 0))).toBe('files.unknown');
    line.down(true);
    expect(codeOf(await second.files.read('t-80', big.sha256, 0))).toBe('sync.unreachable');
  });
});
