/** One measured thing, with what the machine itself takes for the least that it must do, in the same run. */
export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 'MB/s' | '×';
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
}

/** Each benchmark measures one thing several times over and takes medians. */
export type Benchmark = (scale: Scale) => Promise<readonly Measurement[]>;

export const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
