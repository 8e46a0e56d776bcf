import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { commonHeaders, contentPolicy, readRendererFile } from '../shared/renderer-files.ts';
import { inBothLanguages } from '../shared/words.ts';
import { refusal } from './guard.ts';
import { type LaunchFile, writeLaunchFile } from './launch-file.ts';
import { createSession } from './session.ts';

export interface HostedOptions {
  readonly core: { readonly router: AnyRouter };
  /** The built interface. */
  readonly rendererFolder: string;
  /** Where the launch file goes. */
  readonly dataFolder: string;
  readonly clock?: Clock;
  /** How long a stranger may take; the product's own unless a test is in a hurry. */
  readonly patience?: Patience;
}

/** A window on this machine sends all it has to say at once. Milliseconds. */
export interface Patience {
  readonly headers: number;
  readonly request: number;
  /** How often it is looked whether somebody takes too long. */
  readonly looks: number;
}
const PATIENCE: Patience = { headers: 5_000, request: 10_000, looks: 1_000 };

export interface Hosted {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The one address that opens a window, good once. It holds a secret. */
  readonly launchAddress: string;
  readonly launchFile: LaunchFile;
  /** Told how many windows are connected, at each change. */
  onWindows(listener: (count: number) => void): void;
  close(): Promise<void>;
}

const MAX_MESSAGE = 4 * 1024 * 1024;
const MAX_BODY = 1024;
const MAX_WINDOWS = 8;
/** More than eight windows ever open at the same time. */
const MAX_CONNECTIONS = 128;

/** Serves the interface and its calls on this machine only, to the one browser that was given the launch address. */
export async function startHosted(options: HostedOptions): Promise<Hosted> {
  const { core, rendererFolder, dataFolder, clock = systemClock, patience = PATIENCE } = options;
  const session = createSession(clock);
  const files = { folder: rendererFolder, shell: 'hosted', nonce: () => randomBytes(16).toString('base64url') } as const;
  const windows = new Set<WebSocket>();
  const listeners: ((count: number) => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener(windows.size);
  };
  let authority = '';

  const limits = {
    maxHeaderSize: 16_384,
    headersTimeout: patience.headers,
    requestTimeout: patience.request,
    connectionsCheckingInterval: patience.looks,
    keepAliveTimeout: patience.headers,
  };
  const server = createServer(limits, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, rawHeaders } = request;
    const no = refusal({ method, url, rawHeaders, upgrade: false }, authority);
    if (no !== null) return refuse(response, no.status);
    const address = new URL(url ?? '/', `http://${authority}`);
    if (address.pathname === '/launch') return launch(address, response);
    if (!session.hasCookie(rawHeaders)) return refuse(response, 401);
    if (address.pathname === '/session') return newSession(request, response);
    if (method === 'POST') return refuse(response, 405);
    // The raw path: URL would have resolved the dots that readRendererFile refuses.
    const page = await readRendererFile(files, (url ?? '/').split('?', 1)[0] ?? '/');
    response.writeHead(page.status, page.headers);
    response.end(method === 'HEAD' ? undefined : page.body);
  }

  /** A redirect would not carry a strict cookie when the way began at a file; a page of our own that moves on does. */
  function launch(address: URL, response: ServerResponse): void {
    const entry = session.redeem(address.searchParams.get('token') ?? '');
    if (entry === null) {
      refuse(response, 403);
      return;
    }
    response.writeHead(200, {
      ...commonHeaders,
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentPolicy(randomBytes(16).toString('base64url')),
      'Set-Cookie': entry.setCookie,
    });
    const on = `/#key=${entry.key}`;
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><title>M/Technik</title><meta http-equiv="refresh" content="0;url=${on}">`,
    );
    void launchFile.remove();
  }

  async function newSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return refuse(response, 405);
    if (!session.hasKey(request.rawHeaders)) return refuse(response, 401);
    let length = 0;
    for await (const chunk of request) {
      length += (chunk as Buffer).length;
      if (length > MAX_BODY) return refuse(response, 413);
    }
    response.writeHead(200, { ...commonHeaders, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify({ token: session.newPageToken() }));
  }

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    // Never the token back: the answer's headers are shown in more places than the request's.
    handleProtocols: () => 'technik',
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { method, url, rawHeaders } = request;
    socket.on('error', () => socket.destroy());
    const no = refusal({ method, url, rawHeaders, upgrade: true }, authority);
    if (no !== null) return refuseUpgrade(socket, no.status);
    if (url !== '/rpc') return refuseUpgrade(socket, 404);
    if (!session.hasCookie(rawHeaders) || !session.takePageToken(rawHeaders)) return refuseUpgrade(socket, 401);
    if (windows.size >= MAX_WINDOWS) return refuseUpgrade(socket, 429);
    sockets.handleUpgrade(request, socket, head, (ws) => {
      // A frame that is too large or malformed ends this window's line and nothing else.
      ws.on('error', () => ws.terminate());
      // Another one once the program could start after all.
      void new RPCHandler(core.router).upgrade(ws, { context: {} });
      windows.add(ws);
      ws.once('close', () => {
        windows.delete(ws);
        changed();
      });
      changed();
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port');
  authority = `127.0.0.1:${bound.port}`;
  const origin = `http://${authority}`;
  const launchAddress = `${origin}/launch?token=${session.launchToken}`;
  const launchFile = await writeLaunchFile(join(dataFolder, 'launch.html'), launchAddress);

  return {
    origin,
    launchAddress,
    launchFile,
    onWindows: (listener) => void listeners.push(listener),
    async close() {
      await launchFile.remove();
      for (const ws of windows) ws.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, {
    ...commonHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(inBothLanguages('desktop.hosted.closed'));
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
