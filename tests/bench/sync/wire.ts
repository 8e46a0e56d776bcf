import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

export interface Traffic {
  /** In order, as `GET /v1/changes`; a live line counts as the request with which it begins. */
  readonly calls: readonly string[];
  /** Bytes as they came, headers included. */
  readonly received: number;
}

/** Counts what this process asks for and is sent, from now on; each call of the answer begins a new count. */
export function countTraffic(): () => Traffic {
  const sockets = new Set<Socket>();
  let calls: string[] = [];
  let before = 0;
  subscribe('net.client.socket', (message) => sockets.add((message as { socket: Socket }).socket));
  subscribe('http.client.request.start', (message) => {
    const { method, path } = (message as { request: ClientRequest }).request;
    calls.push(`${method} ${path.split('?')[0]}`);
  });
  return () => {
    const all = [...sockets].reduce((sum, socket) => sum + socket.bytesRead, 0);
    const since = { calls, received: all - before };
    [calls, before] = [[], all];
    return since;
  };
}
