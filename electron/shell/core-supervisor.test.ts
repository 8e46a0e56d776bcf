import type { MessagePortMain } from 'electron';
import { beforeEach, expect, test } from 'vitest';
import { problem } from '../../domain/problem.ts';
import { err, ok } from '../../domain/result.ts';
import type { SecretStore, UpdateSource } from '../core/index.ts';
import { type CoreStatus, toCore } from '../shared/core-messages.ts';
import { createPortHost, type PortHost } from '../shared/port-host.ts';
import { type Supervisor, superviseCore } from './core-supervisor.ts';
import type { Forked, HostServices } from './host-services.ts';
import { proxySettingFrom } from './proxy-setting.ts';

/** A process that can be looked at: what it was sent, and speaking and ending on demand. */
function fakeProcess() {
  const listeners = { message: [] as ((m: unknown) => void)[], exit: [] as ((code: number) => void)[] };
  const sent: { readonly message: unknown; readonly ports: number }[] = [];
  const received: ((m: unknown) => void)[] = [];
  const exit = (): void => {
    for (const l of listeners.exit) l(0);
  };
  const forked: Forked = {
    postMessage: (message, transfer) => {
      sent.push({ message, ports: transfer?.length ?? 0 });
      for (const r of received) r(message);
    },
    kill: () => {
      exit();
      return true;
    },
    on: (event: 'message' | 'exit', listener: (value: never) => void) => listeners[event].push(listener as () => void),
  };
  const say = (message: unknown): void => {
    for (const l of listeners.message) l(message);
  };
  return { forked, sent, received, say, exit };
}
type Fake = ReturnType<typeof fakeProcess>;

let now = 0;
let cores: Fake[] = [];
let simulators: Fake[] = [];
let told: string[] = [];
let seen: (CoreStatus | undefined)[] = [];
/** Starts that wait, and how long. */
let waits: { readonly ms: number; readonly callback: () => void }[] = [];
let given: MessagePortMain[] = [];
let supervisor: Supervisor;
const kept = new Map<string, string>();
let proxyFor: HostServices['proxyFor'];
let secrets: SecretStore;

beforeEach(() => {
  now = 0;
  cores = [];
  simulators = [];
  told = [];
  seen = [];
  waits = [];
  given = [];
  kept.clear();
  proxyFor = async () => ({ kind: 'none' });
  secrets = {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, value) => void kept.set(name, value),
    delete: async (name) => void kept.delete(name),
  };
  const made = (list: Fake[]) => (): Forked => {
    const fake = fakeProcess();
    list.push(fake);
    return fake.forked;
  };
  supervisor = superviseCore({
    dataFolder: '/data',
    clock: { now: () => now },
    timers: {
      after(ms, callback) {
        const mine = { ms, callback };
        waits.push(mine);
        return () => {
          waits = waits.filter((one) => one !== mine);
        };
      },
    },
    status: (status) => seen.push(status),
    services: {
      secrets: { read: (n) => secrets.read(n), write: (n, v) => secrets.write(n, v), delete: (n) => secrets.delete(n) },
      notify: (title, body) => told.push(`${title}: ${body}`),
      openMail: async (file) => {
        told.push(`mail ${file}`);
        return true;
      },
      fork: made(simulators),
      elevate: async (requestFile) => {
        told.push(`elevate ${requestFile}`);
        return 'refused';
      },
      updates: () => updatesOf(),
      proxyFor: (url) => proxyFor(url),
      noSecrets: () => told.push('no secrets'),
    },
    fork: made(cores),
    channel: () => ({ port1: {} as MessagePortMain, port2: {} as MessagePortMain }),
    refused: (sentence) => told.push(sentence),
    gaveUp: () => told.push('gave up'),
  });
  supervisor.start();
});

const core = (index = cores.length - 1): Fake => {
  const found = cores[index];
  if (found === undefined) throw new Error('no such core');
  return found;
};

/** What the update server does next. */
const updates: UpdateSource = {
  check: async () => ok({ version: '0.2.0', releasedAt: null, bytes: 7 }),
  async download(onProgress) {
    onProgress(50);
    return err(problem('update.not-ours', {}, { code: 'ERR_UPDATER_INVALID_SIGNATURE' }));
  },
  install: async () => ok(null),
  before: async () => ok({ version: '0.0.9', releasedAt: null, bytes: 5 }),
  goBack: async () => err(problem('update.not-started', {}, { code: 'ENOENT' })),
};

