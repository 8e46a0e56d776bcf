import { join } from 'node:path';
import { FIRST_PHONE, ticketOf } from '../../load/country.ts';
import { type Crowd, gather } from '../../load/crowd.ts';
import { startCluster } from '../../postgres/cluster.ts';
import { type Benchmark, type Measurement, median, percentile } from '../measure.ts';
import { inFolder } from '../sync/places.ts';
import { FLOORS, type Floor, findPgbench, floorRows, pgbench, writeFloor } from './floor.ts';

const PROMISED = 0.5;
/** Operations in one call: while somebody works, and what waited for a line. */
const BATCHES = [1, 20];
const TICKETS = 4;
/** Nobody's figure is taken before its code was compiled. */
const WARM_MS = 4000;

interface Rates {
  readonly pgbench: Readonly<Record<Floor, number>>;
  readonly pushed: readonly { readonly rate: number; readonly times: readonly number[] }[];
}

/**
 * Operations pushed by so many devices over HTTP, each waiting for its answer, beside `pgbench` with as many connections, in turn and on the
 * same PostgreSQL: transactions that write the same rows, and ones of all the statements that a node sends.
 */
export const postgresBenchmark: Benchmark = async ({ postgres: { clients, seconds, repeats, nodes } }) => {
  const program = findPgbench();
  if (program === undefined) {
    process.stderr.write('Left out: pgbench is not on the path (apt-get install postgresql-15, or postgresql-contrib).\n');
    return [];
  }
  const most = Math.max(...clients);
  const cluster = await startCluster({ durable: true });
  try {
    const database = await cluster.database();
    const workers = 2;
    const crowd = await gather({ database, devices: most, nodes, workers, tickets: TICKETS, callsAMinute: 1e9 });
    try {
      return await inFolder(async (folder) => {
        const name = new URL(database).pathname.slice(1);
        await cluster.run(floorRows(most), name);
        const [row] = await cluster.run(`SELECT data FROM shared_row WHERE id = '${ticketOf(0, 0)}'`, name);
        const script = (floor: Floor): string => join(folder, `${floor}.sql`);
        for (const floor of FLOORS) await writeFloor(script(floor), floor, { ticket: String(row?.data), operation: OPERATION });
        const commits = (floor: Floor, connections: number): number =>
          pgbench(program, { url: database, script: script(floor), clients: connections, seconds, prepared: floor !== 'rows' });
        for (const batch of BATCHES) await push(crowd, workers, most, batch, Math.min(WARM_MS, seconds * 1000));
        const found: Measurement[] = [];
        for (const connections of clients) {
          const rates: Rates[] = [];
          for (let turn = 0; turn < repeats; turn += 1) {
            const rows = commits('rows', connections);
            const pushed = [];
            for (const batch of BATCHES) pushed.push(await push(crowd, workers, connections, batch, seconds * 1000));
            const [message, node] = [commits('message', connections), commits('node', connections)];
            rates.push({ pgbench: { rows, message, node }, pushed });
          }
          found.push(...measured(connections, rates));
        }
        return [...found, ...BATCHES.map((batch) => mostPushed(found, batch))];
      });
    } finally {
      await crowd.close();
    }
  } finally {
    await cluster.close();
  }
};

const OPERATION = {
  kind: 'ticket.editCompany',
  target: ticketOf(0, 0),
  args: { fields: { phone: { from: FIRST_PHONE, to: '600000000' } } },
  id: '01936f0e-7c00-7000-8000-000000000000',
  seq: 1000,
  deviceTime: '2026-11-23T10:00:00.000Z',
  appVersion: '1',
};

async function push(crowd: Crowd, workers: number, devices: number, batch: number, ms: number) {
  const of = (worker: number): number => Math.floor(devices / workers) + (worker < devices % workers ? 1 : 0);
  const told = await crowd.askEach((worker) => ({ ask: 'push', devices: of(worker), batch, ms }));
  return { rate: (told.count * 1000) / told.ms, times: told.times.push ?? [] };
}

function measured(connections: number, rates: readonly Rates[]): readonly Measurement[] {
  const floor = { what: 'pgbench, commits', value: median(rates.map((one) => one.pgbench.rows)) };
  const plain = { floor: null, ratio: null, promise: '', kept: true };
  return [
    ...BATCHES.flatMap((batch, i): readonly Measurement[] => {
      const value = median(rates.map((one) => one.pushed[i]?.rate ?? 0));
      const times = rates.flatMap((one) => one.pushed[i]?.times ?? []);
      return [
        { ...plain, name: `push at ${connections}, ${batch} a call`, unit: '/s', value, floor, ratio: value / floor.value },
        {
          ...plain,
          name: '  … beside the same statements',
          unit: '×',
          value: value / median(rates.map((one) => one.pgbench.node)),
        },
        { ...plain, name: '  … p50 of a call', unit: 'ms', value: percentile(times, 50) },
        { ...plain, name: '  … p99 of a call', unit: 'ms', value: percentile(times, 99) },
      ];
    }),
    { ...plain, name: '  pgbench in one message', unit: '/s', value: median(rates.map((one) => one.pgbench.message)) },
    { ...plain, name: '  pgbench, the same statements', unit: '/s', value: median(rates.map((one) => one.pgbench.node)) },
  ];
}

/** What is promised: the most that was pushed, beside the most that `pgbench` reached, each with as many connections as serve it best. */
function mostPushed(found: readonly Measurement[], batch: number): Measurement {
  const pushes = found.filter(({ name }) => name.startsWith('push at') && name.endsWith(`, ${batch} a call`));
  const value = Math.max(...pushes.map((one) => one.value));
  const floor = { what: 'pgbench, most commits', value: Math.max(...pushes.map((one) => one.floor?.value ?? 0)) };
  const ratio = value / floor.value;
  const promise = `at least ${PROMISED} × the floor`;
  return { name: `most pushed, ${batch} a call`, unit: '/s', value, floor, ratio, promise, kept: ratio >= PROMISED };
}
