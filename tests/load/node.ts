// A process of its own: one node of the reference server.
import { systemClock } from '../../domain/clock.ts';
import { type Mplatform, openMplatform } from '../../mplatform/server/main.ts';
import { answering } from '../bench/sync/answering.ts';

export interface NodeStart {
  readonly ask: 'start';
  readonly folder: string;
  readonly database: string;
  /** Calls a minute for a device; as the product allows when not given. */
  readonly callsAMinute?: number;
}
/** How much memory the process has, after what nobody needs any more was given back. */
export interface NodeLook {
  readonly ask: 'memory';
}
export type NodeQuestion = NodeStart | NodeLook;
/** Bytes. */
export interface NodeMemory {
  /** What the system has given to the process. */
  readonly resident: number;
  /** What is in use of it, as JavaScript's engine knows. */
  readonly used: number;
  /** Of a processor so far, in milliseconds. */
  readonly cpuMs: number;
}
export interface NodeAnswer {
  readonly address: string;
  /** Of `/metrics`. */
  readonly health: string;
  readonly pid: number;
}

let opened: Mplatform | undefined;

async function start({ folder, database, callsAMinute }: NodeStart): Promise<NodeAnswer> {
  const found = await openMplatform({
    dataFolder: folder,
    database,
    port: 0,
    clock: systemClock,
    health: { port: 0 },
    publicAddress: 'https://mplatform.example.com',
    // All simulated devices enrol from one address.
    rateLimits: { device: callsAMinute ?? 600, address: 1e9, echo: 60 },
  });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  opened = found.value;
  return { address: `http://127.0.0.1:${opened.port}`, health: `http://127.0.0.1:${opened.healthPort}`, pid: process.pid };
}

async function memory(): Promise<NodeMemory> {
  const { user, system } = process.cpuUsage();
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, used: heapUsed + external, cpuMs: (user + system) / 1000 };
}

answering<NodeQuestion>(
  async (question) => (question.ask === 'start' ? start(question) : memory()),
  async () => opened?.close(),
);
