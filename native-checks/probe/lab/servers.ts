import { once } from 'node:events';
import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { type WebSocket, WebSocketServer } from 'ws';
import type { KeyPair } from './certificates.ts';

/** Servers of one test; `close` ends them and every connection they hold. */
export class Lab {
  readonly #closers: (() => Promise<unknown>)[] = [];
  readonly #host: string;

  /** This machine alone, unless the lab stands in a network namespace of its own. */
  constructor(host = '127.0.0.1') {
    this.#host = host;
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((close) => close()));
  }

  /** Whatever happens to a raw connection. */
  tcp(onConnection: (socket: Socket) => void): Promise<number> {
    return this.listen(createTcp(onConnection));
  }

  /** A port at which nobody listens any more. */
  async closedPort(): Promise<number> {
    const server = createTcp().listen(0, this.#host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  /** TLS with nothing behind it, for what fails in the handshake. */
  tls(options: TlsOptions): Promise<number> {
    return this.listen(createTls(options, (socket) => socket.end()));
  }

  /** M/platform as far as the probe meets it, with what a test changes. */
  async mplatform(options: MplatformLab = {}): Promise<number> {
    const listener: RequestListener = (request, response) =>
      (isEcho(request) ? (options.echo ?? givenBack) : (options.http ?? healthy))(request, response);
    const server: Server =
      options.pair === undefined ? createHttp(listener) : createHttps({ ...options.tls, ...options.pair }, listener);
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      options.seen?.push(request);
      if (options.upgrade !== undefined) return options.upgrade(socket as Socket, request);
      sockets.handleUpgrade(request, socket, head, (live) => (options.live ?? (isEcho(request) ? repeating : echoing))(live));
    });
    server.on('request', (request) => options.seen?.push(request));
    return this.listen(server, options.port, options.host);
  }

  /** Listens, never accepts, and has a full queue: the kernel drops what comes next, as a firewall would. */
  async blackHole(host = this.#host): Promise<number> {
    const worker = new Worker(BLOCKED_LISTENER, { eval: true, workerData: host });
    this.#closers.push(() => worker.terminate());
    const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    for (let i = 0; i < 8; i++) {
      const filler = connect({ host, port }).on('error', () => {});
      this.#closers.push(async () => filler.destroy());
    }
    return port;
  }

  /** Whatever the test made itself, on a port that it may choose. */
  async listen(server: NetServer, port = 0, host = this.#host): Promise<number> {
    const open = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      open.add(socket.on('error', () => {}));
      socket.once('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    this.#closers.push(() => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return (server.address() as AddressInfo).port;
  }
}

export interface MplatformLab {
  /** With a certificate the server speaks TLS only. */
  readonly pair?: KeyPair;
  readonly tls?: TlsOptions;
  readonly port?: number;
  readonly host?: string;
  /** Every plain request but the open echo. */
  readonly http?: RequestListener;
  /** `POST /v1/echo`; given back unless given. */
  readonly echo?: RequestListener;
  /** What happens to an upgrade instead of opening it. */
  readonly upgrade?: (socket: Socket, request: IncomingMessage) => void;
  readonly live?: (socket: WebSocket) => void;
  /** Every request that arrived, upgrades too. */
  readonly seen?: IncomingMessage[];
}

const BLOCKED_LISTENER = `
  const { parentPort, workerData: host } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ host, port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

export const healthBody = (time = Date.now()): string =>
  JSON.stringify({ status: 'ok', service: 'mplatform-field-api', time: new Date(time).toISOString() });

export function healthy(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json').end(healthBody());
}

/** A server that sends the same back, after a poke of the kind that comes at any moment. */
export function echoing(socket: WebSocket): void {
  socket.send(JSON.stringify({ type: 'changed', seq: 7 }));
  socket.on('message', (data) => socket.send(data.toString()));
}

const isEcho = ({ url = '' }: IncomingMessage): boolean => url.endsWith('/v1/echo');

export function givenBack(request: IncomingMessage, response: ServerResponse): void {
  request.pipe(response.setHeader('content-type', 'application/octet-stream'));
}

/** The open echo: any text comes back, and nothing else. */
export function repeating(socket: WebSocket): void {
  socket.on('message', (data) => socket.send(data.toString()));
}
