import { appendFileSync, mkdirSync } from 'node:fs';
import https from 'node:https';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { inspectTill, type TillReading } from '../../../native-checks/pcpos/index.ts';

/**
 * A stand-in for PC-POS 7 in training: a process of its own that reads the configuration when it starts (and only
 * then), holds its MutexPort while it runs, writes a log and calls M/platform with what it read.
 */
const order = z.object({ folder: z.string(), ca: z.string(), posName: z.string(), version: z.string() });
export type SimulatorOrder = z.infer<typeof order>;

const RETRY_MS = 3_000;

/** In Electron a utility process, elsewhere a child process: both speak through one of these. */
interface ParentPort {
  postMessage(message: unknown): void;
  once(event: 'message', listener: (event: { data: unknown }) => void): void;
}
const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;

const tell = (message: object): void => {
  if (parentPort !== undefined) parentPort.postMessage(message);
  else process.send?.(message);
};

async function run({ folder, ca, posName, version }: SimulatorOrder): Promise<void> {
  const log = (line: string): void => {
    mkdirSync(join(folder, 'Log'), { recursive: true });
    appendFileSync(join(folder, 'Log', 'Pos_Log_0.log'), `${new Date().toISOString()} ${line}\r\n`);
  };
  const read = await inspectTill(folder);
  if (!read.ok) {
    log(`Blad konfiguracji: ${read.error.code}`);
    process.exit(1);
  }
  const config = read.value;
  await holdPort(config.mutexPort ?? 0);
  log(`Start PC-POS ${version}, stanowisko ${posName}`);
  tell({ type: 'running', server: config.server, stores: config.stores });
  if (config.active !== true || config.server === null) {
    log('Komunikacja z M/platform wylaczona');
    return;
  }
  for (const storeId of config.stores) callUntilAnswered(config, storeId, { ca, posName, version, log });
}

/**
 * The port listens exactly while PC-POS runs. One that ran before may need a moment to let go of it; a port that stays
 * in use means that a PC-POS already runs, and a second one ends, as the real one does.
 */
function holdPort(port: number, tries = 50): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => {
      if (tries === 0) process.exit(3);
      setTimeout(() => resolve(holdPort(port, tries - 1)), 100);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

interface Caller {
  readonly ca: string;
  readonly posName: string;
  readonly version: string;
  readonly log: (line: string) => void;
}

function callUntilAnswered(config: TillReading, storeId: string, caller: Caller): void {
  const again = (): void => void setTimeout(() => callUntilAnswered(config, storeId, caller), RETRY_MS);
  const body = JSON.stringify({ storeId, posName: caller.posName, version: caller.version });
  let url: URL;
  try {
    url = new URL('/pos/v1/contact', config.server ?? '');
  } catch {
    caller.log(`Niepoprawny adres M/platform: ${config.server}`);
    return;
  }
  const request = https.request(
    url,
    {
      method: 'POST',
      ca: caller.ca,
      timeout: 5_000,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    },
    (response) => {
      response.resume();
      caller.log(`M/platform: sklep ${storeId}, status ${response.statusCode}`);
      tell({ type: 'contact', storeId, status: response.statusCode });
      if (response.statusCode !== undefined && response.statusCode >= 500) again();
    },
  );
  request.on('timeout', () => request.destroy());
  request.on('error', (cause: NodeJS.ErrnoException) => {
    caller.log(`M/platform: brak polaczenia (${cause.code ?? cause.message})`);
    again();
  });
  request.end(body);
}

// Without its parent it would go on holding the port for ever.
process.once('disconnect', () => process.exit(0));
const begin = (message: unknown): void => void run(order.parse(message));
if (parentPort !== undefined) parentPort.once('message', (event) => begin(event.data));
else process.once('message', begin);
