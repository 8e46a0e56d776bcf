import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Material } from '../../domain/model/index.ts';
import { createMaterials } from '../../electron/core/materials/materials.ts';
import { folderShelf } from '../../mplatform/server/files-folder.ts';
import { startServer } from '../../mplatform/server/testing.ts';
import { openDevice, quick } from '../files/device.ts';
import { openLine } from '../files/line.ts';
import { digestOf, pdf, type Scan } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';

const PRACTICE = 'pierwsze-kroki';

/** An M/platform with a line to it, and one device that keeps its materials. */
async function aWorld(options: { readonly limit?: number; readonly folder?: string; readonly version?: string } = {}) {
  const server = await startServer();
  onTestFinished(() => server.close());
  const line = await openLine(() => server.address);
  onTestFinished(() => line.close());
  const folder = options.folder ?? tempFolder('materials');
  const device = await openDevice({ folder, address: line.address, clock: server.clock, timeoutMs: 2_000 });
  const at = join(folder, 'materials');
  const { db, store, tokens, client } = device;
  let busy = false;
  const open = () =>
    createMaterials({
      db,
      store,
      folder: at,
      clock: server.clock,
      timers: quick,
      random: () => 0,
      tokens,
      client: () => client,
      pcposVersion: () => options.version ?? null,
      busy: () => busy,
      changed: () => {},
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    });
  let materials = open();
  onTestFinished(async () => {
    await materials.stop();
    await device.close();
  });
  await materials.start();

  async function give(scan: Scan, change: Partial<Material> = {}): Promise<Material> {
    const shelf = folderShelf(join(server.folder, 'files'));
    const { sha256, type, bytes } = scan;
    const upload = { id: randomUUID(), sha256, size: bytes.length, type, dealerId: 'nobody', deviceId: 'test', createdAt: 0 };
    await shelf.create(upload, false);
    await shelf.append(upload.id, 0, Readable.from([bytes]));
    const id = change.id ?? 'm1';
    const data: Material = {
      id,
      title: `Materiał ${id}`,
      description: '',
      sha256,
      size: bytes.length,
      type,
      pcposVersions: [],
      updatedOn: '2026-11-20',
      ...change,
    };
    await server.mplatform.operator.saveShared('material', id, data);
    return data;
  }
  return {
    server,
    line,
    device,
    at,
    give,
    withdraw: (id: string) => server.mplatform.operator.withdrawShared('material', id),
    busy: (is: boolean) => {
      busy = is;
    },
    /** A round of the sync, and what follows from it. */
    async round(): Promise<void> {
      await device.sync.now();
      materials.wake();
      await materials.settled();
    },
    get materials() {
      return materials;
    },
    async restart(): Promise<void> {
      await materials.stop();
      materials = open();
      await materials.start();
    },
    async one(id = 'm1') {
      return (await materials.view()).materials.find((m) => m.id === id);
    },
    async bytesOf(id: string, sha256: string): Promise<Buffer> {
      const parts: Buffer[] = [];
      for (let at = 0, size = 1; at < size; ) {
        const piece = await materials.read({ id, sha256, offset: at });
        if (!piece.ok) throw new Error(piece.error.code);
        parts.push(Buffer.from(piece.value.base64, 'base64'));
        at += parts.at(-1)?.length ?? 0;
        size = piece.value.size;
      }
      return Buffer.concat(parts);
    },
    isHere: ({ sha256 }: { readonly sha256: string }) => existsSync(join(at, sha256)),
  };
}

const manual = pdf(300_000);
const newer = pdf(320_000, 2);

it('comes in the background and is read where there is no line, byte for byte', async () => {
  const world = await aWorld();
  const material = await world.give(manual);
  expect(await world.one()).toBeUndefined();
  await world.round();
  expect(await world.one()).toMatchObject({ state: 'here', fetched: 300_000 });
  world.line.down(true);
  await world.restart();
  expect(digestOf(await world.bytesOf('m1', material.sha256))).toBe(manual.sha256);
});

