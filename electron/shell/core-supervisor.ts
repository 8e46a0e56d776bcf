import type { MessagePortMain } from 'electron';
import type { Clock } from '../../domain/clock.ts';
import type { WakeReason } from '../core/index.ts';
import { type ToCore, toMain } from '../shared/core-messages.ts';
import { type Forked, type HostServices, serveHost } from './host-services.ts';

export interface SupervisorDeps {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly services: HostServices;
  /** Starts the core's process. */
  fork(): Forked;
  /** Both ends of a new line: one for the core, one for the window. */
  channel(): { readonly port1: MessagePortMain; readonly port2: MessagePortMain };
  /** The core said that it cannot start, and why. */
  refused(sentence: string): void;
  /** It crashed again and again; starting it once more would not help. */
  gaveUp(): void;
}

/** So many crashes within this time, and it is not bad luck. */
const TRIES = 3;
const WITHIN_MS = 60_000;

/**
 * Keeps the core running behind the window: a crash starts it again and hands the window a new line; the window and
 * what the person was typing stay.
 */
export function superviseCore(deps: SupervisorDeps) {
  let crashes: readonly number[] = [];
  let closing: (() => void) | undefined;
  let refused = false;
  /** Gives the window its end of a line. One window; the last page that asked. */
  let handOver: ((port: MessagePortMain) => void) | undefined;
  let core: Forked | undefined;

  function start(): void {
    const process = deps.fork();
    core = process;
    const send = (message: ToCore, ports?: MessagePortMain[]): void => process.postMessage(message, ports);
    const host = serveHost(deps.services, (message) => {
      // An answer to a core that is gone has nobody to go to.
      if (core === process) send(message);
    });
    process.on('message', (data) => {
      const message = toMain.parse(data);
      if (message.type === 'ready') return;
      if (message.type === 'refused') {
        refused = true;
        deps.refused(message.sentence);
      } else host.handle(message);
    });
    process.on('exit', () => {
      core = undefined;
      host.end();
      exited();
    });
    send({ type: 'start', dataFolder: deps.dataFolder });
    if (handOver !== undefined) line(handOver);
  }

  function exited(): void {
    closing?.();
    if (closing !== undefined || refused) return;
    const now = deps.clock.now();
    crashes = [...crashes.filter((at) => now - at < WITHIN_MS), now];
    if (crashes.length >= TRIES) deps.gaveUp();
    else start();
  }

  function line(give: (port: MessagePortMain) => void): void {
    if (core === undefined) return;
    const { port1, port2 } = deps.channel();
    core.postMessage({ type: 'window' } satisfies ToCore, [port1]);
    give(port2);
  }

  return {
    start,
    /** A page asked for its line; it gets one now and after each restart of the core. */
    connect(give: (port: MessagePortMain) => void): void {
      handOver = give;
      line(give);
    },
    /** The system woke from sleep. */
    wake(why: WakeReason): void {
      core?.postMessage({ type: 'wake', why } satisfies ToCore);
    },
    /** Resolves when the core has finished what it began. */
    close(): Promise<void> {
      handOver = undefined;
      if (core === undefined) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      closing = resolve;
      core.postMessage({ type: 'close' } satisfies ToCore);
      return promise;
    },
  };
}
export type Supervisor = ReturnType<typeof superviseCore>;
