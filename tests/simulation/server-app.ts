import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { FileShelf } from '../../mplatform/server/files.ts';
import type { ServerKeys } from '../../mplatform/server/keys.ts';
import { createServer } from '../../mplatform/server/server.ts';
import type { Store } from '../../mplatform/server/store/port.ts';

/** What a server of one run brings to the program that all runs of a process share. */
export interface Behind {
  readonly store: Store;
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  readonly hasFile: (sha256: string) => boolean;
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

let made: Promise<FastifyInstance> | undefined;

/**
 * The real program, made once for a process since that costs more than a whole run. It is called by Fastify's `inject`:
 * routing, body limits, parsing, validation and problem details are as over a socket, without one.
 */
export function serverApp(): Promise<FastifyInstance> {
  made ??= createServer({
    store: {
      transaction: (work) => present().store.transaction(work),
      read: (work) => present().store.read(work),
      onCommit: () => () => {},
      close: async () => {},
    },
    clock: { now: () => present().now() },
    keys,
    // Uploading has tests of its own; what is decided here asks only whether a file is there.
    files: { has: async (sha256: string) => present().hasFile(sha256) } as unknown as FileShelf,
    version: '0.1.0',
    random: (bytes) => present().random(bytes),
    // Real time has no say here; limits have tests of their own.
    rateLimits: { device: 1e9, address: 1e9 },
  }).then(async ({ app }) => {
    await app.ready();
    return app;
  });
  return made;
}