it('everyone who practises finds one', async () => {
  const world = await aWorld();
  await world.round();
  const material = await world.one(PRACTICE);
  expect(material).toMatchObject({ state: 'here', type: 'application/pdf' });
  expect((await world.bytesOf(PRACTICE, material?.sha256 ?? '')).subarray(0, 5).toString()).toBe('%PDF-');
});

it('goes on where a cut line left it, and says meanwhile what it waits for', async () => {
  const world = await aWorld();
  const large = pdf(3_000_000);
  await world.withdraw(PRACTICE);
  await world.give(large);
  await world.device.sync.now();
  world.line.onCall = (call) => {
    if (call === 'GET /v1/files/SHA256') world.line.onCall = () => world.line.down(true);
  };
  world.line.cutAnswerAfter(1_000_000);
  world.materials.wake();
  await world.materials.settled();
  const waiting = await world.one();
  expect(waiting?.state).toBe('waits');
  expect(waiting?.problem).not.toBeNull();
  world.line.onCall = () => {};
  world.line.down(false);
  const starts: string[] = [];
  world.line.onCall = (_, headers) => void starts.push(String(headers.range));
  await world.round();
  expect(await world.one()).toMatchObject({ state: 'here', problem: null });
  expect(starts.some((range) => /^bytes=\d{6,}-$/.test(range))).toBe(true);
});

it('that changes at M/platform is read in its earlier version until the new one is here; then only the new one is kept', async () => {
  const world = await aWorld();
  const first = await world.give(manual);
  await world.round();
  await world.give(newer, { updatedOn: '2026-11-23' });
  await world.device.sync.now();
  world.line.down(true);
  expect(await world.one()).toMatchObject({
    state: 'waits',
    updatedOn: '2026-11-23',
    older: { sha256: first.sha256, updatedOn: '2026-11-20' },
  });
  expect(digestOf(await world.bytesOf('m1', first.sha256))).toBe(manual.sha256);
  world.line.down(false);
  await world.round();
  expect(await world.one()).toMatchObject({ state: 'here', older: null });
  expect([world.isHere(manual), world.isHere(newer)]).toEqual([false, true]);
  expect(await world.materials.read({ id: 'm1', sha256: manual.sha256, offset: 0 })).toMatchObject({
    ok: false,
    error: { code: 'materials.unknown' },
  });
});

it('that is changed while it comes is not fetched to its end', async () => {
  const world = await aWorld();
  await world.withdraw(PRACTICE);
  const large = pdf(8_000_000);
  await world.give(large);
  await world.device.sync.now();
  world.line.throttleAnswers(400_000);
  world.materials.wake();
  await expect.poll(async () => (await world.one())?.fetched).toBeGreaterThan(0);
  await world.give(newer);
  world.line.throttleAnswers(0);
  await world.round();
  // What had come of it by then, and no more.
  expect(statSync(join(world.at, 'incoming', `${large.sha256}.part`)).size).toBeLessThan(8_000_000);
  expect(await world.one()).toMatchObject({ state: 'here', sha256: newer.sha256 });
  expect([world.isHere(large), world.isHere(newer)]).toEqual([false, true]);
});

it('goes from the computer when M/platform withdraws it, and not before', async () => {
  const world = await aWorld();
  await world.give(manual);
  await world.round();
  world.server.clock.advance(20 * 86_400_000);
  await world.restart();
  await world.round();
  expect(world.isHere(manual)).toBe(true);
  await world.withdraw('m1');
  await world.round();
  expect(await world.one()).toBeUndefined();
  expect(world.isHere(manual)).toBe(false);
});

