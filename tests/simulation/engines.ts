import { startCluster } from '../postgres/cluster.ts';
import { postgresEngines } from './postgres-engine.ts';
import { type SimulationOptions, type SimulationResult, simulate } from './simulate.ts';
import type { Order } from './worker.ts';

/** Lines of the trace that are shown around the first one that differs. */
const AROUND = 5;

/** A PostgreSQL with a database for each of so many threads. */
export async function startDatabases(threads: number) {
  const { database, close } = await startCluster();
  const urls = await Promise.all(Array.from({ length: threads }, () => database('migrated')));
  return { urls, close };
}

/** @param database on PostgreSQL, of this thread's own, with the schema and no rows */
export function createEngines(database: string | undefined) {
  const engines = database === undefined ? undefined : postgresEngines(database);
  return async (seed: number, engine: Order['engine'], options: SimulationOptions): Promise<SimulationResult> => {
    if (engine === undefined) return simulate(seed, options);
    if (engines === undefined) throw new Error('This thread has no PostgreSQL');
    const run = await simulate(seed, { ...options, engineIn: engine === 'both' ? engines.plain : engines.whole });
    if (engine === 'postgres' || run.failure !== undefined) return run;
    const embedded = await simulate(seed, { ...options, counts: new Map() });
    const at = firstDifference(run.trace, embedded.trace);
    if (at === undefined) return run;
    const lines = (trace: readonly string[]): string => trace.slice(Math.max(0, at - AROUND), at + AROUND).join('\n');
    return {
      ...run,
      failure: `the engines go different ways:\n${lines(run.trace)}\n── and the embedded one ──\n${lines(embedded.trace)}`,
    };
  };
}

function firstDifference(one: readonly string[], other: readonly string[]): number | undefined {
  const longer = one.length > other.length ? one : other;
  const at = longer.findIndex((_, i) => one[i] !== other[i]);
  return at < 0 ? undefined : at;
}