let updatesOf: () => Promise<UpdateSource> = async () => updates;

/** The core's side of the same messages, as in its own process. */
function coreHost(fake: Fake): PortHost {
  const host = createPortHost((message) => fake.say(structuredClone(message)), { elevates: true, updates: true });
  fake.received.push((raw) => {
    const message = toCore.parse(structuredClone(raw));
    if (
      message.type === 'start' ||
      message.type === 'window' ||
      message.type === 'sync-now' ||
      message.type === 'close' ||
      message.type === 'open-file'
    )
      return;
    host.receive(message);
  });
  return host;
}

test('the core is told its data folder, and each page gets a line of its own', () => {
  expect(core().sent).toEqual([{ message: { type: 'start', dataFolder: '/data' }, ports: 0 }]);
  supervisor.connect((port) => given.push(port));
  expect(core().sent[1]).toEqual({ message: { type: 'window' }, ports: 1 });
  expect(given).toHaveLength(1);
});

test('a crash starts the core again, and the window that stayed gets a new line', () => {
  supervisor.connect((port) => given.push(port));
  core().exit();
  expect(cores).toHaveLength(2);
  expect(core().sent.map((s) => s.message)).toEqual([{ type: 'start', dataFolder: '/data' }, { type: 'window' }]);
  expect(given).toHaveLength(2);
});

test('each crash within a minute makes the next start wait longer; the fourth is told, and tried again on the person’s word', () => {
  core().exit();
  expect(cores).toHaveLength(2);
  for (const ms of [1_000, 5_000]) {
    now += 10_000;
    core().exit();
    expect(waits.map((w) => w.ms)).toEqual([ms]);
    waits.shift()?.callback();
  }
  expect(cores).toHaveLength(4);
  expect(told).toEqual([]);
  now += 10_000;
  core().exit();
  expect(told).toEqual(['gave up']);
  expect(cores).toHaveLength(4);
  expect(waits).toEqual([]);

  supervisor.again();
  expect(cores).toHaveLength(5);
  core().exit();
  expect(cores).toHaveLength(6);
});

test('crashes far apart are bad luck, however many', () => {
  for (let i = 0; i < 10; i += 1) {
    now += 60_000;
    core().exit();
  }
  expect(cores).toHaveLength(11);
  expect(told).toEqual([]);
});

test('closing while a start waits starts nothing', async () => {
  core().exit();
  core().exit();
  expect(waits).toHaveLength(1);
  await supervisor.close();
  expect(waits).toEqual([]);
  supervisor.again();
  expect(cores).toHaveLength(2);
});

test('what the core says of synchronisation is passed on, and that nothing is known while it is away', () => {
  const status = { type: 'status', language: 'pl', sync: 'offline', unsent: 2, attention: 0 } as const;
  core().say(status);
  core().exit();
  expect(seen).toEqual([status, undefined]);
  supervisor.syncNow();
  expect(core().sent.at(-1)?.message).toEqual({ type: 'sync-now' });
});

test('a process that does not speak our messages is ended, and a core of ours takes its place', () => {
  core().say({ type: 'notify', title: 7 });
  expect(cores).toHaveLength(2);
  expect(told).toEqual([]);
});

test('a core that says why it cannot start is not started again', () => {
  core().say({ type: 'refused', sentence: 'Baza danych jest nowsza niż program.' });
  core().exit();
  expect(told).toEqual(['Baza danych jest nowsza niż program.']);
  expect(cores).toHaveLength(1);
});

test('closing lets the core finish, and its end is then no crash', async () => {
  const closed = supervisor.close();
  expect(core().sent.at(-1)?.message).toEqual({ type: 'close' });
  core().exit();
  await closed;
  expect(cores).toHaveLength(1);
});

test('the core keeps its secrets through main', async () => {
  const host = coreHost(core());
  await host.secrets.write('tokens', 'abc');
  expect(await host.secrets.read('tokens')).toBe('abc');
  await host.secrets.delete('tokens');
  expect(await host.secrets.read('tokens')).toBeNull();
});