it('that the disk has damaged is never shown: it comes anew, or is said to be missing', async () => {
  const world = await aWorld();
  const material = await world.give(manual);
  await world.round();
  const file = join(world.at, material.sha256);
  const bytes = readFileSync(file);
  bytes[200_000] = (bytes[200_000] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  world.line.down(true);
  expect(await world.materials.read({ id: 'm1', sha256: material.sha256, offset: 0 })).toMatchObject({ ok: false });
  expect((await world.one())?.state).not.toBe('here');
  world.line.down(false);
  expect(digestOf(await world.bytesOf('m1', material.sha256))).toBe(manual.sha256);
});

it('beyond the limit comes when it is opened, and stays', async () => {
  const world = await aWorld({ limit: 400_000 });
  await world.withdraw(PRACTICE);
  await world.give(manual, { updatedOn: '2026-11-22' });
  const second = await world.give(newer, { id: 'm2' });
  const small = await world.give(pdf(50_000, 3), { id: 'm3', updatedOn: '2026-11-01' });
  await world.round();
  expect([(await world.one())?.state, (await world.one('m2'))?.state, (await world.one('m3'))?.state]).toEqual([
    'here',
    'onDemand',
    'here',
  ]);
  expect(world.isHere(small)).toBe(true);
  await world.bytesOf('m2', second.sha256);
  await world.round();
  expect((await world.one('m2'))?.state).toBe('here');
});

it('stands behind a document that is on its way up', async () => {
  const world = await aWorld();
  await world.give(manual);
  world.busy(true);
  await world.round();
  expect((await world.one())?.state).toBe('waits');
  world.busy(false);
  await world.round();
  expect((await world.one())?.state).toBe('here');
});

it('for this PC-POS stands first, then the newest; one for another says so', async () => {
  const world = await aWorld({ version: '7.4.101' });
  await world.withdraw(PRACTICE);
  await world.give(pdf(1000, 1), { id: 'old', pcposVersions: ['7.4'], updatedOn: '2026-01-01' });
  await world.give(pdf(1000, 2), { id: 'other', pcposVersions: ['8'], updatedOn: '2026-11-22' });
  await world.give(pdf(1000, 3), { id: 'any', updatedOn: '2026-06-01' });
  await world.round();
  expect((await world.materials.view()).materials.map(({ id, fits }) => [id, fits])).toEqual([
    ['any', true],
    ['old', true],
    ['other', false],
  ]);
});

it('whose file M/platform has lost holds up no other, and is tried again when the person asks', async () => {
  const world = await aWorld();
  const lost = await world.give(manual, { updatedOn: '2026-11-23' });
  await world.give(newer, { id: 'm2' });
  rmSync(join(world.server.folder, 'files', lost.sha256));
  await world.round();
  expect(await world.one()).toMatchObject({ state: 'failed', problem: { code: 'materials.not-there' } });
  expect((await world.one('m2'))?.state).toBe('here');
  await world.give(manual, { updatedOn: '2026-11-23' });
  world.materials.again();
  await world.materials.settled();
  expect((await world.one())?.state).toBe('here');
});

const mayMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/tmp']).status === 0;

describe.runIf(mayMount)('a disk that is full', () => {
  // There would be room for the file itself, but then for little else.
  it('takes no material, says so, keeps the earlier version, and goes on once there is room', async () => {
    const disk = tempFolder('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const world = await aWorld({ folder: disk });
    const first = await world.give(manual);
    await world.round();
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 2_800_000));
    const large = pdf(2_000_000, 7);
    await world.give(large);
    await world.round();
    expect(await world.one()).toMatchObject({
      state: 'failed',
      problem: { code: 'files.no-room-to-open' },
      older: { sha256: first.sha256 },
    });
    expect(digestOf(await world.bytesOf('m1', first.sha256))).toBe(manual.sha256);
    rmSync(join(disk, 'ballast'));
    world.materials.again();
    await world.materials.settled();
    expect((await world.one())?.state).toBe('here');
    expect(world.isHere(first)).toBe(false);
  });
});
