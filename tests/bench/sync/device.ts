// A process of its own: the core's own store, client and engine as one device.
import { join } from 'node:path';
import WebSocket from 'ws';
import { systemClock } from '../../../domain/clock.ts';
import type { Intent } from '../../../domain/operations/operation.ts';
import { enrol } from '../../../electron/core/device/enrol.ts';
import { createTokens } from '../../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../../electron/core/field/client.ts';
import { keepMemorySmall } from '../../../electron/core/memory.ts';
import { createStore } from '../../../electron/core/store/store.ts';
import { createSync } from '../../../electron/core/sync/engine.ts';
import type { ConnectLive } from '../../../electron/core/sync/live.ts';
import { pull } from '../../../electron/core/sync/pull.ts';
import { push } from '../../../electron/core/sync/push.ts';
import { systemTimers } from '../../../electron/core/timers.ts';
import { openDatabase } from '../../../sqlite/database.ts';
import { answering } from './answering.ts';
import { type Cost, metered } from './meter.ts';
import { DEVICE_KEY, migrations } from './places.ts';
import { TECHNICIAN } from './tickets.ts';
import { countTraffic } from './wire.ts';

export type DeviceQuestion =
  | { readonly ask: 'open'; readonly folder: string; readonly address: string; readonly code: string }
  | { readonly ask: 'firstSync' }
  | { readonly ask: 'push'; readonly operations: number }
  | { readonly ask: 'emptyRounds' };

export interface FirstSync {
  readonly rows: number;
  readonly cost: Cost;
  readonly requests: number;
  readonly megabytes: number;
  /** Of all pages the one that took longest to write down, in time of the processor: what else it had to do does not count. */
  readonly longestPageMs: number;
}
export interface Pushed {
  readonly cost: Cost;
  readonly requests: number;
  /** The device's database, with the operations in it. */
  readonly file: string;
}
/** Calls of each round, in order. */
export interface EmptyRounds {
  readonly first: readonly string[];
  readonly empty: readonly string[];
  readonly withOldToken: readonly string[];
}

keepMemorySmall();
const traffic = countTraffic();
/** Moved on to make a token old. */
let ahead = 0;
const clock = { now: () => systemClock.now() + ahead };
let device: Awaited<ReturnType<typeof open>> | undefined;

answering<DeviceQuestion>(
  async (question) => {
    if (question.ask === 'open') {
      device = await open(question);
      return {};
    }
    if (device === undefined) throw new Error('Not opened');
    if (question.ask === 'firstSync') return firstSync(device);
    return question.ask === 'push' ? pushed(device, question.operations) : emptyRounds(device);
  },
  async () => device?.close(),
);

async function open({ folder, address, code }: Extract<DeviceQuestion, { ask: 'open' }>) {
  const file = join(folder, 'technik.db');
  // As in the product: encrypted.
  const db = openDatabase(file, { migrations: migrations('core'), backups: folder, key: DEVICE_KEY });
  const store = createStore(db, clock, '0.1.0');
  const kept = new Map<string, string>();
  const secrets = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, value: string) => void kept.set(name, value),
    delete: async (name: string) => void kept.delete(name),
  };
  const tokens = createTokens(secrets, 'tokens', clock);
  const client = createFieldClient({ server: address, ca: undefined });
  const enrolled = await enrol(code, { store, tokens, client, machineId: `machine-${process.pid}`, appVersion: '0.1.0' });
  if (!enrolled.ok) throw new Error(enrolled.error.code);
  const close = (): void => {
    client.disconnect();
    db.close();
  };
  return { file, store, tokens, client, close };
}
type Device = Awaited<ReturnType<typeof open>>;

async function firstSync({ store, client, tokens }: Device): Promise<FirstSync> {
  let longestPageMs = 0;
  const applyChanges: typeof store.applyChanges = (...page) => {
    const before = process.threadCpuUsage();
    store.applyChanges(...page);
    const { user, system } = process.threadCpuUsage(before);
    longestPageMs = Math.max(longestPageMs, (user + system) / 1000);
  };
  traffic();
  const { value, cost } = await metered(() => pull({ ...store, applyChanges }, client, tokens));
  if (!value.ok) throw new Error(value.error.code);
  const { calls, received } = traffic();
  return { rows: value.value.rows, cost, requests: calls.length, megabytes: received / 1e6, longestPageMs };
}

const free = { release: () => ({ go: true, proof: null }) as const, stands: () => true };

async function pushed({ file, store, client, tokens }: Device, operations: number): Promise<Pushed> {
  const enrolled = store.state.get('device');
  if (enrolled === undefined) throw new Error('Not enrolled');
  for (const intent of intents(store, operations)) {
    const done = store.submit(intent);
    if (!done.ok) throw new Error(done.error.code);
  }
  traffic();
  const { value, cost } = await metered(() => push({ store, client, tokens, device: enrolled, ...free }));
  if (!value.ok) throw new Error(value.error.code);
  if (value.value.sent !== operations || store.operations.waiting() !== 0) throw new Error('Not all of it went');
  return { cost, requests: traffic().calls.length, file };
}

/** Notes and edits in turn, over all tickets of this technician. */
function intents(store: Device['store'], count: number): readonly Intent[] {
  const mine = store.serverRows
    .ticketIds()
    .flatMap((id) => store.viewRows.dossier(id)?.dossier.ticket ?? [])
    .filter(({ technicianId, status }) => technicianId === TECHNICIAN.id && (status === 'inProgress' || status === 'agreement'));
  return Array.from({ length: count }, (_, i): Intent => {
    const ticket = mine[i % mine.length];
    if (ticket === undefined) throw new Error('No ticket to work on');
    const target = ticket.id;
    if (i % 2 === 0) return { kind: 'ticket.addNote', target, args: { text: `Rozmowa ${i} z właścicielem` } };
    const phone = store.viewRows.dossier(target)?.dossier.ticket.company.phone ?? '';
    const edited = Math.floor(i / mine.length) === 0;
    return edited
      ? { kind: 'ticket.editCompany', target, args: { fields: { phone: { from: phone, to: `6${String(i).padStart(8, '0')}` } } } }
      : { kind: 'ticket.addNote', target, args: { text: `Telefon ${i}` } };
  });
}

/** What the engine asks for: when it begins, when there is nothing, and when there is nothing and its token has grown old. */
async function emptyRounds({ store, client, tokens }: Device): Promise<EmptyRounds> {
  const closings = { ...free, begin: async () => {}, prove: async () => false, conditions: async () => [] };
  const deps = { store, clock, timers: systemTimers, random: Math.random, tokens, client: () => client, closings };
  let poked = (): void => {};
  const firstPoke = new Promise<void>((resolve) => (poked = resolve));
  const connectLive: ConnectLive = (address, options) => new WebSocket(address, options).once('message', () => poked());
  const sync = createSync({ ...deps, connectLive, changed: () => {} });
  const round = async (): Promise<readonly string[]> => {
    const answer = await sync.now();
    if (!answer.ok) throw new Error(answer.error.code);
    return traffic().calls;
  };
  traffic();
  sync.start();
  // The round with which it starts, the live line that it opens, and the round for what changed in between.
  await firstPoke;
  await sync.alone(async () => {});
  const first = traffic().calls;
  const empty = await round();
  ahead += 59.5 * 60_000;
  const withOldToken = await round();
  await sync.stop();
  return { first, empty, withOldToken };
}
