import { type Benchmark, type Measurement, median, percentile } from '../measure.ts';
import type { DeviceQuestion, EmptyRounds, FirstSync, Pushed } from './device.ts';
import type { FloorAnswer, FloorQuestion } from './floor-device.ts';
import type { FloorServerQuestion } from './floor-server.ts';
import type { Cost } from './meter.ts';
import { inFolder } from './places.ts';
import { asked, type Helper, helper } from './processes.ts';
import { CODE, QUERY_KINDS } from './questions.ts';
import type { ReferenceAnswer, ReferenceQuestion } from './reference-server.ts';
import type { Searched, SearchQuestion } from './searcher.ts';

const PROMISED_RATIO = 1.5;
const PROMISED_MB = 200;
const PROMISED_BLOCK_MS = 50;
/** As many as one call may bring. */
const BATCH = 200;
/** The 99th percentile of a list and search, by the number of sub-tickets. */
const promisedSearchMs = (subTickets: number): number => (subTickets <= 50_000 ? 5 : 15);

const figure = (n: number): string => n.toLocaleString('en').replaceAll(',', ' ');
const plain = (name: string, unit: Measurement['unit'], value: number): Measurement => ({
  name,
  unit,
  value,
  floor: null,
  ratio: null,
  promise: '',
  kept: true,
});
const limited = (name: string, unit: Measurement['unit'], value: number, most: number): Measurement => ({
  ...plain(name, unit, value),
  promise: `at most ${most} ${unit}`,
  kept: value <= most,
});

interface Servers {
  readonly reference: string;
  readonly floor: string;
}

/** Reference server and floor over the same rows, each a process of its own. */
async function withServers<T>(subTickets: number, work: (servers: Servers) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const reference = await helper<ReferenceQuestion, ReferenceAnswer>('reference-server');
    const floor = await helper<FloorServerQuestion, { readonly address: string }>('floor-server');
    try {
      const { address, file } = await reference.ask({ folder, subTickets });
      return await work({ reference: address, floor: (await floor.ask({ folder, file })).address });
    } finally {
      await Promise.all([reference.stop(), floor.stop()]);
    }
  });
}

type Device = Helper<DeviceQuestion, unknown>;

async function withDevice<T>(address: string, work: (device: Device) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const device: Device = await helper('device');
    try {
      await device.ask({ ask: 'open', folder, address, code: CODE });
      return await work(device);
    } finally {
      await device.stop();
    }
  });
}

const firstSyncOf = (address: string): Promise<FirstSync> =>
  withDevice(address, async (device) => (await device.ask({ ask: 'firstSync' })) as FirstSync);
const floorOf = (address: string): Promise<FloorAnswer> =>
  inFolder((folder) => asked<FloorQuestion, FloorAnswer>('floor-device', { ask: 'firstSync', folder, address }));

/** Everything from the reference server to disk, by the core's own client and store. */
export const firstSyncBenchmark: Benchmark = async ({ sync: { first, repeats, large } }) => {
  const found: Measurement[] = [];
  for (const subTickets of first) {
    found.push(...(await withServers(subTickets, (servers) => firstSync(servers, subTickets, repeats))));
  }
  if (large !== undefined) {
    const one = await withServers(large, ({ reference }) => firstSyncOf(reference));
    const name = `first sync of ${figure(large)}`;
    found.push(plain(name, 'ms', one.cost.wallMs), limited('  … its memory', 'MB', one.cost.peakMb, PROMISED_MB));
  }
  return found;
};

