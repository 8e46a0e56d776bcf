import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startStorage, type TestStorage } from '../../tests/support/s3.ts';
import { digestOf, pdf } from '../../tests/support/scans.ts';
import { MAX_OPEN_UPLOADS, UPLOAD_LIFETIME_MS } from './files.ts';
import { s3Place } from './files-place.ts';
import { openMplatform } from './main.ts';
import { type Device, enrolDevice, startServer, type TestServer } from './testing.ts';
import { ask, tusOf } from './testing-files.ts';

const MIB = 1024 * 1024;
const PREFIX = 'technik/pliki';
let storage: TestStorage;
let server: TestServer;
let device: Device;
beforeEach(async () => {
  storage = await startStorage();
  for (const [name, value] of Object.entries(storage.env)) vi.stubEnv(name, value);
  server = await startServer({ files: { ...place(), prefix: `${PREFIX}/` } });
  device = await enrolDevice(server);
});
afterEach(async () => {
  await server.close();
  await storage.close();
  vi.unstubAllEnvs();
});

function place() {
  const found = s3Place(`s3://${storage.bucket}/${PREFIX}`, { endpoint: storage.endpoint });
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}
const scan = pdf(300_000);
const placeOf = (answer: { headers: Record<string, unknown> }): string => String(answer.headers.location);
const attach = (of: Device, target: string, file = scan) =>
  of.act({
    kind: 'ticket.attachFile',
    target,
    args: { kind: 'quote', sha256: file.sha256, name: 'wycena.pdf', size: file.bytes.length },
  });
const keys = (below: string) => [...storage.objects.keys()].filter((key) => key.startsWith(`${PREFIX}/${below}`));
const get = (of: Device, sha256: string, headers: Record<string, string> = {}) =>
  ask(server.address, 'GET', `/v1/files/${sha256}`, { token: of.token, headers });

