import { normalizeIP } from '@fastify/rate-limit';
import { type WebSocket, WebSocketServer } from 'ws';
import { ok } from '../../domain/result.ts';
import { MAX_ECHO_MESSAGE_BYTES } from '../contract/schemas.ts';
import { refuseCall } from './context.ts';
import { clientAddress, type Trusts } from './proxies.ts';
import type { Upgrade, UpgradeLines } from './upgrades.ts';

/** Close codes in the range left to applications, as those of the live line. */
export const ECHO_CLOSE = { timeUp: 4408, tooMany: 4429, notText: 1003, stopping: 1001 } as const;

/** Nobody signs in here, so all of it is bounded. */
export interface EchoLimits {
  /** Lines open at the same time from one address: the tills of one shop, and no more. */
  readonly perAddress: number;
  readonly inAll: number;
  readonly messages: number;
  /** How long a line may be open, in milliseconds. */
  readonly openMs: number;
}
export const ECHO_LIMITS: EchoLimits = { perAddress: 8, inAll: 256, messages: 10, openMs: 15_000 };

/** WebSockets that give each text message back, by which a till without an account tests its way. */
export function createEchoLines(limits: EchoLimits = ECHO_LIMITS, trusts?: Trusts): UpgradeLines {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_ECHO_MESSAGE_BYTES, perMessageDeflate: false });
  const open = new Map<WebSocket, string>();
  let stopping = false;

  function opened(socket: WebSocket, address: string): void {
    open.set(socket, address);
    let messages = 0;
    const timer = setTimeout(() => end(socket, ECHO_CLOSE.timeUp), limits.openMs);
    socket.on('close', () => {
      clearTimeout(timer);
      open.delete(socket);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data, binary) => {
      if (socket.readyState !== socket.OPEN) return;
      messages += 1;
      if (binary) return end(socket, ECHO_CLOSE.notText);
      if (messages > limits.messages) return end(socket, ECHO_CLOSE.tooMany);
      socket.send(data, { binary: false });
    });
  }

  async function accept({ request, socket, head }: Upgrade) {
    if (stopping) return refuseCall('server.stopping');
    const address = normalizeIP(clientAddress(request, trusts));
    const mine = [...open.values()].filter((one) => one === address).length;
    if (mine >= limits.perAddress || open.size >= limits.inAll) return refuseCall('request.too-many');
    sockets.handleUpgrade(request, socket, head, (line) => opened(line, address));
    return ok(undefined);
  }

  return {
    accept,
    open: () => open.size,
    async close() {
      stopping = true;
      const ended = [...open.keys()].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
      for (const socket of open.keys()) end(socket, ECHO_CLOSE.stopping);
      await Promise.all(ended);
      sockets.close();
    },
  };
}

/** Says goodbye; whoever does not answer it is not waited for, since the place is counted. */
function end(socket: WebSocket, code: number): void {
  socket.close(code);
  const patience = setTimeout(() => socket.terminate(), 1000);
  socket.once('close', () => clearTimeout(patience));
}
