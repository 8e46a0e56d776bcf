import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { archive } from '../../electron/core/diagnostics/archive.ts';
import { gather } from '../../electron/core/diagnostics/gather.ts';
import { createLog } from '../../electron/core/diagnostics/log.ts';
import { startCore } from '../../electron/core/index.ts';
import { runDemo } from '../../electron/core/training/demo.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { tempFolder } from '../support/temp.ts';

/** The files of an archive, by the list at its end. */
function unzip(zip: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, name, extra, comment] = [10, 20, 28, 30, 32].map((offset, i) =>
      i === 1 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + size);
    files.set(zip.toString('utf8', at + 46, at + 46 + name), (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return files;
}

it('after a whole job the file holds what support needs, and none of the people', async () => {
  const dataFolder = tempFolder('diagnostics');
  const core = await startCore({
    dataFolder,
    host: createNodeHost(dataFolder),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  try {
    expect((await runDemo(core, {})).ok).toBe(true);
    createLog(dataFolder, systemClock).bug(
      'tickets.get',
      new Error('PPHU SAM, NIP 7974569439, tel. 601 234 567, token=abc123def'),
    );
    const { db } = core.workplace();
    const parts = gather({
      dataFolder,
      mode: 'training',
      shell: 'cli',
      clock: systemClock,
      openDatabase: () => ({ db, close: () => {} }),
    });
    const files = unzip(await archive(parts, new Date()));
    expect([...files.keys()]).toEqual([
      'about.json',
      'files.json',
      'sync.json',
      'probes.json',
      'configuration-changes.json',
      'database.json',
      'logs/technik.log',
    ]);
    const all = [...files.values()].join('\n');
    expect(all).not.toMatch(/Jan Sam|PPHU|Sieciech|7974569439|797-456|601 234 567|abc123def|unreadable/i);
    const [sync, probes, changes, database] = ['sync.json', 'probes.json', 'configuration-changes.json', 'database.json'].map(
      (name) => JSON.parse(files.get(name) ?? ''),
    );
    expect(sync.counted).toContainEqual({ kind: 'subTicket.close', outcome: 'applied', code: null, count: 1 });
    expect(probes.runs[0].data.verdict).toBe('passed');
    expect(changes.changes[0].changes.map(({ key }: { key: string }) => key)).toContain('ServerAddress');
    expect(all).toContain('735');
    expect(database.check).toEqual([{ quick_check: 'ok' }]);
    expect(files.get('logs/technik.log')).toContain('"what":"started"');
  } finally {
    await core.close();
  }
});