describe('files in a storage that speaks S3', () => {
  it('come in pieces, count once their digest was checked, and are read back whole and by range', async () => {
    const { create, append, offset } = tusOf(server, device);
    const url = placeOf(await create(scan));
    expect((await append(url, 0, scan.bytes.subarray(0, 100_000))).headers['upload-offset']).toBe('100000');
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'retryLater', code: 'files.missing' }]);
    device.seq -= 1;
    await append(url, 100_000, scan.bytes.subarray(100_000));
    expect((await offset(url)).headers['upload-offset']).toBe('300000');
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
    const whole = await get(device, scan.sha256);
    expect([whole.status, whole.headers['content-type'], digestOf(whole.body)]).toEqual([200, 'application/pdf', scan.sha256]);
    const part = await get(device, scan.sha256, { range: 'bytes=299990-' });
    expect([part.status, part.body]).toEqual([206, scan.bytes.subarray(299_990)]);
    expect([keys('unfinished'), keys('open'), storage.uploads.size]).toEqual([[], [], 0]);
  });

  it('go on at the byte over the bounds of parts, also when a line breaks in the middle of a piece', async () => {
    const large = pdf(8 * MIB, 3);
    const url = placeOf(await tusOf(server, device).create(large));
    for (let at = 0; at < large.bytes.length; at += 3 * MIB) {
      await server.restart();
      const { append, offset } = tusOf(server, device);
      expect((await offset(url)).headers['upload-offset']).toBe(String(at));
      await append(url, at, large.bytes.subarray(at, at + 3 * MIB));
    }
    expect(await attach(device, 't-80', large)).toMatchObject([{ outcome: 'applied' }]);
    expect(digestOf((await get(device, large.sha256)).body)).toBe(large.sha256);
  }, 120_000);

  it('are the dealer’s also where they were copied here from a folder, by a program that knows nothing of their types', async () => {
    const before = await startServer();
    const there = await enrolDevice(before);
    const { create, append } = tusOf(before, there);
    await append(placeOf(await create(scan)), 0, scan.bytes);
    const files = join(before.folder, 'files');
    for (const path of await readdir(files, { recursive: true })) {
      if (!(await stat(join(files, path))).isFile()) continue;
      storage.place(`${PREFIX}/${path}`, await readFile(join(files, path)), 'binary/octet-stream');
    }
    await before.close();
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
    const whole = await get(device, scan.sha256);
    expect([whole.status, whole.headers['content-type'], digestOf(whole.body)]).toEqual([200, 'application/pdf', scan.sha256]);
  });

  it('are refused and removed when they differ from their digest or their type', async () => {
    const { create, append, offset } = tusOf(server, device);
    const url = placeOf(await create(scan));
    expect((await append(url, 0, pdf(300_000, 2).bytes)).code).toBe('files.digest-differs');
    expect((await offset(url)).status).toBe(404);
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const said = { bytes: page, sha256: digestOf(page), type: 'application/pdf' } as const;
    expect((await append(placeOf(await create(said)), 0, page)).code).toBe('files.type-differs');
    expect((await create(scan, { size: 25 * MIB + 1 })).code).toBe('files.too-large');
    const material = [...storage.objects.keys()].filter((key) => /\/[0-9a-f]{64}$/.test(key) && !key.includes('held/'));
    expect([keys('unfinished'), keys('open'), material.length, storage.uploads.size]).toEqual([[], [], 1, 0]);
  });

  it('end after a week when nobody finished them, and are no more than so many of one device', async () => {
    const { create, append, offset } = tusOf(server, device);
    const begun: string[] = [];
    const all = Array.from({ length: MAX_OPEN_UPLOADS }, (_, i) => create(pdf(5000, i + 1)));
    for (const created of await Promise.all(all)) begun.push(placeOf(created));
    await append(begun[0] ?? '', 0, pdf(5000).bytes.subarray(0, 1000));
    expect((await create(scan)).code).toBe('files.too-many');
    server.clock.advance(UPLOAD_LIFETIME_MS + 1);
    device = await enrolDevice(server);
    const again = tusOf(server, device);
    expect((await again.create(scan)).status).toBe(201);
    expect([storage.uploads.size, keys('unfinished').length, keys('open').length]).toEqual([1, 1, 1]);
    expect((await offset(begun[0] ?? '')).status).toBe(401);
    expect((await again.offset(begun[0] ?? '')).status).toBe(404);
  }, 120_000);

  it('are another dealer’s only by its own bytes', async () => {
    const url = placeOf(await tusOf(server, device).create(scan));
    const code = await server.mplatform.operator.issueEnrolmentCode('technik-beta');
    if (!code.ok) throw new Error(code.error.code);
    const beta = await enrolDevice(server, 'machine-beta', code.value);
    const theirs = tusOf(server, beta);
    expect((await theirs.offset(url)).status).toBe(404);
    expect((await theirs.append(url, 0, scan.bytes)).code).toBe('files.upload-unknown');
    expect((await theirs.tus('DELETE', url)).status).toBe(404);
    await tusOf(server, device).append(url, 0, scan.bytes);
    await attach(device, 't-80');
    expect((await get(beta, scan.sha256)).code).toBe('files.unknown');
    expect((await theirs.tus('HEAD', `/v1/files/${scan.sha256}`)).status).toBe(404);
  });

  it('can be sent again when the storage could not be reached, which nobody takes for a refusal', async () => {
    const { create, append, offset } = tusOf(server, device);
    const url = placeOf(await create(scan));
    await append(url, 0, scan.bytes.subarray(0, 100_000));
    storage.fail('unavailable');
    const refused = await append(url, 100_000, scan.bytes.subarray(100_000));
    expect([refused.status, refused.code]).toEqual([503, 'server.unavailable']);
    expect((await offset(url)).status).toBe(503);
    storage.fail(undefined);
    const reached = Number((await offset(url)).headers['upload-offset']);
    await append(url, reached, scan.bytes.subarray(reached));
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
  }, 30_000);

  it('are finished by whoever looks when a node died after the last byte', async () => {
    const { create, append, offset } = tusOf(server, device);
    const url = placeOf(await create(scan));
    const id = url.split('/').at(-1) ?? '';
    const before = new Map(storage.objects);
    await append(url, 0, scan.bytes);
    // As it is left behind when the node ends between the storage's last word and its own.
    const objects = storage.objects as Map<string, unknown>;
    objects.set(`${PREFIX}/unfinished/${id}`, objects.get(`${PREFIX}/${scan.sha256}`));
    for (const key of [`unfinished/${id}.info`, `uploads/${id}.json`])
      objects.set(`${PREFIX}/${key}`, before.get(`${PREFIX}/${key}`));
    objects.delete(`${PREFIX}/${scan.sha256}`);
    expect((await offset(url)).headers['upload-offset']).toBe('300000');
    expect(await attach(device, 't-80')).toMatchObject([{ outcome: 'applied' }]);
    expect(keys('unfinished')).toEqual([]);
  });
});

describe('a server whose storage does not work does not start, and says why without a word of its keys', () => {
  const started = async (files: ReturnType<typeof place>) => {
    const opened = await openMplatform({ dataFolder: server.folder, port: 0, clock: server.clock, files });
    if (opened.ok) await opened.value.close();
    return JSON.stringify(opened.ok ? 'started' : opened.error);
  };

  it('for a bucket that is not there, rights that are missing, and an address where nobody is', async () => {
    await server.restart();
    expect(await started({ ...place(), bucket: 'inny-koszyk' })).toContain('mplatform.files-unreachable');
    storage.fail('forbidden');
    const refused = await started(place());
    expect(refused).toContain('mplatform.files-unreachable');
    for (const secret of Object.values(storage.env)) expect(refused).not.toContain(secret);
    storage.fail(undefined);
    expect(await started({ ...place(), endpoint: 'http://127.0.0.1:1' })).toContain('ECONNREFUSED');
  }, 30_000);

  it('for a place that is none', () => {
    for (const text of ['s3://', 's3://A', 's3://ab/../c', 'https://bucket', 's3://key:secret@bucket', 's3://bucket/a b'])
      expect([text, s3Place(text).ok]).toEqual([text, false]);
    expect(s3Place('s3://bucket', { endpoint: 'https://key:secret@storage' }).ok).toBe(false);
    expect(s3Place('s3://bucket/a/b/', {}, { AWS_REGION: 'eu-central-1' })).toEqual({
      ok: true,
      value: { bucket: 'bucket', prefix: 'a/b/', region: 'eu-central-1' },
    });
  });
});
