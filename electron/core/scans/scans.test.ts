import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aDossier, takenTicket } from '../../../tests/support/dossiers.ts';
import { digestOf, pdf } from '../../../tests/support/scans.ts';
import { aStore, changesOf, removal } from '../../../tests/support/store.ts';
import type { ScanArrangement } from '../api/scan-views.ts';
import { createScans, MOST_BYTES } from './scans.ts';

const TICKET = '1042';
const DAY = 86_400_000;

function aDevice() {
  const device = aStore();
  const { db, store, time } = device;
  store.applyChanges(changesOf(aDossier(takenTicket())), 'c1', true);
  const folder = join(device.folder, 'scans');
  /** As after a crash: a new core on what is on the disk. */
  const open = () => createScans({ db, store, folder, clock: { now: () => time.now } });
  const scans = open();
  const bytesOf = (page: number) => pdf(3000, page).bytes;
  const photograph = async (page: number, of = scans, id: string = randomUUID()): Promise<string> => {
    const bytes = bytesOf(page);
    expect(
      await of.begin({
        ticketId: TICKET,
        id,
        name: `Zdjęcie ${page}.jpg`,
        size: bytes.length,
        photographed: true,
        shrunk: false,
      }),
    ).toEqual({ ok: true, value: null });
    await of.append(id, 0, bytes.subarray(0, 1000));
    await of.append(id, 1000, bytes.subarray(1000));
    expect(await of.finish(id)).toEqual({ ok: true, value: null });
    return id;
  };
  const onDisk = () =>
    readdirSync(folder)
      .filter((name) => name !== 'incoming')
      .toSorted();
  return { ...device, folder, open, scans, photograph, bytesOf, onDisk };
}

const asOne = (...sources: readonly string[]): ScanArrangement => [
  { id: 'd-1', kind: 'quote', sheets: sources.map((source) => ({ source, page: 0, turn: 90 as const })) },
];

it('keeps what was photographed and how it was put together, and after a crash it is all there, byte for byte', async () => {
  const { scans, open, photograph, bytesOf } = aDevice();
  const [first, second] = [await photograph(1), await photograph(2)];
  await scans.arrange(TICKET, asOne(second, first));
  const again = open();
  await again.clear();
  expect(again.get(TICKET)).toMatchObject({
    documents: asOne(second, first),
    sources: [{ photographed: true, shrunk: false }, { photographed: true }],
  });
  const piece = await again.read(TICKET, second, 0);
  expect(piece.ok && Buffer.from(piece.value.base64, 'base64').equals(bytesOf(2))).toBe(true);
  expect(await again.read('another', second, 0)).toMatchObject({ error: { code: 'files.draft-unknown' } });
});

it('lets go of what was attached or discarded, on the disk too, and of nothing that is used elsewhere', async () => {
  const { scans, photograph, onDisk, bytesOf } = aDevice();
  const [first, twin, other] = [await photograph(1), await photograph(1), await photograph(2)];
  await scans.arrange(TICKET, asOne(first, twin, other));
  await scans.drop(TICKET, [first]);
  expect(scans.get(TICKET).documents).toEqual(asOne(twin, other));
  expect(onDisk()).toEqual([digestOf(bytesOf(1)), digestOf(bytesOf(2))].toSorted());
  await scans.drop(TICKET, [twin, other]);
  expect([scans.get(TICKET), onDisk()]).toEqual([{ documents: [], sources: [] }, []]);
});

it('counts nothing that did not come whole, and clears it away at the next start, with files that nobody knows', async () => {
  const { scans, open, photograph, folder, onDisk } = aDevice();
  const kept = await photograph(1);
  const id = randomUUID();
  await scans.begin({ ticketId: TICKET, id, name: 'a.jpg', size: 3000, photographed: true, shrunk: false });
  await scans.append(id, 0, Buffer.alloc(1000));
  expect(await scans.append(id, 500, Buffer.alloc(10))).toMatchObject({ error: { code: 'files.changed-while-read' } });
  expect(await scans.finish(id)).toMatchObject({ error: { code: 'files.changed-while-read' } });
  await scans.begin({ ticketId: TICKET, id, name: 'a.jpg', size: 3000, photographed: true, shrunk: false });
  writeFileSync(join(folder, 'f'.repeat(64)), 'left by a crash before its row');
  const again = open();
  await again.clear();
  expect(again.get(TICKET).sources.map((source) => source.id)).toEqual([kept]);
  expect([onDisk().length, readdirSync(join(folder, 'incoming'))]).toEqual([1, []]);
});

it.each(['a month later', 'once the ticket was taken away'])('is let go of %s', async (when) => {
  const { scans, store, time, photograph, onDisk } = aDevice();
  await photograph(1);
  time.now += 29 * DAY;
  await scans.clear();
  expect(onDisk()).toHaveLength(1);
  if (when === 'a month later') time.now += 2 * DAY;
  else store.applyChanges([removal('ticket', TICKET)], 'c2', true);
  await scans.clear();
  expect([scans.get(TICKET).sources, onDisk()]).toEqual([[], []]);
});

it('counts what is on its way, too, and takes no more than its bound', async () => {
  const { scans } = aDevice();
  const begin = (size: number) =>
    scans.begin({ ticketId: TICKET, id: randomUUID(), name: 'a.jpg', size, photographed: true, shrunk: false });
  expect(await begin(MOST_BYTES)).toMatchObject({ error: { code: 'files.too-large' } });
  for (let taken = 0; taken < MOST_BYTES; taken += MOST_BYTES / 5)
    expect(await begin(MOST_BYTES / 5)).toMatchObject({ ok: true });
  expect(await begin(1)).toMatchObject({ error: { code: 'scans.full' } });
});

it('counts what lies here', async () => {
  const { scans, db, photograph } = aDevice();
  await photograph(1);
  db.prepare('UPDATE scan_source SET size = ?').run(MOST_BYTES - 100);
  const more = { ticketId: TICKET, id: randomUUID(), name: 'a.jpg', size: 101, photographed: true, shrunk: false };
  expect(await scans.begin(more)).toMatchObject({ error: { code: 'scans.full' } });
  expect(await scans.begin({ ...more, size: 100 })).toMatchObject({ ok: true });
});
