import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderShelf } from '../../mplatform/server/files-folder.ts';
import { startServer } from '../../mplatform/server/testing.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openDevice } from './device.ts';

const MIB = 1024 * 1024;

/** A disk of its own for the running test, that small; undefined where this account may make none. */
function smallDisk(mib: number): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const at = tempFolder('disk');
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', at]).status !== 0) return undefined;
  onTestFinished(() => void execFileSync('umount', ['-l', at]));
  return at;
}

const possible = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const at = '/tmp';
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at]).status === 0;
})();

describe.runIf(possible)('a disk that is full', () => {
  it('on this computer is said while attaching, and leaves nothing behind', async () => {
    const disk = smallDisk(8);
    if (disk === undefined) throw new Error('No small disk');
    const server = await startServer();
    onTestFinished(() => server.close());
    const folder = tempFolder('device');
    mkdirSync(join(disk, 'files'));
    symlinkSync(join(disk, 'files'), join(folder, 'files'));
    const device = await openDevice({ folder, address: server.address, clock: server.clock });
    onTestFinished(() => device.close());
    const big = pdf(9 * MIB);
    expect(await device.attach(big)).toMatchObject({ ok: false, error: { code: 'files.disk-full' } });
    expect(device.store.operations.waiting()).toBe(0);
    expect(device.files.list()).toEqual([]);
    // What was half there is gone, so that a smaller one fits.
    expect(await device.attach(pdf(6 * MIB))).toMatchObject({ ok: true });
  });

  it('on this computer makes way for a new document, without a line, with what M/platform has and nothing else', async () => {
    const disk = smallDisk(22);
    if (disk === undefined) throw new Error('No small disk');
    const server = await startServer();
    onTestFinished(() => server.close());
    mkdirSync(join(disk, 'files'));
    const folder = tempFolder('device');
    symlinkSync(join(disk, 'files'), join(folder, 'files'));
    const device = await openDevice({ folder, address: server.address, clock: server.clock });
    onTestFinished(() => device.close());
    const at = (scan: { sha256: string }) => existsSync(join(disk, 'files', scan.sha256));
    await device.files.start();
    const old = pdf(8 * MIB, 1);
    await device.attach(old);
    await device.files.settled();
    await device.sync.now();
    await server.mplatform.close();
    const unsent = pdf(8 * MIB, 2);
    expect(await device.attach(unsent, 't-80', 'agreement')).toMatchObject({ ok: true });
    server.clock.advance(3_600_000);
    expect([at(old), at(unsent)]).toEqual([true, true]);
    const newest = pdf(8 * MIB, 3);
    expect(await device.attach(newest, 't-80', 'other')).toMatchObject({ ok: true });
    expect([at(old), at(unsent), at(newest)]).toEqual([false, true, true]);
    // Now there is nothing left that could go.
    expect(await device.attach(pdf(8 * MIB, 4), 't-80', 'other')).toMatchObject({
      ok: false,
      error: { code: 'files.disk-full' },
    });
    expect([at(unsent), at(newest)]).toEqual([true, true]);
    await server.restart();
  });

  it('while a file comes from M/platform is said, and what has come is gone on with when there is room', async () => {
    const disk = smallDisk(8);
    if (disk === undefined) throw new Error('No small disk');
    const server = await startServer();
    onTestFinished(() => server.close());
    const first = await openDevice({ folder: tempFolder('device'), address: server.address, clock: server.clock });
    const scan = pdf(5 * MIB);
    await first.files.start();
    await first.attach(scan);
    await first.files.settled();
    await first.sync.now();
    await first.close();
    mkdirSync(join(disk, 'files'));
    const folder = tempFolder('device');
    symlinkSync(join(disk, 'files'), join(folder, 'files'));
    const second = await openDevice({ folder, address: server.address, clock: server.clock, machineId: 'machine-0002' });
    onTestFinished(() => second.close());
    const filler = join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(5 * MIB));
    expect(await second.files.read('t-80', scan.sha256, 0)).toMatchObject({
      ok: false,
      error: { code: 'files.no-room-to-open' },
    });
    expect(statSync(join(disk, 'files', 'incoming', `${scan.sha256}.part`)).size).toBeGreaterThan(MIB);
    rmSync(filler);
    expect(await second.files.read('t-80', scan.sha256, 0)).toMatchObject({ ok: true });
    expect(statSync(join(disk, 'files', scan.sha256)).size).toBe(5 * MIB);
  });

  it('at M/platform keeps what fitted, says so, and takes the rest when there is room again', async () => {
    const disk = smallDisk(8);
    if (disk === undefined) throw new Error('No small disk');
    const server = await startServer();
    onTestFinished(() => server.close());
    await server.mplatform.close();
    rmSync(join(server.folder, 'files'), { recursive: true, force: true });
    symlinkSync(disk, join(server.folder, 'files'));
    await server.restart();
    const filler = join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(5 * MIB));
    const device = await openDevice({ folder: tempFolder('device'), address: server.address, clock: server.clock });
    onTestFinished(() => device.close());
    const scan = pdf(5 * MIB);
    await device.files.start();
    await device.attach(scan);
    await device.until(() => device.upload(scan)?.problem?.params.code === 'files.no-space');
    rmSync(filler);
    await device.until(() => device.upload(scan)?.state === 'sent');
    expect(await folderShelf(disk).has(scan.sha256, 5 * MIB, '101')).toBe(true);
    expect(statSync(join(disk, scan.sha256)).size).toBe(5 * MIB);
  });
});
