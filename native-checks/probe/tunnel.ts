import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Target } from './address.ts';
import type { Trust } from './trust.ts';
import type { ProxyServer } from './types.ts';

/** `host:port` as CONNECT names it; an IPv6 address in brackets. */
export const authorityOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/** One CONNECT, not yet sent. Whatever the proxy answers comes as the event `connect`. */
export function askProxy(proxy: ProxyServer, target: Target, trust: Trust): ClientRequest {
  const { host, port, secure = false, authorization } = proxy;
  const authority = authorityOf(target);
  const servername = isIP(host) === 0 ? host : '';
  // Node gives up on each address of a name after 250 ms, which a slow but working line does not keep to.
  const there = { host, port, autoSelectFamilyAttemptTimeout: 2000 };
  return request({
    createConnection: () =>
      secure
        ? connectTls({ ...there, servername, secureContext: trust.secureContext(), rejectUnauthorized: true })
        : connectTcp(there),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
  });
}

/** What the proxy answered when it let nobody through. */
export const refusedBy = (status: number): Error =>
  Object.assign(new Error(`The proxy answered ${status}`), { code: `PROXY_${status}` });

export const letThrough = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

/**
 * A connection through a proxy. What is written before the proxy has let it through waits here, so that it can be
 * used at once like any other connection; destroying it ends the asking, too.
 */
export class Tunnel extends Duplex {
  readonly #asked: ClientRequest;
  #socket: Socket | undefined;
  #held: (() => void) | undefined;

  constructor(proxy: ProxyServer, target: Target, trust: Trust) {
    super({ allowHalfOpen: true });
    this.#asked = askProxy(proxy, target, trust);
    this.#asked.on('error', (cause) => this.destroy(cause));
    this.#asked.once('connect', (answer, socket: Socket, head) => {
      if (this.destroyed || !letThrough(answer)) {
        socket.destroy();
        this.destroy(refusedBy(answer.statusCode ?? 0));
        return;
      }
      this.#join(socket, head);
    });
    this.#asked.end();
  }

  #join(socket: Socket, head: Buffer): void {
    this.#socket = socket;
    socket.on('data', (part: Buffer) => {
      if (!this.push(part)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.on('error', (cause) => this.destroy(cause));
    socket.once('close', () => this.destroy());
    if (head.length > 0) this.push(head);
    this.#held?.();
    this.#held = undefined;
  }

  /** Now, or as soon as the proxy has let through: a stream has at most one such work open. */
  #whenOpen(work: (socket: Socket) => void): void {
    const socket = this.#socket;
    if (socket === undefined) this.#held = () => this.#whenOpen(work);
    else work(socket);
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(part: Buffer, _encoding: BufferEncoding, done: (cause?: Error | null) => void): void {
    this.#whenOpen((socket) => socket.write(part, done));
  }

  override _final(done: (cause?: Error | null) => void): void {
    this.#whenOpen((socket) => socket.end(() => done()));
  }

  override _destroy(cause: Error | null, done: (cause?: Error | null) => void): void {
    this.#asked.destroy();
    this.#socket?.destroy();
    done(cause);
  }
}
