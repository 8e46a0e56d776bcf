import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { keepMemorySmall } from '../../electron/core/memory.ts';
import { type Device, type DeviceOptions, openDevice } from './device.ts';

/** Several technicians' machines in one process, told by its standard input what to do; says what is recorded. */
export interface Told {
  readonly devices: readonly Omit<DeviceOptions, 'changed' | 'acknowledged'>[];
  /** How long each waits between two things that it does, on average. Milliseconds. */
  readonly paceMs: number;
}
export type Said =
  | { readonly what: 'enrolled' }
  | { readonly what: 'recorded'; readonly name: string; readonly id: string }
  | { readonly what: 'acknowledged'; readonly id: string }
  /** All that was to be said before it was asked has been. */
  | { readonly what: 'said'; readonly mark: string }
  /** Of one that records no more: how much it knows, and what still waits. */
  | {
      readonly what: 'stands';
      readonly name: string;
      readonly at: number;
      readonly rows: number;
      readonly versions: number;
      readonly waiting: number;
      readonly state: string;
      readonly problem: string | null;
    }
  | { readonly what: 'asksToEnrol'; readonly name: string; readonly problem: string }
  | { readonly what: 'ended'; readonly megabytes: number };

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
/** How soon after a change it is told: a page may bring many. */
const TELL_MS = 100;
const SHUT_OUT = ['device.enrol-again', 'device.locked', 'device.keys-lost', 'device.not-enrolled'];

keepMemorySmall();
let resting = false;
let ending = false;
let devices: readonly Device[] = [];
const telling = new Set<string>();

function changed(name: string): void {
  const device = devices.find((one) => one.name === name);
  if (device === undefined) return;
  const { problem } = device.sync.status();
  if (problem !== null && SHUT_OUT.includes(problem.code)) say({ what: 'asksToEnrol', name, problem: problem.code });
  if (!resting || telling.has(name)) return;
  telling.add(name);
  setTimeout(() => {
    telling.delete(name);
    if (!ending) stands(device);
  }, TELL_MS);
}

function stands(device: Device): void {
  const { state, problem, nextTryAt } = device.sync.status();
  // What is held waits for its person, who is told so.
  const waiting = device.store.operations.pending().filter(({ held }) => held === null).length;
  const why = problem === null ? null : `${problem.code} ${JSON.stringify(problem.params)}, again at ${nextTryAt}`;
  say({ what: 'stands', name: device.name, at: Date.now(), ...device.total(), waiting, state, problem: why });
}

async function begin({ devices: told, paceMs }: Told): Promise<void> {
  const acknowledged = (id: string): void => say({ what: 'acknowledged', id });
  devices = told.map((options) => openDevice({ ...options, changed: () => changed(options.name), acknowledged }));
  for (const device of devices) while (!(await device.enrol()).ok) await pause(200);
  for (const device of devices) device.sync.start();
  say({ what: 'enrolled' });
  for (const device of devices) void work(device, paceMs);
}

function workOnce(device: Device): void {
  const id = device.work();
  if (id !== undefined) say({ what: 'recorded', name: device.name, id });
}

/** As soon as it knows of something to write to. */
async function note(device: Device): Promise<void> {
  for (;;) {
    const id = device.note();
    if (id !== undefined) return say({ what: 'recorded', name: device.name, id });
    await pause(50);
  }
}

async function work(device: Device, paceMs: number): Promise<void> {
  await pause(device.random.next() * paceMs);
  while (!resting) {
    workOnce(device);
    await pause(device.random.next() * 2 * paceMs);
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line.startsWith('{')) void begin(JSON.parse(line) as Told);
  if (line === 'burst') for (const device of devices) workOnce(device);
  if (line === 'note') for (const device of devices) void note(device);
  if (line.startsWith('mark ')) say({ what: 'said', mark: line });
  if (line === 'rest') {
    resting = true;
    for (const device of devices) stands(device);
  }
  if (line === 'end') {
    ending = true;
    const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
    void Promise.all(devices.map((device) => device.close())).then(() => {
      say({ what: 'ended', megabytes });
      process.exit(0);
    });
  }
});
