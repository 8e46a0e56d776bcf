import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import type { PcPosProfile } from '../../domain/model/index.ts';
import { isValidNip } from '../../domain/nip.ts';
import builtIn from '../../resources/pcpos-profiles/default.json' with { type: 'json' };
import type { Change } from '../contract/schemas.ts';
import { openMplatform } from './main.ts';
import { enrolDevice, startServer, type TestServer } from './testing.ts';

describe('a server that runs', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.close());

  it('keeps its keys in files for the owner alone, and the same ones over a restart', async () => {
    const before = server.mplatform.receiptPublicKey;
    for (const file of ['server.secret', 'receipts.pem']) {
      expect((await stat(join(server.folder, 'keys', file))).mode & 0o777).toBe(0o600);
    }
    await server.restart();
    expect(server.mplatform.receiptPublicKey).toBe(before);
  });

  it('says which port is in use', async () => {
    const other = await mkdtemp(join(tmpdir(), 'mplatform-'));
    const second = await openMplatform({ dataFolder: other, port: server.mplatform.port, clock: systemClock });
    expect(second).toEqual({ ok: false, error: { code: 'mplatform.port-in-use', params: { port: server.mplatform.port } } });
    await rm(other, { recursive: true });
  });

  it('seeds once: a restart changes nothing but the address that tills must call', async () => {
    const device = await enrolDevice(server);
    await device.act({ kind: 'ticket.take', target: 't-115', args: {} });
    const before = await device.changes();
    const setting = (changes: readonly Change[]) => changes.find((c) => c.kind === 'setting');
    expect(setting(before.changes)).toMatchObject({ data: { serverAddress: server.address, helpLine: '22 123 84 09' } });
    await server.restart();
    const after = await device.changes(before.end.cursor);
    expect(after.changes).toMatchObject([{ kind: 'setting', data: { serverAddress: server.address } }]);
  });

  it('tells every device where tills keep the settings, once for each change of it', async () => {
    const device = await enrolDevice(server);
    const { operator } = server.mplatform;
    const profile = { ...builtIn, name: 'Sprawdzony', verified: true } as PcPosProfile;
    const { end } = await device.changes();
    await operator.saveShared('pcposProfile', 'pcpos-7', profile);
    await operator.saveShared('pcposProfile', 'pcpos-7', { ...profile });
    const told = await device.changes(end.cursor);
    expect(told.changes).toMatchObject([{ kind: 'pcposProfile', id: 'pcpos-7', version: 1, data: profile }]);
    await operator.saveShared('pcposProfile', 'pcpos-7', { ...profile, version: 2 });
    const after = await device.changes(told.end.cursor);
    expect(after.changes).toMatchObject([{ kind: 'pcposProfile', id: 'pcpos-7', version: 2, data: { version: 2 } }]);
  });

  it('takes a profile back from every device, also from one that was never there, and can deliver it again', async () => {
    const device = await enrolDevice(server);
    const { operator } = server.mplatform;
    const profile = { ...builtIn, name: 'Wycofany' } as PcPosProfile;
    expect(await operator.withdrawShared('pcposProfile', 'pcpos-7')).toMatchObject({
      error: { code: 'operator.shared-unknown' },
    });
    await operator.saveShared('pcposProfile', 'pcpos-7', profile);
    const { end } = await device.changes();
    expect(await operator.withdrawShared('pcposProfile', 'pcpos-7')).toEqual({ ok: true, value: null });
    expect(await operator.withdrawShared('pcposProfile', 'pcpos-7')).toMatchObject({ ok: false });
    const told = await device.changes(end.cursor);
    expect(told.changes).toMatchObject([{ kind: 'pcposProfile', id: 'pcpos-7', removed: true, reason: 'deleted' }]);
    const profiles = (changes: readonly Change[]) => changes.filter((c) => c.kind === 'pcposProfile');
    expect(profiles((await device.changes()).changes)).toEqual([]);
    await operator.saveShared('pcposProfile', 'pcpos-7', profile);
    expect((await device.changes(told.end.cursor)).changes).toMatchObject([{ kind: 'pcposProfile', data: profile }]);
    expect(profiles((await device.changes()).changes)).toHaveLength(1);
  });

  it('has the manual’s own tickets to practise on, and companies with right NIPs', async () => {
    const device = await enrolDevice(server);
    const { changes } = await device.changes();
    const tickets = changes.flatMap((c) => (c.kind === 'ticket' && 'data' in c ? [c.data] : []));
    const sam = tickets.find((t) => t.company.crmId === '115');
    expect(sam).toMatchObject({
      status: 'new',
      openedOn: '2026-11-23',
      company: { nip: '7974569439', name: 'PPHU SAM', city: 'Sieciechów' },
    });
    expect(tickets.find((t) => t.company.crmId === '80')).toMatchObject({ status: 'agreement', openedOn: '2026-11-18' });
    expect(tickets.filter((t) => !isValidNip(t.company.nip))).toEqual([]);
    const results = await device.act(
      { kind: 'ticket.take', target: 't-115', args: {} },
      { kind: 'subTicket.take', target: 's-735', args: {} },
    );
    expect(results.map((r) => r.outcome)).toEqual(['applied', 'applied']);
  });
});

describe('a server that cannot start says why and touches nothing', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mplatform-'));
    const first = await openMplatform({ dataFolder: folder, port: 0, seed: 'training', clock: systemClock });
    if (!first.ok) throw new Error(first.error.code);
    await first.value.close();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = async (dataFolder = folder, port = 0, host = '127.0.0.1') => {
    const opened = await openMplatform({ dataFolder, port, host, clock: systemClock });
    if (opened.ok) await opened.value.close();
    return opened.ok ? undefined : opened.error.code;
  };

  it('with a damaged database', async () => {
    const file = join(folder, 'mplatform.db');
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(8192, 7), 0, 8192, 0);
    await handle.close();
    const before = await readFile(file);
    expect(await start()).toBe('database.damaged');
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('with a damaged key, rather than making a new one that locks every device out', async () => {
    const pem = join(folder, 'keys', 'receipts.pem');
    const good = await readFile(pem);
    await writeFile(pem, 'nonsense');
    expect(await start()).toBe('mplatform.keys-damaged');
    expect(await readFile(pem, 'utf8')).toBe('nonsense');
    await writeFile(pem, good);
    await writeFile(join(folder, 'keys', 'server.secret'), 'short');
    expect(await start()).toBe('mplatform.keys-damaged');
  });

  it('with a data folder that is a file, or an address that is not here', async () => {
    expect(await start(join(folder, 'mplatform.db'))).toBe('mplatform.folder-unusable');
    expect(await start(folder, 0, '192.0.2.1')).toBe('mplatform.cannot-listen');
  });
});

it('speaks TLS with the certificate it is given, and promises to go on doing so', async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const server = await startServer({ tls: { cert: made.cert, key: made.private } });
  expect(server.address).toMatch(/^https:/);
  const asked = request(`${server.address}/v1/health`, { ca: made.cert }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  expect([response.statusCode, response.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
  await server.close();
});
