import { type WebSocket, WebSocketServer } from 'ws';
import type * as z from 'zod';
import { ok } from '../../domain/result.ts';
import { liveEcho, type liveMessage } from '../contract/schemas.ts';
import { authenticate, claimsOf } from './auth.ts';
import { type Caller, refuseCall, type ServerContext } from './context.ts';
import { noteEcho } from './probes.ts';
import { standingOf } from './standing.ts';
import type { DeviceRecord } from './store/records.ts';
import type { Upgrade, UpgradeLines } from './upgrades.ts';
import { audiencesOf } from './visibility.ts';

/** Close codes in the range left to applications. */
export const LIVE_CLOSE = { revoked: 4403, replaced: 4409, tooMany: 4429, stopping: 1001 } as const;

const HEARTBEAT_MS = 30_000;
const MAX_MESSAGE_BYTES = 4096;
const MAX_LINES_OF_DEVICE = 4;
/** Of a device between two heartbeats, on all its lines together. A client has little to say here: an echo for each probe. */
const MAX_MESSAGES = 120;
/** Of a device between two heartbeats: each costs the database a look. */
const MAX_OPENINGS = 60;

interface Line {
  readonly socket: WebSocket;
  readonly caller: Caller;
  alive: boolean;
}

/** The live line: pokes after commits that the technician may see, and echoes for probes. */
export function createLive(context: ServerContext, heartbeatMs = HEARTBEAT_MS): UpgradeLines {
  const { store } = context;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const lines = new Set<Line>();
  // Among ten thousand lines nobody looks for those of a dealer or a device one by one.
  const byAudience = createIndex<Line>();
  const byDevice = createIndex<Line>();
  /** What devices did since the last heartbeat; a new line does not begin it anew. */
  const counts = new Map<string, { openings: number; messages: number }>();
  let stopping = false;

  function countOf(deviceId: string) {
    const count = counts.get(deviceId) ?? { openings: 0, messages: 0 };
    counts.set(deviceId, count);
    return count;
  }

  const accept = async ({ request, socket, head }: Upgrade) => {
    const claims = claimsOf(context, request.headers);
    if (claims !== undefined) {
      const count = countOf(claims.deviceId);
      count.openings += 1;
      if (count.openings > MAX_OPENINGS) return refuseCall('request.too-many');
    }
    const caller = await authenticate(context, request.headers);
    if (!caller.ok) return caller;
    if (stopping) return refuseCall('server.stopping');
    sockets.handleUpgrade(request, socket, head, (socket) => keep(socket, caller.value));
    return ok(undefined);
  };

  function keep(socket: WebSocket, caller: Caller): void {
    const line: Line = { socket, caller, alive: true };
    const others = [...byDevice.of(caller.device.id)];
    for (const old of others.slice(0, Math.max(0, others.length + 1 - MAX_LINES_OF_DEVICE)))
      old.socket.close(LIVE_CLOSE.replaced);
    const audiences = audiencesOf(caller.technician);
    lines.add(line);
    byDevice.add([caller.device.id], line);
    byAudience.add(audiences, line);
    socket.on('close', () => {
      lines.delete(line);
      byDevice.remove([caller.device.id], line);
      byAudience.remove(audiences, line);
    });
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => {
      line.alive = true;
    });
    socket.on('message', (data, binary) => void receive(line, binary ? '' : data.toString()).catch(() => socket.terminate()));
    // What was committed before the line stood was poked to nobody; nor was it told that its device was shut out just then.
    void store
      .read((tx) => standingOf(tx, caller.device.id), 'once')
      .then(
        ({ device, lastChange: seq }) => (isIn(device) ? send(line, { type: 'changed', seq }) : socket.close(LIVE_CLOSE.revoked)),
        () => socket.terminate(),
      );
  }

  async function receive(line: Line, text: string): Promise<void> {
    const count = countOf(line.caller.device.id);
    count.messages += 1;
    if (count.messages > MAX_MESSAGES) return line.socket.close(LIVE_CLOSE.tooMany);
    const echo = liveEcho.safeParse(parseJson(text));
    // What a newer client may say is passed over; a wrong echo stays without an answer.
    if (!echo.success) return;
    const { probeId, nonce } = echo.data;
    if (await noteEcho(context, line.caller.device.id, probeId, nonce)) send(line, { type: 'echo', probeId, nonce });
  }

  const stopListening = store.onCommit(({ seq, audiences, devices }) => {
    for (const line of new Set(audiences.flatMap((audience) => [...byAudience.of(audience)])))
      send(line, { type: 'changed', seq });
    for (const line of devices.flatMap((device) => [...byDevice.of(device)]))
      void closeIfRevoked(line).catch(() => line.socket.terminate());
  });

  async function closeIfRevoked({ socket, caller }: Line): Promise<void> {
    const device = await store.read((tx) => tx.device(caller.device.id), 'once');
    if (!isIn(device)) socket.close(LIVE_CLOSE.revoked);
  }

  const heartbeat = setInterval(() => {
    counts.clear();
    for (const line of lines) {
      // A half-open line looks open for hours; one that missed a whole beat is let go.
      if (!line.alive) line.socket.terminate();
      line.alive = false;
      line.socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    accept,
    open: () => lines.size,
    async close() {
      stopping = true;
      clearInterval(heartbeat);
      stopListening();
      const ended = [...lines].map((line) => new Promise<void>((resolve) => line.socket.once('close', () => resolve())));
      for (const { socket } of lines) socket.close(LIVE_CLOSE.stopping);
      const patience = setTimeout(() => {
        for (const { socket } of lines) socket.terminate();
      }, 1000);
      await Promise.all(ended);
      clearTimeout(patience);
      sockets.close();
    },
  };
}

const isIn = (device: DeviceRecord | undefined): boolean => device !== undefined && device.revokedAt === null;

/** Which of them go by which name. */
function createIndex<T>() {
  const sets = new Map<string, Set<T>>();
  const none: ReadonlySet<T> = new Set();
  return {
    of: (name: string): ReadonlySet<T> => sets.get(name) ?? none,
    add(names: readonly string[], one: T): void {
      for (const name of names) sets.set(name, (sets.get(name) ?? new Set()).add(one));
    },
    remove(names: readonly string[], one: T): void {
      for (const name of names) {
        sets.get(name)?.delete(one);
        if (sets.get(name)?.size === 0) sets.delete(name);
      }
    },
  };
}

function send({ socket }: Line, message: z.input<typeof liveMessage>): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
