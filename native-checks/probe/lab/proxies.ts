import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Lab } from './servers.ts';

export interface ProxyLab {
  /** What it answers instead of letting through. */
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  /** Where every name leads; 127.0.0.1 unless given. */
  readonly to?: string;
  /** Lets through only who says this in `Proxy-Authorization`. */
  readonly wants?: string;
  readonly seen?: Asked[];
  /** What happens to a connection that was let through instead of joining it. */
  readonly through?: (socket: Socket, port: number) => void;
}

export interface Asked {
  readonly authority: string;
  readonly authorization: string | undefined;
}

/** A proxy that takes every name to one machine. */
export function labProxy(options: ProxyLab = {}): Server {
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('connect', (request, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    const authority = request.url ?? '';
    const authorization = request.headers['proxy-authorization'];
    options.seen?.push({ authority, authorization });
    if (options.wants !== undefined && authorization !== options.wants) return refuse(socket, 407, options.headers);
    if (options.status !== undefined) return refuse(socket, options.status, options.headers);
    const port = Number(authority.slice(authority.lastIndexOf(':') + 1));
    if (options.through !== undefined) {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      options.through(socket, port);
      return;
    }
    const far = connect({ host: options.to ?? '127.0.0.1', port }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) far.write(head);
      far.pipe(socket).pipe(far);
    });
    far.on('error', () => refuse(socket, 502, {}));
    socket.once('close', () => far.destroy());
    far.once('close', () => socket.destroy());
  });
  return server;
}

function refuse(socket: Socket, status: number, headers: OutgoingHttpHeaders = {}): void {
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`));
  socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}content-length: 0\r\n\r\n`);
}

export const startProxy = (lab: Lab, options: ProxyLab = {}): Promise<number> => lab.listen(labProxy(options));
