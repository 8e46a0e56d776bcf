import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../mplatform/server/store/port.ts';
import { forked, type Helper } from '../bench/sync/processes.ts';
import { migrations } from '../postgres/cluster.ts';
import { opened } from '../postgres/stores.ts';
import { settle } from './country.ts';
import type { NodeAnswer, NodeMemory, NodeQuestion } from './node.ts';
import type { Told, WorkerQuestion } from './worker.ts';

export interface CrowdOptions {
  /** Migrated, and nobody else's. */
  readonly database: string;
  readonly devices: number;
  readonly nodes: number;
  /** Processes that the simulated technicians live in. */
  readonly workers: number;
  /** Tickets of each. */
  readonly tickets: number;
  /** For a device; as the product allows when not given. */
  readonly callsAMinute?: number;
  readonly execArgv?: readonly string[];
}

/** Nodes and simulated technicians, each in processes of their own, so that none of them is the other's limit. */
export interface Crowd {
  /** A node of no traffic of its own: for what an operator does, and for looking. */
  readonly store: Store;
  /** Of all workers together. */
  ask(question: WorkerQuestion): Promise<Told>;
  askEach(question: (worker: number) => WorkerQuestion): Promise<Told>;
  /** Statements that all nodes have sent so far. */
  statements(): Promise<number>;
  /** Of all nodes together. */
  memory(): Promise<NodeMemory>;
  close(): Promise<void>;
}

type Node = Helper<NodeQuestion, NodeAnswer | NodeMemory>;
type Worker = Helper<WorkerQuestion, Told>;

export async function gather(options: CrowdOptions): Promise<Crowd> {
  const { database, devices, tickets } = options;
  const folder = mkdtempSync(join(tmpdir(), 'technik-load-'));
  const store = await opened({ url: database, migrations });
  await settle(store, { technicians: devices, tickets });
  const nodes: Node[] = [];
  const places: NodeAnswer[] = [];
  // The first one makes the keys.
  for (let i = 0; i < options.nodes; i += 1) {
    const node: Node = forked(join(import.meta.dirname, 'node.ts'), ['--expose-gc', ...(options.execArgv ?? [])]);
    nodes.push(node);
    const limit = options.callsAMinute === undefined ? {} : { callsAMinute: options.callsAMinute };
    places.push((await node.ask({ ask: 'start', folder, database, ...limit })) as NodeAnswer);
  }
  const workers: Worker[] = Array.from({ length: options.workers }, () => forked(join(import.meta.dirname, 'worker.ts')));
  const askEach = async (question: (worker: number) => WorkerQuestion): Promise<Told> =>
    together(await Promise.all(workers.map((worker, i) => worker.ask(question(i)))));
  const share = Math.ceil(devices / workers.length);
  const addresses = places.map(({ address }) => address);
  await askEach((i) => {
    const from = i * share;
    return { ask: 'begin', addresses, from, count: Math.max(0, Math.min(share, devices - from)), tickets, connections: 64 };
  });
  return {
    store,
    ask: (question) => askEach(() => question),
    askEach,
    async statements() {
      const counts = await Promise.all(
        places.map(async ({ health }) => {
          const text = await (await fetch(`${health}/metrics`)).text();
          return Number(/^mplatform_store_statements_total (\d+)/m.exec(text)?.[1]);
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async memory() {
      const each = (await Promise.all(nodes.map((node) => node.ask({ ask: 'memory' })))) as NodeMemory[];
      const sum = (which: keyof NodeMemory): number => each.reduce((all, one) => all + one[which], 0);
      return { resident: sum('resident'), used: sum('used'), cpuMs: sum('cpuMs') };
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all(nodes.map((node) => node.stop()));
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function together(told: readonly Told[]): Told {
  const times: Record<string, number[]> = {};
  for (const one of told) for (const [what, some] of Object.entries(one.times)) times[what] = (times[what] ?? []).concat(some);
  return {
    count: told.reduce((sum, { count }) => sum + count, 0),
    ms: Math.max(...told.map(({ ms }) => ms)),
    times,
    later: told.reduce((sum, { later }) => sum + later, 0),
  };
}
