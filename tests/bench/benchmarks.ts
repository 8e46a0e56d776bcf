import { applyBenchmark } from './apply.ts';
import { growthBenchmark, inspectBenchmark, throughputBenchmark } from './codec.ts';
import { filesBenchmark } from './files.ts';
import { listBenchmark } from './list/bench.ts';
import type { Benchmark } from './measure.ts';
import { postgresBenchmark } from './postgres/bench.ts';
import { probeBenchmark, silenceBenchmark } from './probe.ts';
import { restBenchmark } from './rest/bench.ts';
import { startBenchmark } from './start/bench.ts';
import { firstSyncBenchmark, pushBenchmark, searchBenchmark } from './sync/bench.ts';

export const syncBenchmarks: readonly Benchmark[] = [firstSyncBenchmark, pushBenchmark, searchBenchmark];

/** Needs a browser and the built interface. */
export const listBenchmarks: readonly Benchmark[] = [listBenchmark];

/** Needs the built program. */
export const startBenchmarks: readonly Benchmark[] = [startBenchmark];

/** Needs the built program and a browser. */
export const restBenchmarks: readonly Benchmark[] = [restBenchmark];

/** All that need no browser, in the order of the table. */
export const benchmarks: readonly Benchmark[] = [
  applyBenchmark,
  inspectBenchmark,
  throughputBenchmark,
  growthBenchmark,
  probeBenchmark,
  silenceBenchmark,
  ...syncBenchmarks,
  filesBenchmark,
];

/** Needs `pgbench`. */
export const postgresBenchmarks: readonly Benchmark[] = [postgresBenchmark];
