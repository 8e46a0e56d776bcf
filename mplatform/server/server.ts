import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Server as Listener } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../../domain/clock.ts';
import type { ServerContext } from './context.ts';
import { createEchoLines, type EchoLimits } from './echo.ts';
import type { FileLookup, FileShelf } from './files.ts';
import { type AppOptions, createApp } from './http/app.ts';
import { addFileRoutes } from './http/files.ts';
import { addRoutes } from './http/routes.ts';
import type { ServerKeys } from './keys.ts';
import { createLive } from './live.ts';
import type { Metrics } from './metrics.ts';
import type { OperatorPageOptions } from './operator-page/index.ts';
import type { Store } from './store/port.ts';
import { createTokens } from './tokens.ts';
import { attachUpgrades } from './upgrades.ts';

export interface ServerOptions extends AppOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly files: FileLookup;
  /** Where uploads go. Without it there is no `/v1/files`. */
  readonly shelf?: FileShelf | undefined;
  /** The pages of whoever runs it; without it there are none. */
  readonly operatorPage?: OperatorPageOptions | undefined;
  /** Of the program; named in the OpenAPI document. */
  readonly version: string;
  readonly random?: (bytes: number) => Buffer;
  readonly heartbeatMs?: number;
  readonly echoLimits?: EchoLimits | undefined;
  /** Told of calls and lines; what the store does is counted by whoever opened it. */
  readonly metrics?: Metrics | undefined;
  /**
   * For how long a stop goes on answering on connections that are there, in milliseconds: a balancer uses them until it
   * notices that no new ones are taken. Not at all unless there is one.
   */
  readonly lingerMs?: number | undefined;
}

export interface FieldServer {
  readonly app: FastifyInstance;
  /** Listens and gives the port. `host` is this machine alone unless told otherwise; port 0 takes a free one. */
  listen(port: number, host?: string): Promise<number>;
  /** Stops taking calls, finishes those that were begun, ends the live lines. The store is whoever opened it to close. */
  close(): Promise<void>;
}

/** How long calls that were begun may take once the server is to stop, in milliseconds. */
const STOP_MS = 3000;

/** The field API over a store. Nothing here knows which database stands behind it. */
export async function createServer(options: ServerOptions): Promise<FieldServer> {
  const { store, clock, keys, files, version, metrics, random = randomBytes } = options;
  const context: ServerContext = {
    store,
    clock,
    files,
    random,
    tokens: createTokens(keys.secret),
    receiptKeys: keys.receipts,
    newId: () => uuidv7({ msecs: clock.now(), random: random(16) }),
  };
  const app = await createApp(context, options);
  if (metrics !== undefined) {
    app.addHook('onResponse', async ({ method, routeOptions }, { statusCode: status, elapsedTime }) =>
      metrics.callAnswered({ method, route: routeOptions.url, status, seconds: elapsedTime / 1000 }),
    );
  }
  await addRoutes(app, context, version, options);
  if (options.shelf !== undefined) await addFileRoutes(app, context, options.shelf);
  if (options.operatorPage !== undefined && options.shelf !== undefined) {
    // A technician's machine, whose training has no such pages, does not load them.
    const { addOperatorPage } = await import('./operator-page/index.ts');
    await addOperatorPage(app, context, options.shelf, options.operatorPage);
  }
  const lines = { live: createLive(context, options.heartbeatMs), echoLine: createEchoLines(options.echoLimits, options.trusts) };
  metrics?.watch('mplatform_live_lines', 'Live lines that are open.', () => lines.live.open());
  metrics?.watch('mplatform_echo_lines', 'Lines of tills that test their way.', () => lines.echoLine.open());
  attachUpgrades(app.server, lines, options.oldestContract);
  let stopping = false;
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => void (await Promise.all(Object.values(lines).map((line) => line.close()))));

  /** Takes no new connections; each answer on those that are there is the last one there. */
  async function linger(ms: number): Promise<void> {
    stopping = true;
    const goodbyes = Object.values(lines).map((line) => line.close());
    const ended = once(app.server, 'close');
    // Not HTTP's own, which also ends connections on which the next call may be under way.
    Listener.prototype.close.call(app.server);
    const patience = AbortSignal.timeout(ms);
    await Promise.race([ended, once(patience, 'abort')]);
    await Promise.all(goodbyes);
    app.server.closeIdleConnections();
    // Fastify waits for what was begun only where it ends the listening itself.
    await ended;
  }
  return {
    app,
    async listen(port, host = '127.0.0.1') {
      await app.listen({ port, host });
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    async close() {
      // Node no longer looks for those that are too slow once a stop has begun, and one of them would hold it up for ever.
      const { lingerMs = 0 } = options;
      const patience = setTimeout(() => app.server.closeAllConnections(), STOP_MS + lingerMs);
      try {
        if (lingerMs > 0 && app.server.listening) await linger(lingerMs);
        await app.close();
      } finally {
        clearTimeout(patience);
      }
    },
  };
}
