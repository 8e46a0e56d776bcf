import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { type Core, createStartup, startCore } from '../../electron/core/index.ts';
import { resourcePath } from '../../electron/core/resources.ts';
import { openStore } from '../../electron/core/store/opening.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { tempFolder } from '../support/temp.ts';

const dataFolder = (): string => tempFolder('going-back');
const start = (folder: string) =>
  startCore({ dataFolder: folder, host: createNodeHost(folder), clock: systemClock, mode: 'training' });

function noted(core: Core, text: string): string {
  const { store } = core.workplace();
  const done = store.submit({ kind: 'ticket.addNote', target: 't-115', args: { text } });
  if (!done.ok) throw new Error(done.error.code);
  return done.value.id;
}
const notes = (core: Core): readonly string[] =>
  core
    .workplace()
    .store.serverRows.dossier('t-115')
    ?.dossier.ticket.notes.map(({ text }) => text) ?? [];

it('what was numbered by the newer program, known here or not, and what was done since, all arrive at M/platform once', async () => {
  const folder = dataFolder();
  const first = await start(folder);
  await first.workplace().sync.now();
  expect(first.workplace().store.submit({ kind: 'ticket.take', target: 't-115', args: {} }).ok).toBe(true);
  noted(first, 'przed aktualizacją');
  expect(await first.workplace().sync.now()).toMatchObject({ ok: true });
  const { store, db, training } = first.workplace();

  // The line is gone, and the newer program goes on: an operation of its own gets a number, then one that is known here.
  await training?.stopServer();
  const device = store.state.get('device');
  if (device === undefined) throw new Error('not enrolled');
  const strange = '0195f4a0-0000-7000-8000-0000000000aa';
  db.prepare(
    `INSERT INTO operation (id, kind, target, ticket_id, args, device_time, app_version)
     VALUES (?, 'ticket.planVisit', 't-115', 't-115', '{}', '2026-03-11T08:00:00Z', '9.0.0')`,
  ).run(strange);
  store.operations.number(strange, device, null);
  const numbered = noted(first, 'z numerem');
  store.operations.number(numbered, device, null);
  noted(first, 'bez numeru');
  db.pragma('user_version = 9000');
  await first.close();

  const host = createNodeHost(folder);
  const startup = await createStartup({
    dataFolder: folder,
    clock: systemClock,
    start: () => start(folder),
    secrets: host.secrets,
  });
  onTestFinished(() => startup.core()?.close());
  expect(startup.stopped()?.code).toBe('database.newer');
  const calls = createRouterClient(startup.router, { context: {} }) as unknown as { startup: { goBack(): Promise<unknown> } };
  expect(await calls.startup.goBack()).toEqual({ ok: true, value: null });
  const core = startup.core();
  if (core === undefined) throw new Error('no core');
  await core.workplace().sync.now();
  await core.workplace().sync.now();
  expect(core.workplace().store.operations.waiting()).toBe(0);
  expect(notes(core).filter((text) => ['przed aktualizacją', 'z numerem', 'bez numeru'].includes(text))).toEqual([
    'przed aktualizacją',
    'z numerem',
    'bez numeru',
  ]);
  // And work goes on.
  noted(core, 'potem');
  await core.workplace().sync.now();
  expect(notes(core)).toContain('potem');
  expect(core.notices().map(({ code }) => code)).toEqual(['database.went-back', 'database.left-behind']);
});

it('pages that were photographed with the newer program stay until it is known what they are', async () => {
  const folder = dataFolder();
  const sha256 = 'ab'.repeat(32);
  const page = join(folder, 'training', 'scans', sha256);
  const first = await start(folder);
  await first.workplace().sync.now();
  const { db } = first.workplace();
  // Its way to say how a page came is none that is known here.
  db.prepare(`INSERT INTO scan_source VALUES ('s1', 't-115', ?, 'strona.jpg', 1, 7, 0, '2026-03-11T08:00:00Z')`).run(sha256);
  db.pragma('user_version = 9000');
  await first.close();
  mkdirSync(join(folder, 'training', 'scans'), { recursive: true });
  writeFileSync(page, 'x');
  const { secrets } = createNodeHost(folder);
  const startup = await createStartup({ dataFolder: folder, clock: systemClock, start: () => start(folder), secrets });
  const calls = createRouterClient(startup.router, { context: {} }) as unknown as { startup: { goBack(): Promise<unknown> } };
  expect(await calls.startup.goBack()).toEqual({ ok: true, value: null });
  await startup.core()?.workplace().sync.now();
  await startup.core()?.close();
  // Once all was read again, too.
  const second = await start(folder);
  expect(second.workplace().store.state.get('resyncing')).toBeUndefined();
  await second.close();
  expect(existsSync(page)).toBe(true);
  const { db: mended } = await openStore({
    folder: join(folder, 'training'),
    mode: 'training',
    migrations: resourcePath('migrations', 'core'),
    secrets,
    clock: systemClock,
  });
  mended.exec('DELETE FROM left_behind');
  mended.close();
  const third = await start(folder);
  await expect.poll(() => existsSync(page)).toBe(false);
  await third.close();
});
