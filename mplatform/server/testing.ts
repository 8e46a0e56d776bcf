import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import type * as z from 'zod';
import { rfc3339 } from '../../domain/clock.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import type { ProbeStage } from '../../domain/probe.ts';
import { goodStages } from '../../tests/support/stages.ts';
import {
  type Call,
  type CallName,
  type Change,
  type ChangesEnd,
  calls,
  changesLine,
  type Enrolment,
  type OperationResult,
  type ProbeTicket,
  type ProbeVerdictResponse,
  problemDetails,
} from '../contract/index.ts';
import { type Mplatform, type MplatformOptions, openMplatform } from './main.ts';
import type { Store } from './store/port.ts';
import { openPostgresStore } from './store/postgres.ts';
import { openSqliteStore } from './store/sqlite.ts';

export { goodStages };

/** For tests only: a real server on a real port, with a clock that stands still until it is moved. */
export interface TestServer {
  readonly mplatform: Mplatform;
  readonly address: string;
  readonly clock: { now(): number; advance(ms: number): void };
  readonly folder: string;
  /** The same database, whichever engine's, through a connection of its own. */
  openStore(): Promise<Store>;
  /** The same folder again, as after a restart of the server. `meanwhile`: what happens to it while nobody serves it. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(more: Partial<MplatformOptions> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mplatform-'));
  let now = Date.UTC(2026, 10, 23, 9);
  const clock = {
    now: () => now,
    advance: (ms: number) => {
      now += ms;
    },
  };
  const open = async (): Promise<Mplatform> => {
    const opened = await openMplatform({ dataFolder: folder, port: 0, seed: 'training', clock, ...more });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  let mplatform = await open();
  return {
    clock,
    folder,
    async openStore() {
      if (more.database === undefined) {
        const migrations = 'resources/migrations/mplatform';
        return openSqliteStore({ file: join(folder, 'mplatform.db'), migrations, backups: join(folder, 'b') });
      }
      const opened = await openPostgresStore({ url: more.database, migrations: 'resources/migrations/mplatform-postgres' });
      if (!opened.ok) throw new Error(opened.error.code);
      return opened.value;
    },
    get mplatform() {
      return mplatform;
    },
    get address() {
      return mplatform.address;
    },
    async restart(meanwhile) {
      await mplatform.close();
      meanwhile?.();
      mplatform = await open();
    },
    async close() {
      await mplatform.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed by the contract: an answer that does not fit it fails the test. */
  readonly body: unknown;
  /** Of a problem. */
  readonly code: string | undefined;
}