test('where the system keeps no secrets, the core hears so and the person too', async () => {
  secrets = { ...secrets, write: () => Promise.reject(new Error('safeStorage is not available')) };
  await expect(coreHost(core()).secrets.write('tokens', 'abc')).rejects.toThrow('keeps no secrets');
  expect(told).toEqual(['no secrets']);
});

test('the simulated till runs as a process of main’s, speaks to the core and ends with it', async () => {
  const host = coreHost(core());
  const heard: unknown[] = [];
  const child = host.fork('pcpos-simulator', { folder: '/till' });
  child.onMessage((message) => heard.push(message));
  expect(simulators[0]?.sent).toEqual([{ message: { folder: '/till' }, ports: 0 }]);
  simulators[0]?.say({ type: 'running' });
  expect(heard).toEqual([{ type: 'running' }]);
  await child.stop();
  // Stopping what is gone asks nobody and waits for nothing.
  await child.stop();

  host.fork('pcpos-simulator', {});
  let ended = false;
  simulators[1]?.forked.on('exit', () => {
    ended = true;
  });
  core(0).exit();
  expect(ended).toBe(true);
});

test('a notification of the core is shown', () => {
  coreHost(core()).notify('M/Technik', 'Zsynchronizowano.');
  expect(told).toEqual(['M/Technik: Zsynchronizowano.']);
});

test('consent to one elevated write is asked by main, for a path alone, and the answer goes back to who asked', async () => {
  const host = coreHost(core());
  expect(await host.elevate?.('C:\\data\\elevation\\abc.json')).toBe('refused');
  expect(told).toEqual(['elevate C:\\data\\elevation\\abc.json']);
});

test('the way to an address is asked of main, and what main cannot tell is unknown', async () => {
  const host = coreHost(core());
  proxyFor = async (url) => proxySettingFrom(url.host === 'm.example' ? 'PROXY 10.0.0.1:3128; DIRECT' : 'DIRECT');
  const proxy = { kind: 'proxy', host: '10.0.0.1', port: 3128, secure: false, source: 'system' };
  expect(await host.proxyFor(new URL('https://m.example/v1/health'))).toEqual(proxy);
  expect(await host.proxyFor(new URL('https://n.example/'))).toEqual({ kind: 'none' });
  proxyFor = async () => Promise.reject(new Error('No network service'));
  expect(await host.proxyFor(new URL('https://m.example/'))).toEqual({ kind: 'unknown' });
});

test.each([
  ['DIRECT', { kind: 'none' }],
  ['PROXY [fd00::1]:8080', { kind: 'proxy', host: 'fd00::1', port: 8080, secure: false, source: 'system' }],
  ['HTTPS proxy.shop:443; DIRECT', { kind: 'proxy', host: 'proxy.shop', port: 443, secure: true, source: 'system' }],
  ['SOCKS5 10.0.0.1:1080', { kind: 'unsupported', scheme: 'socks5' }],
  ['PROXY ', { kind: 'invalid', value: '' }],
  ['', { kind: 'unknown' }],
])('what Chromium says, %j, means %j', (said, meant) => {
  expect(proxySettingFrom(said)).toEqual(meant);
});

test('the core asks for each step of an update, hears how far it is, and gets the trouble by its own code', async () => {
  const host = coreHost(core());
  expect(await host.updates?.check()).toEqual({ ok: true, value: { version: '0.2.0', releasedAt: null, bytes: 7 } });
  const seen: number[] = [];
  expect(await host.updates?.download((percent) => seen.push(percent))).toMatchObject({
    ok: false,
    error: { code: 'update.not-ours', evidence: { code: 'ERR_UPDATER_INVALID_SIGNATURE' } },
  });
  expect(seen).toEqual([50]);
  expect(await host.updates?.install()).toEqual({ ok: true, value: null });
  expect(await host.updates?.before()).toEqual({ ok: true, value: { version: '0.0.9', releasedAt: null, bytes: 5 } });
  expect(await host.updates?.goBack()).toMatchObject({ ok: false, error: { code: 'update.not-started' } });
  updatesOf = async () => Promise.reject(new Error('no such module'));
  expect(await host.updates?.check()).toMatchObject({ ok: false, error: { code: 'update.unreachable' } });
});
