import { implement } from '@orpc/server';
import type { Clock } from '../../domain/clock.ts';
import { contract } from './api/contract.ts';
import type { Host } from './host.ts';

const os = implement(contract);
export type CoreRouter = ReturnType<typeof os.router>;

export interface Core {
  /** The calls of the interface, for oRPC's handlers (message port, WebSocket) and for direct calls. */
  readonly router: CoreRouter;
  /** Finishes what it began and closes the databases. */
  close(): Promise<void>;
}

export interface CoreOptions {
  readonly dataFolder: string;
  readonly host: Host;
  readonly clock: Clock;
}

/** The composition root: everything is made here, by hand, in order. */
export async function startCore(_options: CoreOptions): Promise<Core> {
  throw new Error('being written');
}
