import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { type Core, startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { tempFolder } from '../support/temp.ts';

/** The app in training, with its practice till running as a process of its own. */
async function aTraining() {
  const dataFolder = tempFolder('till');
  const core: Core = await startCore({ dataFolder, host: createNodeHost(dataFolder), clock: systemClock, mode: 'training' });
  onTestFinished(() => core.close());
  const { till, training } = core.workplace();
  if (training === undefined) throw new Error('not in training');
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = core.events.stream(stop.signal);
  /** Asks whenever the core says that something changed, as a window does. */
  async function until(state: string): Promise<void> {
    while ((await till.status()).restart !== state) await events.next();
  }
  async function write(store: string): Promise<void> {
    const plan = await till.workstation.plan(training?.tillFolder ?? '', { server: 'https://localhost:1', stores: [store] });
    const done = plan.ok ? await till.workstation.apply(plan.value) : plan;
    if (!done.ok) throw new Error(done.error.code);
  }
  return { till, training, until, write };
}

it.skipIf(process.platform !== 'linux')('watches the practice till go down and come up again after a change', async () => {
  const { till, training, until, write } = await aTraining();
  expect(await till.status()).toMatchObject({ running: true, restart: null });
  await write('735');
  expect((await till.status()).restart).toBe('needed');
  expect(await till.start()).toMatchObject({ ok: false, error: { code: 'workstation.start-running' } });
  await training.stopPcpos();
  await until('down');
  expect(await till.facts()).toMatchObject({ ok: true, value: { startable: true, running: { state: 'no' } } });
  expect(await till.start()).toMatchObject({ ok: true });
  await until('done');
  const facts = await till.facts();
  expect(facts).toMatchObject({
    ok: true,
    value: {
      remote: false,
      version: { version: '7.4.101', source: 'log' },
      database: { host: '127.0.0.1', name: 'pcpos7' },
      running: { state: 'yes' },
      restart: { state: 'done' },
      startable: false,
      problem: null,
    },
  });
  if (facts.ok)
    expect(Date.parse(facts.value.running.since ?? '')).toBeGreaterThan(Date.parse(facts.value.restart.changedAt ?? ''));
  await write('736');
  expect((await till.status()).restart).toBe('needed');
});

it('the elevated step, started as a program, does nothing at all where there is no Windows', () => {
  const folder = tempFolder('elevated');
  const request = join(folder, 'request.json');
  writeFileSync(request, '{}');
  const root = join(import.meta.dirname, '..', '..');
  const program = join(root, 'electron', 'core', 'workstation', 'elevation', 'elevated-write.ts');
  const done = spawnSync(process.execPath, [program, '--elevated-write', request], { encoding: 'utf8' });
  expect({ status: done.status, stdout: done.stdout }).toEqual({ status: 2, stdout: '' });
  expect(readFileSync(request, 'utf8')).toBe('{}');
});
