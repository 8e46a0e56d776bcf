import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { tempFolder } from '../../tests/support/temp.ts';
import { type Core, startCore } from './core.ts';
import type { ForkedProcess, Host } from './host.ts';

/** A host whose simulated tills are only counted. */
function aHost() {
  const secrets = new Map<string, string>();
  const running = new Set<object>();
  const host: Host = {
    kind: 'cli',
    proxyFor: async () => ({ kind: 'none' }),
    secrets: {
      read: async (name) => secrets.get(name) ?? null,
      write: async (name, value) => void secrets.set(name, value),
      delete: async (name) => void secrets.delete(name),
    },
    fork(): ForkedProcess {
      const one = {};
      running.add(one);
      const exits: (() => void)[] = [];
      return {
        onMessage: (listener) => queueMicrotask(() => listener({ type: 'running' })),
        onExit: (listener) => void exits.push(listener),
        async stop() {
          running.delete(one);
          for (const exit of exits) exit();
        },
      };
    },
    notify: () => {},
  };
  return { host, running };
}

async function aCore(options: { readonly mode?: 'training' | 'production' } = {}) {
  const { host, running } = aHost();
  const folder = tempFolder('core');
  const core: Core = await startCore({ dataFolder: folder, host, clock: systemClock, ...options });
  onTestFinished(() => core.close());
  return { core, running, folder };
}

it('asked twice at once to begin training again, does it one after the other and leaves one till running', async () => {
  const { core, running } = await aCore();
  const answers = await Promise.all([core.resetTraining(), core.resetTraining()]);
  expect(answers.map((a) => a.ok)).toEqual([true, true]);
  expect(core.notices()).toEqual([]);
  expect(running.size).toBe(1);
  await core.close();
  expect(running.size).toBe(0);
});

it('asked for production while training begins again, ends in production with nothing of training running', async () => {
  const { core, running } = await aCore();
  const [reset, mode] = await Promise.all([core.resetTraining(), core.setMode('production')]);
  expect([reset.ok, mode.ok]).toEqual([true, true]);
  expect(core.workplace().mode).toBe('production');
  expect(core.settings.get().mode).toBe('production');
  expect(running.size).toBe(0);
});

it('closes what a mode switch that is still under way opens', async () => {
  const { core, running } = await aCore();
  const switching = core.resetTraining();
  await core.close();
  await switching;
  expect(running.size).toBe(0);
  expect(() => core.workplace().store.state.get('device')).toThrow('not open');
});

it('starts the training server once when it is asked for twice, and stops one that is still starting', async () => {
  const { core } = await aCore();
  const { training } = core.workplace();
  if (training === undefined) throw new Error('not in training');
  await training.stopServer();
  const started = await Promise.all([training.startServer(), training.startServer()]);
  expect(started.map((s) => s.ok)).toEqual([true, true]);
  await training.stopServer();
  const starting = training.startServer();
  await training.stopServer();
  await starting;
  expect(training.running().serverRunning).toBe(false);
});

it('answers instead of failing when a closed workplace is asked to sync', async () => {
  const { core } = await aCore();
  const { sync } = core.workplace();
  await core.setMode('production');
  expect(await sync.now()).toMatchObject({ ok: false, error: { code: 'sync.stopped' } });
});

it('stays where it is, says why and goes on answering when the choice of mode cannot be written down', async () => {
  const { core, folder } = await aCore();
  mkdirSync(join(folder, 'settings.json.part'));
  expect(await core.setMode('production')).toMatchObject({ ok: false, error: { code: 'app.settings-unwritable' } });
  expect([core.workplace().mode, core.settings.get().mode]).toEqual(['training', 'training']);
  expect(core.workplace().store.state.get('mode')).toBe('training');
});
