import type { MessagePortMain } from 'electron';
import type { Clock } from '../../domain/clock.ts';
import type { WakeReason } from '../core/index.ts';
import type { Timers } from '../core/timers.ts';
import { type CoreStatus, type ToCore, toMain } from '../shared/core-messages.ts';
import { type Forked, type HostServices, serveHost } from './host-services.ts';

export interface SupervisorDeps {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly services: HostServices;
  /** Starts the core's process. */
  fork(): Forked;
  /** Both ends of a new line: one for the core, one for the window. */
  channel(): { readonly port1: MessagePortMain; readonly port2: MessagePortMain };
  /** How the core is; undefined while there is none. */
  status(status: CoreStatus | undefined): void;
  /** The core said that it cannot start, and why. */
  refused(sentence: string): void;
  /** It crashed again and again. Nothing more is tried before `again`. */
  gaveUp(): void;
}

/** How long each start waits after a crash; one more crash within the time below, and it is not bad luck. */
const WAITS_MS: readonly number[] = [0, 1_000, 5_000];
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
  /** Opened while there was none. */
  const files: string[] = [];
  let cancelStart = (): void => {};

  function start(): void {
    cancelStart = () => {};
    const process = deps.fork();
    core = process;
    const send = (message: ToCore, ports?: MessagePortMain[]): void => process.postMessage(message, ports);
    const host = serveHost(deps.services, (message) => {
      // An answer to a core that is gone has nobody to go to.
      if (core === process) send(message);
    });
    process.on('message', (data) => {
      const read = toMain.safeParse(data);
      if (!read.success) {
        // Not our core any more, whatever became of it; another one takes its place.
        process.kill();
        return;
      }
      const message = read.data;
      if (message.type === 'ready') return;
      if (message.type === 'status') deps.status(message);
      else if (message.type === 'refused') {
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
    for (const file of files.splice(0)) send({ type: 'open-file', file });
    if (handOver !== undefined) line(handOver);
  }

  function exited(): void {
    closing?.();
    if (closing !== undefined || refused) return;
    deps.status(undefined);
    const now = deps.clock.now();
    crashes = [...crashes.filter((at) => now - at < WITHIN_MS), now];
    const wait = WAITS_MS[crashes.length - 1];
    if (wait === undefined) deps.gaveUp();
    else if (wait === 0) start();
    else cancelStart = deps.timers.after(wait, start);
  }

  function line(give: (port: MessagePortMain) => void): void {
    if (core === undefined) return;
    const { port1, port2 } = deps.channel();
    core.postMessage({ type: 'window' } satisfies ToCore, [port1]);
    give(port2);
  }

  return {
    start,
    /** After it was given up: the person wants it tried once more. */
    again(): void {
      crashes = [];
      if (core === undefined && closing === undefined) start();
    },
    /** A page asked for its line; it gets one now and after each restart of the core. */
    connect(give: (port: MessagePortMain) => void): void {
      handOver = give;
      line(give);
    },
    /** The system woke from sleep. */
    wake(why: WakeReason): void {
      core?.postMessage({ type: 'wake', why } satisfies ToCore);
    },
    /** A file that the person opened from outside the window. */
    openFile(file: string): void {
      if (core === undefined) files.push(file);
      else core.postMessage({ type: 'open-file', file } satisfies ToCore);
    },
    syncNow(): void {
      core?.postMessage({ type: 'sync-now' } satisfies ToCore);
    },
    /** Resolves when the core has finished what it began. */
    close(): Promise<void> {
      handOver = undefined;
      cancelStart();
      const { promise, resolve } = Promise.withResolvers<void>();
      closing = resolve;
      if (core === undefined) return Promise.resolve();
      core.postMessage({ type: 'close' } satisfies ToCore);
      return promise;
    },
  };
}
export type Supervisor = ReturnType<typeof superviseCore>;
