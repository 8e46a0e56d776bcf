import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { openDevice } from '../files/device.ts';
import type { DebianPostgres } from './debian-postgres.ts';
import { settingOf } from './document.ts';
import { whyNot } from './here.ts';
import { firstTime, openStand, type Stand } from './stand.ts';
import { type MovingAddress, openMovingAddress, startStandby } from './standby.ts';
import { openForBusiness, startWork } from './work.ts';

const why = whyNot();
describe.skipIf(why !== null)(`a standby takes over while devices work${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let address: MovingAddress;
  let primary: DebianPostgres;
  const standbys: DebianPostgres[] = [];
  let code: () => Promise<string>;
  beforeAll(async () => {
    address = await openMovingAddress();
    stand = await openStand({ places: { '127.0.0.1:5432': `127.0.0.1:${address.port}` } });
    primary = stand.postgres;
    address.moveTo(primary.port);
    await firstTime(stand);
    ({ code } = await openForBusiness(stand));
  }, 300_000);
  afterAll(async () => {
    for (const standby of standbys) await standby.stop('immediate');
    await address.close();
    await stand.close();
  });

  async function standbyOf(name: string): Promise<DebianPostgres> {
    const standby = await startStandby(primary, join(stand.folder, name), name);
    standbys.push(standby);
    return standby;
  }
  /** Nothing gets across any more: what is answered all the same would be lost. */
  async function stopSending(state: 'sync' | 'async'): Promise<void> {
    const sender = await vi.waitFor(async () => {
      const [row] = await primary.run(
        `SELECT pid FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = '${state}'`,
      );
      expect(row).toBeDefined();
      return row?.pid as number;
    }, 10_000);
    process.kill(sender, 'SIGSTOP');
  }
  async function takeOver(standby: DebianPostgres): Promise<void> {
    await primary.stop('lost');
    // The wrong way round, as in haste: until it is promoted it only reads.
    address.moveTo(standby.port);
    await wait(700);
    standby.program('pg_ctl', 'promote', '-w', '-D', standby.data);
    primary = standby;
  }
  const outcomes = async () => (await primary.run('SELECT id FROM outcome', 'mplatform')).map(({ id }) => id);

  it('with each acknowledged operation once, where the primary waited for it', async () => {
    const standby = await standbyOf('standby1');
    await primary.run(`ALTER SYSTEM SET synchronous_standby_names = ${settingOf('synchronous_standby_names')}`);
    await primary.run('SELECT pg_reload_conf()');
    const codes: string[] = [];
    for (let n = 0; n < 12; n += 1) codes.push(await code());
    const work = await startWork(stand, codes, 20);
    await work.more(60);
    await stopSending('sync');
    await wait(700);
    const acknowledged = work.decided.length;
    await wait(300);
    expect(work.decided).toHaveLength(acknowledged);
    // Committed here and seen by others, but told to nobody.
    expect((await outcomes()).length).toBeGreaterThan(acknowledged);
    await takeOver(standby);
    await work.more(60);
    await work.end();
    expect((await outcomes()).toSorted()).toEqual(work.decided.toSorted());
    expect(Object.keys(work.failures()).filter((what) => what !== '503 server.unavailable')).toEqual([]);
  }, 120_000);

  it('and where it did not, devices send again what the standby had not heard of', async () => {
    const standby = await standbyOf('standby2');
    const folder = join(stand.folder, 'device');
    mkdirSync(folder);
    const at = { folder, address: stand.address, ca: stand.ca, clock: systemClock };
    const device = await openDevice({ ...at, machineId: 'machine-1', code: await code() });
    device.sync.start();
    const noted: string[] = [];
    const note = async () => {
      const text = `Przejęcie ${noted.length}`;
      expect(device.store.submit({ kind: 'ticket.addNote', target: 't-300', args: { text } })).toMatchObject({ ok: true });
      noted.push(text);
      device.sync.poke();
      await device.until(() => device.store.operations.waiting() === 0);
    };
    await note();
    await stopSending('async');
    for (let n = 0; n < 4; n += 1) await note();
    const acknowledged = (await outcomes()).length;
    await takeOver(standby);
    expect((await outcomes()).length).toBe(acknowledged - 4);
    await note();
    const [row] = await primary.run("SELECT data FROM shared_row WHERE kind = 'ticket' AND id = 't-300'", 'mplatform');
    const { notes } = JSON.parse(String(row?.data)) as { notes: { text: string }[] };
    expect(notes.map(({ text }) => text).filter((text) => text.startsWith('Przejęcie'))).toEqual(noted);
    await device.close();
  }, 120_000);
});
