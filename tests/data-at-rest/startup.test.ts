import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { problem } from '../../domain/problem.ts';
import type { contract } from '../../electron/core/api/contract.ts';
import { startCore } from '../../electron/core/core.ts';
import { createStartup } from '../../electron/core/startup.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { NOW } from '../support/dossiers.ts';
import { tempFolder } from '../support/temp.ts';

const clock = { now: () => NOW };

function place() {
  const dataFolder = tempFolder('startup');
  const folder = join(dataFolder, 'production');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'en' }));
  const refusals: DatabaseProblem[] = [];
  const start = async () => {
    const refusal = refusals.shift();
    if (refusal !== undefined) throw refusal;
    return startCore({ dataFolder, host: createNodeHost(dataFolder), clock, quiet: true });
  };
  const begin = async () => {
    const startup = await createStartup({ dataFolder, clock, start, secrets: createNodeHost(dataFolder).secrets });
    onTestFinished(() => startup.core()?.close());
    // As a window asks: of whatever stands there at that moment.
    const calls = () => createRouterClient(startup.router, { context: {} }) as unknown as Window;
    return { startup, calls };
  };
  return { dataFolder, folder, file: join(folder, 'technik.db'), refusals, begin };
}
type Calls = { [K in keyof (typeof contract)['startup']]: () => Promise<unknown> };
interface Window {
  readonly startup: Calls;
  readonly app: { exportLeft(input: { readonly format: 'html' }): Promise<unknown>; setMode(input: object): Promise<unknown> };
}

it('runs, and says that nothing stands in the way', async () => {
  const { startup, calls } = await place().begin();
  expect(startup.core()).toBeDefined();
  expect(await calls().startup.state()).toBeNull();
});

it('waits with a reason, and goes on at the person’s word once that is gone', async () => {
  const at = place();
  at.refusals.push(new DatabaseProblem(problem('database.disk-full', { file: at.file })));
  at.refusals.push(new DatabaseProblem(problem('app.folder-no-rights', { folder: at.folder })));
  const { startup, calls } = await at.begin();
  expect(startup.core()).toBeUndefined();
  const state = { problem: { code: 'database.disk-full' }, language: 'en', dataFolder: at.dataFolder, canSetAside: false };
  expect(await calls().startup.state()).toMatchObject(state);
  expect(await calls().startup.retry()).toMatchObject({ ok: false, error: { code: 'app.folder-no-rights' } });
  expect(await calls().startup.setAside()).toMatchObject({ ok: false });
  expect(await calls().startup.retry()).toEqual({ ok: true, value: null });
  expect(startup.core()).toBeDefined();
  expect(await calls().startup.state()).toBeNull();
});

it('puts a database whose key is gone aside whole, only at the person’s word, and begins anew', async () => {
  const at = place();
  const first = await at.begin();
  await first.startup.core()?.close();
  const before = readFileSync(at.file);
  for (const name of ['keys.json', 'keys-copy.json']) rmSync(join(at.dataFolder, name));
  const { startup, calls } = await at.begin();
  expect(await calls().startup.state()).toMatchObject({ problem: { code: 'database.key-missing' }, canSetAside: true });
  expect(readFileSync(at.file).equals(before)).toBe(true);
  expect(await calls().startup.setAside()).toEqual({ ok: true, value: null });
  expect(startup.core()?.workplace().mode).toBe('production');
  const [aside] = readdirSync(join(at.folder, 'damaged'));
  expect(readFileSync(join(at.folder, 'damaged', aside ?? '', 'technik.db')).equals(before)).toBe(true);
});

it('leaves a newer database where it is, until the person wants to go back; then nothing of it is lost', async () => {
  const at = place();
  const first = await at.begin();
  expect(await first.calls().startup.goBack()).toMatchObject({ ok: false, error: { code: 'database.not-newer' } });
  const left = first.startup.core()?.workplace().db;
  left?.exec(`CREATE TABLE visit (id TEXT PRIMARY KEY, day TEXT); INSERT INTO visit VALUES ('v1', 'piątek <b>');`);
  left?.pragma('user_version = 9000');
  await first.startup.core()?.close();
  const before = readFileSync(at.file);
  const { startup, calls } = await at.begin();
  expect(await calls().startup.state()).toMatchObject({
    problem: { code: 'database.newer' },
    canSetAside: false,
    canGoBack: true,
  });
  expect(await calls().startup.setAside()).toMatchObject({ ok: false });
  expect(readFileSync(at.file).equals(before)).toBe(true);
  expect(await calls().startup.goBack()).toEqual({ ok: true, value: null });
  const notices = startup.core()?.notices() ?? [];
  expect(notices.map(({ code }) => code)).toEqual(['database.went-back-none', 'database.left-behind']);
  const [aside] = readdirSync(join(at.folder, 'newer'));
  expect(readFileSync(join(at.folder, 'newer', aside ?? '', 'technik.db')).equals(before)).toBe(true);
  const page = (await calls().app.exportLeft({ format: 'html' })) as { readonly value: { readonly text: string } };
  expect(page.value.text).toContain('piątek &lt;b&gt;');
});

it('a mode that is not open is gone back to when the person switches to it', async () => {
  const at = place();
  const first = await at.begin();
  first.startup.core()?.workplace().db.pragma('user_version = 9000');
  await first.startup.core()?.close();
  const before = readFileSync(at.file);
  writeFileSync(join(at.dataFolder, 'settings.json'), JSON.stringify({ mode: 'training', language: 'en' }));
  const { startup, calls } = await at.begin();
  expect(await calls().app.setMode({ mode: 'production' })).toMatchObject({ ok: false, error: { code: 'database.newer' } });
  expect(startup.core()?.workplace().mode).toBe('training');
  expect(readFileSync(at.file).equals(before)).toBe(true);
  expect(await calls().app.setMode({ mode: 'production', back: true })).toEqual({ ok: true, value: null });
  expect(startup.core()?.workplace().mode).toBe('production');
  expect(
    startup
      .core()
      ?.notices()
      .map(({ code }) => code),
  ).toContain('database.went-back-none');
  // Of one that is not newer there is nothing to go back from.
  await calls().app.setMode({ mode: 'training' });
  expect(await calls().app.setMode({ mode: 'production', back: true })).toMatchObject({ ok: false });
  expect(startup.core()?.workplace().mode).toBe('training');
});
