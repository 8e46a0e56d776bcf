import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain, ParentPort } from 'electron';
import { systemClock } from '../domain/clock.ts';
import { assertNever } from '../domain/result.ts';
import { DatabaseProblem } from '../sqlite/problems.ts';
import { noteLastWords } from './core/diagnostics/last-words.ts';
import { type Core, createStartup, type Startup, startCore } from './core/index.ts';
import { systemTimers } from './core/timers.ts';
import { claimDataFolder } from './shared/claim.ts';
import { type ToMain, toCore } from './shared/core-messages.ts';
import type { InstanceLock } from './shared/instance-lock.ts';
import { createPortHost } from './shared/port-host.ts';
import { tellStatus } from './shared/tell-status.ts';

/** The core's own process in Electron: neither a long query nor a crash in here freezes or ends the window. */
const main: ParentPort = process.parentPort;
/** In this time the window has asked for its first list, and has it. */
const FIRST_LIST_MS = 300;
const send = (message: ToMain): void => main.postMessage(message);
const host = createPortHost(send, {
  elevates: process.argv.includes('--may-elevate'),
  updates: process.argv.includes('--may-update'),
});

let startup: Startup | undefined;
let core: Core | undefined;
let dataFolder: string | undefined;
noteLastWords({ where: 'core', dataFolder: () => dataFolder, clock: systemClock });
/** Kept in sight for as long as the process lives: a lock that nobody holds any more is released. */
let lock: InstanceLock | undefined;
/** From the moment when main asked to finish. */
const ending = new AbortController();
/** The tray need not be quicker. */
const REST_MS = 500;
/** Files that were opened while the core was still starting, or could not. */
const files: string[] = [];
/** Windows that came while the core was still starting. */
const waiting: MessagePortMain[] = [];

function serve(running: Startup, port: MessagePortMain): void {
  new RPCHandler<object>(running.router).upgrade(port);
  port.start();
}

/** Without a core the window shows why, and a way on; anything but such a problem is a bug, and main starts the process again. */
async function start(dataFolder: string): Promise<void> {
  startup = await createStartup({ dataFolder, clock: systemClock, start: () => startHere(dataFolder), secrets: host.secrets });
  for (const port of waiting.splice(0)) serve(startup, port);
}

async function startHere(dataFolder: string): Promise<Core> {
  if (lock === undefined) {
    const claimed = claimDataFolder(dataFolder);
    if (!claimed.ok) throw new DatabaseProblem(claimed.error);
    lock = claimed.value;
  }
  const running = await startCore({ dataFolder, host, clock: systemClock, beginAfterMs: FIRST_LIST_MS });
  core = running;
  send({ type: 'ready' });
  for (const file of files.splice(0)) void running.openFile(file);
  const rest = (): Promise<void> => new Promise((rested) => systemTimers.after(REST_MS, rested));
  // A line in the tray is no reason to end.
  tellStatus(running, send, rest, ending.signal).catch(() => {});
  return running;
}

main.on('message', (event) => {
  const message = toCore.parse(event.data);
  switch (message.type) {
    case 'start':
      dataFolder = message.dataFolder;
      void start(message.dataFolder);
      return;
    case 'window': {
      const [port] = event.ports;
      if (port === undefined) return;
      if (startup === undefined) waiting.push(port);
      else serve(startup, port);
      return;
    }
    case 'open-file':
      if (core === undefined) files.push(message.file);
      else void core.openFile(message.file);
      return;
    case 'sync-now':
      // What comes of it, the status says.
      void core?.workplace().sync.now();
      return;
    case 'close':
      ending.abort();
      void (core?.close() ?? Promise.resolve()).then(() => {
        lock?.release();
        process.exit(0);
      });
      return;
    case 'secret-answer':
    case 'fork-message':
    case 'fork-exit':
    case 'elevate-answer':
    case 'proxy-answer':
    case 'update-answer':
    case 'update-progress':
    case 'open-mail-answer':
    case 'wake':
      host.receive(message);
      return;
    default:
      assertNever(message);
  }
});
