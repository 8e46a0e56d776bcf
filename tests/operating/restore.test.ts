import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { readReceipt } from '../../mplatform/contract/receipt.ts';
import { enrolDevice, receiptFor } from '../../mplatform/server/testing.ts';
import { rowsOf } from '../../mplatform/server/visibility.ts';
import { openDevice, type TestDevice } from '../files/device.ts';
import { migrations } from '../postgres/cluster.ts';
import { opened } from '../postgres/stores.ts';
import { aConfiguration, aTicket, digest, takenSubTicket, takenTicket } from '../support/dossiers.ts';
import { pdf } from '../support/scans.ts';
import { startDebianPostgres } from './debian-postgres.ts';
import { commandsOf, inPlace, settingOf } from './document.ts';
import { user, whyNot } from './here.ts';
import { firstTime, openStand, type Stand } from './stand.ts';
import { openForBusiness } from './work.ts';

const why = whyNot();
/** How many tickets lie there besides; more to measure. */
const TICKETS = Number(process.env.RESTORE_TICKETS ?? 300);

describe.skipIf(why !== null)(`a server that was put back while devices worked${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let archive: string;
  let code: () => Promise<string>;
  const devices: TestDevice[] = [];
  /** What each device recorded, in its order. */
  const noted: string[] = [];
  beforeAll(async () => {
    archive = mkdtempSync(join(tmpdir(), 'mplatform-archive-'));
    mkdirSync(join(archive, 'wal'));
    for (const folder of [archive, join(archive, 'wal')]) chownSync(folder, user('postgres').uid, user('postgres').gid);
    stand = await openStand({ settings: settings(), places: { '/var/backups/postgresql': archive } });
    await firstTime(stand);
    ({ code } = await openForBusiness(stand));
    await fill(stand, TICKETS);
    for (let n = 0; n < 3; n += 1) devices.push(await newDevice(`machine-${n}`));
    expect(devices[0]?.store.submit({ kind: 'ticket.take', target: 't-300', args: {} })).toMatchObject({ ok: true });
    await Promise.all(devices.map((device) => device.files.start()));
    for (const device of devices) device.sync.start();
  }, 600_000);
  afterAll(async () => {
    await Promise.all(devices.map((device) => device.close()));
    await stand.close();
    rmSync(archive, { recursive: true, force: true });
  });
  const inArchive = (setting: string): string => inPlace(settingOf(setting), { '/var/backups/postgresql': archive });
  const settings = () => ({ fsync: 'off', archive_mode: 'on', archive_command: inArchive('archive_command') });
  const settled = () => Promise.all(devices.map((device) => device.until(() => device.store.operations.waiting() === 0)));
  async function newDevice(machineId: string): Promise<TestDevice> {
    const folder = join(stand.folder, machineId);
    mkdirSync(folder);
    return openDevice({ folder, address: stand.address, ca: stand.ca, clock: systemClock, machineId, code: await code() });
  }
  /** Until it has arrived, or one more try has shown that it cannot. */
  async function note(): Promise<void> {
    const text = `Notatka ${noted.length}`;
    const device = devices[noted.length % devices.length] as TestDevice;
    const { nextTryAt } = device.sync.status();
    expect(device.store.submit({ kind: 'ticket.addNote', target: 't-300', args: { text } })).toMatchObject({ ok: true });
    noted.push(text);
    device.sync.poke();
    await device.until(() => {
      const now = device.sync.status();
      return now.waiting === 0 || (now.state === 'offline' && now.nextTryAt !== nextTryAt);
    });
  }
  /** Notes by one device after the other while something else goes on. */
  async function working<T>(meanwhile: () => Promise<T>): Promise<T> {
    let going = true;
    const work = (async () => {
      while (going) await note();
    })();
    const done = await meanwhile().finally(() => {
      going = false;
    });
    await work;
    return done;
  }
  async function some(): Promise<void> {
    for (let n = 0; n < 9; n += 1) await note();
  }
  async function allThereOnce(): Promise<void> {
    await settled();
    const ticket = "SELECT data FROM shared_row WHERE kind = 'ticket' AND id = 't-300'";
    const [row] = (await stand.postgres.run(ticket, 'mplatform')) as readonly { data: string }[];
    const { notes } = JSON.parse(row?.data ?? '{}') as { notes: { text: string }[] };
    expect(notes.map(({ text }) => text).sort()).toEqual([...noted].sort());
    const twice = 'SELECT device_id, seq FROM outcome GROUP BY device_id, seq HAVING count(*) > 1';
    expect(await stand.postgres.run(twice, 'mplatform')).toEqual([]);
    for (const device of devices) {
      await device.sync.now();
      expect(device.store.viewRows.dossier('t-300')?.dossier.ticket.notes).toHaveLength(noted.length);
    }
  }

  it('from a dump and a copy of the folders: devices go on by themselves, what was forgotten is there again, nothing twice', async () => {
    const early = pdf(400_000, 1);
    const closer = await readyToClose(stand, await code());
    const receipt = await closer.receipt();
    await devices[0]?.attach(early, 't-300');
    await some();
    await settled();
    const [dump = '', putBack = ''] = commandsOf('Backup and restore');
    const begun = performance.now();
    await working(() => stand.type(dump));
    const dumped = performance.now();
    // After the copy: known to devices, and to nobody else soon.
    const late = pdf(500_000, 2);
    await devices[0]?.attach(late, 't-300', 'agreement', 'umowa.pdf');
    const lateReceipt = await closer.receipt();
    const lateDevice = await newDevice('machine-late');
    lateDevice.sync.start();
    devices.push(lateDevice);
    await some();
    await settled();
    const receiptKey = devices[0]?.store.state.get('device')?.receiptPublicKey ?? '';

    await stand.replacePostgres((folder, port) => startDebianPostgres({ folder, port, settings: settings() }));
    execFileSync('rm', ['-rf', join(stand.folder, 'var/lib/mplatform/files'), join(stand.folder, 'var/lib/mplatform/keys')]);
    const stopped = performance.now();
    await working(async () => {
      await stand.type(commandsOf('The first time')[1]?.replace(/^node .*$/m, '') ?? '');
      await stand.type(putBack);
    });
    const started = performance.now();
    // The copy does not know it, nor the code by which it came. It says so, and goes on by a new one with all that it did.
    await lateDevice.until(() => lateDevice.sync.status().problem?.code === 'device.enrol-again');
    expect(await lateDevice.enrol(await code())).toMatchObject({ ok: true });
    await lateDevice.sync.now();
    await allThereOnce();
    const again = performance.now();
    if (process.env.RESTORE_TICKETS !== undefined) {
      const seconds = { dump: dumped - begun, putBack: started - stopped, devices: again - started };
      process.stdout.write(`${JSON.stringify({ TICKETS, ...seconds })}\n`);
    }
    for (const { sha256 } of [early, late])
      execFileSync('sha256sum', ['-c'], { input: `${sha256}  ${join(stand.folder, 'var/lib/mplatform/files', sha256)}\n` });
    // The late device was just told it by the nodes that were put back.
    for (const device of devices) expect(device.store.state.get('device')?.receiptPublicKey).toBe(receiptKey);
    for (const signed of [receipt, lateReceipt]) expect(readReceipt(signed, receiptKey)?.signatureValid).toBe(true);
    // Of a probe that the copy does not know there is no proof but a new one.
    expect(await closer.close(lateReceipt)).toBe('closing.receipt-other-probe');
    expect(await closer.close(receipt)).toBe('applied');
  }, 300_000);

  it('to a point in time, under nodes that go on: likewise', async () => {
    // What another cluster left under the same names is not written over.
    for (const name of readdirSync(join(archive, 'wal'))) rmSync(join(archive, 'wal', name));
    await stand.type(commandsOf('Backup and restore')[2] ?? '');
    await some();
    await settled();
    await stand.postgres.run("SELECT pg_create_restore_point('here')");
    await some();
    await settled();
    const [wal] = (await stand.postgres.run('SELECT pg_walfile_name(pg_switch_wal()) AS name')) as readonly { name: string }[];
    await vi.waitFor(() => expect(existsSync(join(archive, 'wal', wal?.name ?? ''))).toBe(true), 60_000);
    await stand.replacePostgres(async (folder, port) => {
      const data = join(folder, 'data');
      mkdirSync(folder);
      execFileSync('cp', ['-a', join(archive, 'base'), data]);
      writeFileSync(join(data, 'recovery.signal'), '');
      execFileSync('chown', ['-R', 'postgres:', folder]);
      const back = { restore_command: inArchive('restore_command'), recovery_target_action: settingOf('recovery_target_action') };
      return startDebianPostgres({
        folder,
        port,
        keep: true,
        settings: { ...settings(), ...back, recovery_target_name: "'here'" },
      });
    });
    await some();
    await allThereOnce();
  }, 300_000);
});

/** A device at a sub-ticket that lacks nothing but the proof of its till. */
async function readyToClose(stand: Stand, code: string) {
  const taken = { technicianId: 'alfa-1' };
  const target = 's-proof';
  const dossier = {
    ticket: takenTicket({ ...taken, id: 't-proof', dealerId: '101' }),
    subTickets: [takenSubTicket({ ...taken, id: target, ticketId: 't-proof' })],
  };
  const store = await opened({ url: databaseOf(stand), migrations });
  await store.transaction(async (tx) => {
    for (const row of rowsOf(dossier)) await tx.saveRow(row);
    await tx.savePointOfSale({ punktId: '735', dealerId: '101', name: 'SAM', active: true });
  });
  await store.close();
  const device = await enrolDevice(stand.server, 'machine-till', code);
  const { configDigest, ...order } = {
    subTicketId: target,
    storeId: '735',
    configDigest: digest('c'),
    origin: 'workstation',
  } as const;
  const { recordedAt: _, ...configuration } = aConfiguration({
    digest: configDigest,
    serverAddress: stand.address,
    machineId: 'machine-till',
  });
  const results = await device.act(
    { kind: 'subTicket.recordConfiguration', target, args: configuration },
    // Late by whatever day it is.
    { kind: 'ticket.addNote', target: 't-proof', args: { text: 'Dziś kończymy' } },
    { kind: 'subTicket.recordTraining', target, args: { retailerName: 'Jan Sam' } },
    { kind: 'subTicket.recordInvoice', target, args: { number: 'FV/1', totalGross: 123_450 } },
  );
  expect(results.map((result) => result.code ?? result.outcome)).toEqual(Array(4).fill('applied'));
  return {
    receipt: () => receiptFor(stand.server, device, { ...order, configDigest }),
    async close(receipt: string) {
      const [result] = await device.act({ kind: 'subTicket.close', target, args: { receipt } });
      return result?.code ?? result?.outcome;
    },
  };
}

function databaseOf({ postgres }: Stand): string {
  const { PGHOST = '' } = postgres.env;
  return `postgres://postgres@localhost:${postgres.port}/mplatform?host=${encodeURIComponent(PGHOST)}`;
}

/** Tickets of the dealer besides the one that is worked at. */
async function fill(stand: Stand, count: number): Promise<void> {
  const store = await opened({ url: databaseOf(stand), migrations });
  for (let from = 0; from < count; from += 500) {
    await store.transaction(async (tx) => {
      for (let n = from; n < Math.min(from + 500, count); n += 1)
        await tx.saveRow({ kind: 'ticket', id: `more-${n}`, audience: '101', data: aTicket({ id: `more-${n}` }) });
    });
  }
  await store.close();
}
