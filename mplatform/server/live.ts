import { type WebSocket, WebSocketServer } from 'ws';
import type * as z from 'zod';
import { ok } from '../../domain/result.ts';
import { liveEcho, type liveMessage } from '../contract/schemas.ts';
import { authenticate } from './auth.ts';
import { type Caller, refuseCall, type ServerContext } from './context.ts';
import { noteEcho } from './probes.ts';
import type { Upgrade, UpgradeLines } from './upgrades.ts';
import { audiencesOf } from './visibility.ts';

/** Close codes in the range left to applications. */
export const LIVE_CLOSE = { revoked: 4403, replaced: 4409, tooMany: 4429, stopping: 1001 } as const;

const HEARTBEAT_MS = 30_000;
const MAX_MESSAGE_BYTES = 4096;
const MAX_LINES_OF_DEVICE = 4;
/** Between two heartbeats. A client has little to say here: an echo for each probe. */
const MAX_MESSAGES = 120;

interface Line {
  readonly socket: WebSocket;
  readonly caller: Caller;
  alive: boolean;
  messages: number;
}

/** The live line: pokes after commits that the technician may see, and echoes for probes. */
export function createLive(context: ServerContext, heartbeatMs = HEARTBEAT_MS): UpgradeLines {
  const { store } = context;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const lines = new Set<Line>();
  // Among ten thousand lines nobody looks for those of a dealer or a device one by one.
  const byAudience = createIndex<Line>();
  const byDevice = createIndex<Line>();
  let stopping = false;

  const accept = async ({ request, socket, head }: Upgrade) => {
    const caller = await authenticate(context, request.headers);
    if (!caller.ok) return caller;
    if (stopping) return refuseCall('server.stopping');
    sockets.handleUpgrade(request, socket, head, (socket) => keep(socket, caller.value));
    return ok(undefined);
  };

  function keep(socket: WebSocket, caller: Caller): void {
    const line: Line = { socket, caller, alive: true, messages: 0 };
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
    // What was committed before the line stood was poked to nobody.
    void store
      .read((tx) => tx.lastChange(), 'once')
      .then(
        (seq) => send(line, { type: 'changed', seq }),
        () => socket.terminate(),
      );
  }

  async function receive(line: Line, text: string): Promise<void> {
    line.messages += 1;
    if (line.messages > MAX_MESSAGES) return line.socket.close(LIVE_CLOSE.tooMany);
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
    if (device === undefined || device.revokedAt !== null) socket.close(LIVE_CLOSE.revoked);
  }

  const heartbeat = setInterval(() => {
    for (const line of lines) {
      // A half-open line looks open for hours; one that missed a whole beat is let go.
      if (!line.alive) line.socket.terminate();
      line.alive = false;
      line.messages = 0;
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
