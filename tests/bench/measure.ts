/** One measured thing, with what the machine itself takes for the least that it must do, in the same run. */
export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | 'MB/s' | '×' | '%' | 'calls' | '/s';
  readonly value: number;
  /** Null where nothing smaller does the same. */
  readonly floor: { readonly what: string; readonly value: number } | null;
  /** Of `value` to the floor; null without one. */
  readonly ratio: number | null;
  /** What the product promises, in words. */
  readonly promise: string;
  readonly kept: boolean;
}

export interface Scale {
  /** Repetitions of what takes milliseconds. */
  readonly runs: number;
  readonly megabytes: number;
  readonly sync: SyncScale;
  readonly list: ListScale;
  readonly start: StartScale;
  readonly postgres: PostgresScale;
  readonly rest: RestScale;
}

/** Operations beside `pgbench`. */
export interface PostgresScale {
  /** Devices, and connections of `pgbench`. */
  readonly clients: readonly number[];
  /** Of each turn. */
  readonly seconds: number;
  readonly repeats: number;
  readonly nodes: number;
}

/** The core's start; needs the built program. */
export interface StartScale {
  readonly subTickets: number;
  readonly repeats: number;
}

/** Memory when nothing is done; needs the built program and a browser. */
export interface RestScale {
  readonly subTickets: number;
  /** Since the first list. */
  readonly seconds: number;
}

/** The list in a browser. */
export interface ListScale {
  readonly tickets: number;
  /** Of each way of scrolling. */
  readonly seconds: number;
  /** Rounds through the app. */
  readonly rounds: number;
}

/** How much is synchronised and searched; sizes are sub-tickets. */
export interface SyncScale {
  readonly first: readonly number[];
  /** First syncs of each kind, in turn. */
  readonly repeats: number;
  /** As large as nobody's is: memory must not have grown. Undefined leaves it out. */
  readonly large: number | undefined;
  readonly operations: number;
  readonly lists: readonly number[];
  readonly queries: number;
}

/** Each benchmark measures one thing several times over and takes medians. */
export type Benchmark = (scale: Scale) => Promise<readonly Measurement[]>;

export const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/** The value below which so many of a hundred lie. */
export const percentile = (times: readonly number[], hundredths: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor((times.length * hundredths) / 100))] ?? Number.NaN;

export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
