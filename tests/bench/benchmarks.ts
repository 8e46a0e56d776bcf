import { applyBenchmark } from './apply.ts';
import { growthBenchmark, inspectBenchmark, throughputBenchmark } from './codec.ts';
import { filesBenchmark } from './files.ts';
import type { Benchmark } from './measure.ts';
import { probeBenchmark, silenceBenchmark } from './probe.ts';
import { firstSyncBenchmark, pushBenchmark, searchBenchmark } from './sync/bench.ts';

export const syncBenchmarks: readonly Benchmark[] = [firstSyncBenchmark, pushBenchmark, searchBenchmark];

/** All there are, in the order of the table. */
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
