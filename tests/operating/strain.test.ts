import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig, POSTGRES_LIMITS, postgresPlace } from '../../mplatform/server/store/postgres-place.ts';
import { type Device, enrolDevice, type TestServer } from '../../mplatform/server/testing.ts';
import { ALERTS, judge, promtool } from './alerts.ts';
import { root, whyNot } from './here.ts';
import { firstTime, openStand, type Stand } from './stand.ts';
import { openForBusiness } from './work.ts';

const why = whyNot();
describe.skipIf(why !== null)(`what PostgreSQL cannot give is met with calm${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let device: Device;
  let disk: string;
  beforeAll(async () => {
    disk = mkdtempSync(join(tmpdir(), 'mplatform-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=0755', 'tmpfs', disk]);
    const settings = { fsync: 'off', min_wal_size: "'32MB'", max_wal_size: "'32MB'" };
    stand = await openStand({
      postgresFolder: join(disk, 'postgres'),
      settings,
      places: { '/var/lib/mplatform': join(disk, 'lib') },
    });
    await firstTime(stand);
    const { code } = await openForBusiness(stand);
    const server = at();
    device = await enrolDevice(server, 'machine-0001', await code());
  }, 300_000);
  afterAll(async () => {
    await stand.close();
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  /** One node of the two, so that no other one helps out. */
  const at = (): TestServer => ({ ...stand.server, address: `http://127.0.0.1:${stand.nodes[0]?.port}` });
  let sent = 0;
  /** What is sent is the same until it is decided, as a device does. */
  async function note(text = 'Umówiono termin'): Promise<string> {
    const operation = device.operation({ kind: 'ticket.addNote', target: 't-300', args: { text } }, sent + 1);
    const body = JSON.stringify({ operations: [operation] });
    const headers = { authorization: `Bearer ${device.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${at().address}/v1/operations`, { method: 'POST', headers, body });
    const said = (await response.json()) as { code?: string };
    if (response.ok) sent += 1;
    return response.ok ? 'ok' : `${response.status} ${said.code}`;
  }
  const metrics = async () => (await stand.nodes[0]?.metrics()) ?? '';
  const ready = () => stand.nodes[0]?.ready();
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    const patience = Date.now() + 60_000;
    while (!(await holds())) if (Date.now() > patience) throw new Error('It does not come back by itself');
  };
  const back = async (): Promise<void> => {
    await until(async () => (await ready()) === 200);
    await until(async () => (await note()) === 'ok');
    for (const node of stand.nodes) expect(node.said()).not.toContain('by a bug');
  };

  it('its figures are those that the alerts and the document name', async () => {
    const told = await metrics();
    const names = new Set([...told.matchAll(/^# HELP (\w+) /gm)].map(([, name]) => name));
    for (const file of ['docs/operating.md', 'docs/operating/alerts.yaml']) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [name] of text.matchAll(/mplatform_(?!owner|server)\w+/g))
        expect([file, name, names.has(name.replace(/_(bucket|sum|count)$/, ''))]).toEqual([file, name, true]);
    }
    if (promtool !== undefined) execFileSync(promtool, ['check', 'rules', ALERTS], { stdio: 'pipe' });
    const before = await metrics();
    expect(await note()).toBe('ok');
    // Its disk has but 200 MB.
    judge(before, await metrics(), ['MplatformFilesFull']);
    judge(
      before.replace(/^(mplatform_files_free_bytes) .*/m, '$1 5e10'),
      (await metrics()).replace(/^(mplatform_files_free_bytes) .*/m, '$1 5e10'),
      [],
    );
  });

  it('no connection is to be had: 503, not ready, and at work again as soon as there is one', async () => {
    expect(await note()).toBe('ok');
    const before = await metrics();
    await stand.postgres.run('ALTER ROLE mplatform_server CONNECTION LIMIT 0');
    const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'mplatform_server'";
    // One that was just being made may come after the first look.
    await until(async () => (await stand.postgres.run(end)).length === 0);
    expect(await note()).toBe('503 server.unavailable');
    await until(async () => (await ready()) === 503);
    const then = await metrics();
    await stand.postgres.run('ALTER ROLE mplatform_server CONNECTION LIMIT 150');
    judge(before, then, ['MplatformNotReady', 'MplatformCallsFail', 'MplatformCallsSlow', 'MplatformFilesFull']);
    await back();
  }, 300_000);

  it('somebody locks what all need: those who wait for too long are told 503, those who only read do not notice', async () => {
    const client = new Client({
      host: stand.postgres.env.PGHOST ?? '',
      port: stand.postgres.port,
      user: 'postgres',
      database: 'mplatform',
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN; SELECT * FROM meta FOR UPDATE');
    const [before, begun] = [await metrics(), performance.now()];
    const noted = note();
    await Promise.all(Array.from({ length: 14 }, async () => expect((await device.changes()).end).toBeDefined()));
    expect(await noted).toBe('503 server.unavailable');
    expect(performance.now() - begun).toBeLessThan(28_000);
    judge(before, await metrics(), ['MplatformCallsFail', 'MplatformCallsSlow', 'MplatformFilesFull']);
    expect(await ready()).toBe(200);
    await client.query('ROLLBACK; BEGIN; LOCK TABLE device IN ACCESS EXCLUSIVE MODE');
    const asked = Array.from({ length: 34 }, () => device.changes().catch((cause: Error) => cause.message));
    await until(async () => /^mplatform_store_calls_waiting (2[1-9]|3\d)$/m.test(await metrics()));
    judge(before, await metrics(), [
      'MplatformCallsFail',
      'MplatformCallsSlow',
      'MplatformFilesFull',
      'MplatformWaitsForConnections',
    ]);
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['server.unavailable']));
    await client.query('ROLLBACK');
    await client.end();
    await back();
  }, 300_000);

  it('lets go of a node whose machine lost its power within a minute, and of what that had locked', async () => {
    await stand.postgres.run("CREATE ROLE looker LOGIN PASSWORD 'looker'");
    const place = postgresPlace(`postgres://looker:looker@127.0.0.1:${stand.postgres.port}/postgres`);
    if (!place.ok) throw new Error(place.error.code);
    const client = new Client(clientConfig(place.value, POSTGRES_LIMITS));
    await client.connect();
    const { rows } = await client.query<{ seconds: number }>(
      `SELECT current_setting('tcp_keepalives_idle')::int
         + current_setting('tcp_keepalives_interval')::int * current_setting('tcp_keepalives_count')::int AS seconds`,
    );
    await client.end();
    expect(rows[0]?.seconds).toBeGreaterThan(0);
    expect(rows[0]?.seconds).toBeLessThanOrEqual(60);
  });

  it('its disk is full: 503 until there is room', async () => {
    const filler = join(disk, 'filler');
    mkdirSync(filler);
    const fill = (): void => {
      for (let n = 0, size = 16_000_000; size > 1000; n += 1) {
        try {
          writeFileSync(join(filler, String(n)), Buffer.alloc(size));
        } catch {
          size = Math.floor(size / 4);
        }
      }
    };
    fill();
    const said = new Set<string>();
    const patience = Date.now() + 25_000;
    while (!said.has('503 server.unavailable') && Date.now() < patience) {
      said.add(await note('x'.repeat(900)));
      fill();
    }
    expect([...said].filter((one) => one !== 'ok')).toEqual(['503 server.unavailable']);
    rmSync(filler, { recursive: true });
    if (
      await stand.postgres.run('SELECT 1').then(
        () => false,
        () => true,
      )
    )
      await stand.postgres.start();
    await back();
  }, 300_000);
});