/** One call as the table describes it, over a real socket; the answer is held to the table. */
export async function call(
  address: string,
  name: CallName,
  { body, token, path, headers }: { body?: unknown; token?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<Said> {
  const described: Call = calls[name];
  const response = await fetch(address + (path ?? described.path), {
    method: described.method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) {
    const problem = problemDetails.parse(JSON.parse(text));
    return { status: response.status, headers: response.headers, body: problem, code: problem.code };
  }
  if (response.status !== described.status) throw new Error(`${name} answered ${response.status}`);
  const read = described.contentType === undefined && described.answer ? described.answer.parse(JSON.parse(text)) : text;
  return { status: response.status, headers: response.headers, body: read, code: undefined };
}

/** A technician's machine: keeps its tokens and counts its operations. */
export interface Device {
  readonly enrolment: Enrolment;
  token: string;
  seq: number;
  operation(intent: Intent, seq?: number): Record<string, unknown> & { readonly id: string; readonly seq: number };
  /** Sends intents as the next operations and gives the results. */
  act(...intents: readonly Intent[]): Promise<readonly OperationResult[]>;
  send(operations: readonly unknown[]): Promise<Said>;
  changes(cursor?: string): Promise<{ readonly changes: readonly Change[]; readonly end: ChangesEnd }>;
}

export async function enrolDevice(server: TestServer, machineId = 'machine-0001', enrolmentCode = 'SZKOLENIE'): Promise<Device> {
  const { address, clock } = server;
  const said = await call(address, 'enrol', { body: { enrolmentCode, machineId, name: 'Laptop', appVersion: '1' } });
  if (said.code !== undefined) throw new Error(said.code);
  const enrolment = said.body as Enrolment;
  const device: Device = {
    enrolment,
    token: enrolment.accessToken,
    seq: enrolment.lastSeq,
    operation: (intent, seq) => {
      device.seq = seq ?? device.seq + 1;
      return { ...intent, id: uuidv7(), seq: device.seq, deviceTime: rfc3339(clock.now()), appVersion: '1' };
    },
    async act(...intents) {
      const { body, code } = await device.send(intents.map((intent) => device.operation(intent)));
      if (code !== undefined) throw new Error(code);
      return (body as z.output<(typeof calls)['operations']['answer']>).results;
    },
    send: (operations) => call(server.address, 'operations', { body: { operations }, token: device.token }),
    async changes(cursor) {
      const path = `/v1/changes${cursor === undefined ? '' : `?cursor=${cursor}`}`;
      const { body, code } = await call(server.address, 'changes', { path, token: device.token });
      if (code !== undefined) throw new Error(code);
      const lines = String(body)
        .trimEnd()
        .split('\n')
        .map((line) => changesLine.parse(JSON.parse(line)));
      const end = lines.pop() as ChangesEnd;
      return { changes: lines as Change[], end };
    },
  };
  return device;
}

/** An open live line and its messages, one by one. */
export interface LiveLine {
  next(): Promise<unknown>;
  say(message: unknown): void;
  /** The code with which it was closed. */
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
}

export async function openLive(server: TestServer, device: Device): Promise<LiveLine> {
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/v1/live`, {
    headers: { authorization: `Bearer ${device.token}` },
  });
  const heard: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  socket.on('message', (data) => {
    const message: unknown = JSON.parse(String(data));
    const next = waiting.shift();
    if (next === undefined) heard.push(message);
    else next(message);
  });
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await once(socket, 'open');
  return {
    next: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve))),
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed,
    socket,
  };
}

export interface ProbeOrder {
  readonly subTicketId: string;
  readonly storeId: string;
  readonly configDigest: string;
  readonly origin: 'workstation' | 'laptop';
  readonly machineId?: string;
}

export const begin = async (server: TestServer, device: Device, order: ProbeOrder): Promise<ProbeTicket> => {
  const said = await call(server.address, 'startProbe', { body: order, token: device.token });
  if (said.code !== undefined) throw new Error(said.code);
  return said.body as ProbeTicket;
};

/** Sends the echo over a live line of its own and waits until it came back. */
export async function echo(server: TestServer, device: Device, { probeId, nonce }: ProbeTicket): Promise<void> {
  const line = await openLive(server, device);
  line.say({ type: 'echo', probeId, nonce });
  for (;;) {
    const message = (await line.next()) as { type: string };
    if (message.type === 'echo') break;
  }
  line.socket.close();
  await line.closed;
}

export const finish = (
  server: TestServer,
  device: Device,
  probeId: string,
  stages: readonly unknown[] = goodStages(),
  handover?: string,
): Promise<Said> => {
  const body = { stages, ...(handover === undefined ? {} : { handover }) };
  return call(server.address, 'finishProbe', { path: `/v1/probes/${probeId}/result`, body, token: device.token });
};

/** What a good probe of that order hands in. */
export const stagesOf = (server: TestServer, order: ProbeOrder, { probeId }: ProbeTicket): ProbeStage[] =>
  goodStages({ ...order, probeId, serverAddress: server.address });

/** A whole probe that finds all well: its receipt. */
export async function receiptFor(server: TestServer, device: Device, order: ProbeOrder): Promise<string> {
  const ticket = await begin(server, device, order);
  await echo(server, device, ticket);
  const { body } = await finish(server, device, ticket.probeId, stagesOf(server, order, ticket));
  const { receipt, code } = body as ProbeVerdictResponse;
  if (receipt === undefined) throw new Error(`no receipt: ${code}`);
  return receipt;
}
