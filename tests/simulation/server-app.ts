import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { FileShelf } from '../../mplatform/server/files.ts';
import { createApp } from '../../mplatform/server/http/app.ts';
import { addFileRoutes } from '../../mplatform/server/http/files.ts';
import type { ServerKeys } from '../../mplatform/server/keys.ts';
import { createServer } from '../../mplatform/server/server.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import { createTokens } from '../../mplatform/server/tokens.ts';

/** What a server of one run brings to the program that all runs of a process share. */
export interface Behind {
  readonly store: Store;
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly shelf: FileShelf;
  /** Calls are refused for being too many. */
  readonly limited: () => boolean;
  /** Virtual milliseconds; forgotten when the server dies. */
  readonly later: (ms: number, run: () => void) => void;
}

const ED25519_PKCS8 = '302e020100300506032b657004220420';

/** Always the same, so that tokens and receipts of a run are the same text each time. They open nothing anywhere. */
export const keys: ServerKeys = (() => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([Buffer.from(ED25519_PKCS8, 'hex'), Buffer.alloc(32, 7)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { secret: Buffer.alloc(32, 9), receipts: { privateKey, publicKey } };
})();

let behind: Behind | undefined;
const present = (): Behind => {
  if (behind === undefined) throw new Error('No server is up');
  return behind;
};

/** Puts another server behind the program; the program itself (routes, schemas, parsers) keeps no state between calls. */
export const stand = (next: Behind): void => {
  behind = next;
};

/** The product's own limiter; when it strikes is the run's to say, since it counts real minutes. */
const rateLimits = {
  get device() {
    return present().limited() ? 0 : 1e9;
  },
  get address() {
    return present().limited() ? 0 : 1e9;
  },
};

let made: Promise<FastifyInstance> | undefined;

/**
 * The real program, made once for a process since that costs more than a whole run. It is called by Fastify's `inject`:
 * routing, body limits, parsing, validation and problem details are as over a socket, without one.
 */
export function serverApp(): Promise<FastifyInstance> {
  made ??= createServer({
    store: {
      transaction: (work) => present().store.transaction(work),
      read: (work, once) => present().store.read(work, once),
      onCommit: () => () => {},
      close: async () => {},
    },
    clock: { now: () => present().now() },
    keys,
    files: { has: (...asked) => present().shelf.has(...asked) },
    version: '0.1.0',
    random: (bytes) => present().random(bytes),
    rateLimits,
  }).then(async ({ app }) => {
    await app.ready();
    return app;
  });
  return made;
}

/**
 * The part of the program that files go through, anew for each life of a server: unlike the rest it keeps something in
 * memory (who writes which upload), and a crash has to take that along.
 */
export async function filesApp({ store, now, random, shelf }: Behind): Promise<FastifyInstance> {
  keepTusTimer();
  const tokens = createTokens(keys.secret);
  const newId = () => uuidv7({ msecs: now(), random: random(16) });
  const context = { store, clock: { now }, tokens, receiptKeys: keys.receipts, files: shelf, random, newId };
  const app = await createApp(context, { rateLimits });
  await addFileRoutes(app, context, shelf);
  await app.ready();
  return app;
}

/** For how long the tus library lets the holder of a lock go on; `DRAIN_MS` in `files-tus.ts`. */
const DRAIN_MS = 500;
let kept = false;
/** The one timer that the library sets by itself runs on virtual time like all others. */
function keepTusTimer(): void {
  if (kept) return;
  kept = true;
  const real = globalThis.setTimeout;
  const ours = (run: () => void, ms?: number, ...more: unknown[]): NodeJS.Timeout => {
    if (ms !== DRAIN_MS || behind === undefined) return real(run, ms, ...(more as []));
    behind.later(ms, run);
    return real(() => {}, 0);
  };
  globalThis.setTimeout = Object.defineProperties(ours, Object.getOwnPropertyDescriptors(real)) as typeof setTimeout;
}
