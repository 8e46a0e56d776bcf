import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { openDevice, type TestDevice } from '../files/device.ts';
import { migrations } from '../postgres/cluster.ts';
import { opened } from '../postgres/stores.ts';
import { aTicket } from '../support/dossiers.ts';
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
  const devices: TestDevice[] = [];
  /** What each device recorded, in its order. */
  const noted: string[] = [];
  beforeAll(async () => {
    archive = mkdtempSync(join(tmpdir(), 'mplatform-archive-'));
    mkdirSync(join(archive, 'wal'));
    for (const folder of [archive, join(archive, 'wal')]) chownSync(folder, user('postgres').uid, user('postgres').gid);
    stand = await openStand({ settings: settings(), places: { '/var/backups/postgresql': archive } });
    await firstTime(stand);
    const { code } = await openForBusiness(stand);
    await fill(stand, TICKETS);
    for (let n = 0; n < 3; n += 1) {
      const at = { folder: join(stand.folder, `device-${n}`), address: stand.address, ca: stand.ca, clock: systemClock };
      mkdirSync(at.folder);
      devices.push(await openDevice({ ...at, machineId: `machine-${n}`, code: await code() }));
    }
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
  function note(): void {
    const text = `Notatka ${noted.length}`;
    const device = devices[noted.length % devices.length] as TestDevice;
    expect(device.store.submit({ kind: 'ticket.addNote', target: 't-300', args: { text } })).toMatchObject({ ok: true });
    noted.push(text);
    device.sync.poke();
  }
  /** Notes at the pace of quick people while something else goes on; no promise is waited for by the clock. */
  async function working<T>(meanwhile: () => Promise<T>): Promise<T> {
    let going = true;
    const work = (async () => {
      while (going) {
        note();
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    })();
    const done = await meanwhile().finally(() => {
      going = false;
    });
    await work;
    return done;
  }
  const some = () => working(() => new Promise((resolve) => setTimeout(resolve, 500)));
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
    await some();
    await settled();
    const receiptKey = devices[0]?.store.state.get('device')?.receiptPublicKey;

    await stand.replacePostgres((folder, port) => startDebianPostgres({ folder, port, settings: settings() }));
    execFileSync('rm', ['-rf', join(stand.folder, 'var/lib/mplatform/files'), join(stand.folder, 'var/lib/mplatform/keys')]);
    const stopped = performance.now();
    await working(async () => {
      await stand.type(commandsOf('The first time')[1]?.replace(/^node .*$/m, '') ?? '');
      await stand.type(putBack);
    });
    const started = performance.now();
    await allThereOnce();
    const again = performance.now();
    if (process.env.RESTORE_TICKETS !== undefined) {
      const seconds = { dump: dumped - begun, putBack: started - stopped, devices: again - started };
      process.stdout.write(`${JSON.stringify({ TICKETS, ...seconds })}\n`);
    }
    for (const { sha256 } of [early, late])
      execFileSync('sha256sum', ['-c'], { input: `${sha256}  ${join(stand.folder, 'var/lib/mplatform/files', sha256)}\n` });
    expect(devices[0]?.store.state.get('device')?.receiptPublicKey).toBe(receiptKey);
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

/** Tickets of the dealer besides the one that is worked at. */
async function fill(stand: Stand, count: number): Promise<void> {
  const { PGHOST = '' } = stand.postgres.env;
  const url = `postgres://postgres@localhost:${stand.postgres.port}/mplatform?host=${encodeURIComponent(PGHOST)}`;
  const store = await opened({ url, migrations });
  for (let from = 0; from < count; from += 500) {
    await store.transaction(async (tx) => {
      for (let n = from; n < Math.min(from + 500, count); n += 1)
        await tx.saveRow({ kind: 'ticket', id: `more-${n}`, audience: '101', data: aTicket({ id: `more-${n}` }) });
    });
  }
  await store.close();
}