async function firstSync(servers: Servers, subTickets: number, repeats: number): Promise<readonly Measurement[]> {
  const ours: FirstSync[] = [];
  const least: FloorAnswer[] = [];
  for (let run = 0; run < repeats; run += 1) {
    least.push(await floorOf(servers.floor));
    ours.push(await firstSyncOf(servers.reference));
  }
  const rows = ours[0]?.rows ?? 0;
  if (ours.some((one) => one.rows !== rows) || least.some((one) => one.rows !== rows)) throw new Error('Not the same rows');
  const of = (which: keyof Cost) => ({
    value: median(ours.map(({ cost }) => cost[which])),
    least: median(least.map(({ cost }) => cost[which])),
  });
  const beside = (name: string, which: 'wallMs' | 'cpuMs', promise: boolean): Measurement => {
    const { value, least: floor } = of(which);
    const ratio = value / floor;
    return {
      name,
      unit: 'ms',
      value,
      floor: { what: 'same rows, bare', value: floor },
      ratio,
      promise: promise ? `at most ${PROMISED_RATIO} × the floor` : '',
      kept: !promise || ratio <= PROMISED_RATIO,
    };
  };
  return [
    beside(`first sync of ${figure(subTickets)}`, 'wallMs', true),
    beside('  … time of its processors', 'cpuMs', false),
    { ...limited('  … its memory', 'MB', of('peakMb').value, PROMISED_MB), floor: { what: 'bare', value: of('peakMb').least } },
    limited('  … longest without an answer', 'ms', of('blockedMs').value, PROMISED_BLOCK_MS),
    limited('  … longest page, processor', 'ms', median(ours.map(({ longestPageMs }) => longestPageMs)), PROMISED_BLOCK_MS),
    plain('  … on the wire', 'MB', median(ours.map(({ megabytes }) => megabytes))),
    plain('  … requests', 'calls', median(ours.map(({ requests }) => requests))),
  ].map((one) => ({ ...one, ratio: one.floor === null ? null : one.value / one.floor.value }));
}

/** Work that waited for a line, sent and answered; and what a round costs in which there is nothing. */
export const pushBenchmark: Benchmark = async ({ sync: { operations } }) =>
  withServers(Math.max(1000, operations * 2), (servers) =>
    withDevice(servers.reference, async (device) => {
      await device.ask({ ask: 'firstSync' });
      const pushed = (await device.ask({ ask: 'push', operations })) as Pushed;
      const { file } = pushed;
      const floor = await inFolder((folder) =>
        asked<FloorQuestion, FloorAnswer>('floor-device', { ask: 'push', folder, address: servers.floor, file, batch: BATCH }),
      );
      const rounds = (await device.ask({ ask: 'emptyRounds' })) as EmptyRounds;
      const most = Math.ceil(operations / BATCH);
      return [
        {
          name: `push of ${figure(operations)}`,
          unit: 'ms',
          value: pushed.cost.wallMs,
          floor: { what: `${most} calls, a commit for each`, value: floor.cost.wallMs },
          ratio: pushed.cost.wallMs / floor.cost.wallMs,
          promise: '',
          kept: true,
        },
        limited('  … requests', 'calls', pushed.requests, most),
        limited('empty sync', 'calls', rounds.empty.length, 1),
        limited('  … with a token grown old', 'calls', rounds.withOldToken.length, 2),
        limited('  … after a start, live line', 'calls', rounds.first.length, 3),
      ] as const;
    }),
  );

/** The list as it is filtered, searched and sorted by deadline: its first 50 rows. */
export const searchBenchmark: Benchmark = async ({ sync: { lists, queries } }) => {
  const found: Measurement[] = [];
  for (const subTickets of lists) {
    const { times, cpuTimes, peakMb } = await inFolder((folder) =>
      asked<SearchQuestion, Searched>('searcher', { folder, subTickets, queries }),
    );
    const all = QUERY_KINDS.flatMap((kind) => times[kind]);
    const name = `list and search in ${figure(subTickets)}`;
    found.push(
      {
        ...limited(name, 'ms', percentile(all, 99), promisedSearchMs(subTickets)),
        promise: `p99 within ${promisedSearchMs(subTickets)} ms`,
      },
      plain('  … median', 'ms', percentile(all, 50)),
      plain('  … p99, processor alone', 'ms', percentile(cpuTimes, 99)),
      plain('  … memory of the process', 'MB', peakMb),
      ...QUERY_KINDS.map((kind) => plain(`  … p99 of ${kind}`, 'ms', percentile(times[kind], 99))),
    );
  }
  return found;
};
