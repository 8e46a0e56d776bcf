import { type Random, randomFrom } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** How often what goes wrong in one run: each run has a weather of its own, from quiet to foul. */
export interface Weather {
  readonly requestLost: number;
  readonly answerLost: number;
  readonly repeated: number;
  readonly late: number;
  readonly cut: number;
  readonly portal: number;
  readonly refused: number;
  /** For each wait of the server: that it dies there, that its disk is full. */
  readonly serverDies: number;
  readonly serverFull: number;
  /** For each statement or commit of a device. */
  readonly deviceDies: number;
  readonly deviceFull: number;
}

/** A promise of the product that did not hold. */
export class Broken extends Error {}

export interface World {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly weather: () => Weather;
  /** True while nothing is to go wrong any more. */
  readonly calm: () => boolean;
  readonly trace: (line: string) => void;
  readonly count: (what: string) => void;
  /** The first promise that did not hold ends the run. */
  readonly fail: (what: string) => void;
  readonly failure: () => string | undefined;
}

const CALM: Weather = {
  requestLost: 0,
  answerLost: 0,
  repeated: 0,
  late: 0,
  cut: 0,
  portal: 0,
  refused: 0,
  serverDies: 0,
  serverFull: 0,
  deviceDies: 0,
  deviceFull: 0,
};

function forecast(random: Random): Weather {
  const some = (most: number): number => (random.chance(0.35) ? 0 : random.next() * most);
  return {
    requestLost: some(0.2),
    answerLost: some(0.25),
    repeated: some(0.2),
    late: some(0.12),
    cut: some(0.25),
    portal: some(0.06),
    refused: some(0.08),
    serverDies: some(0.006),
    serverFull: some(0.01),
    deviceDies: some(0.004),
    deviceFull: some(0.006),
  };
}

export interface MadeWorld extends World {
  clearUp(): void;
  readonly lines: readonly string[];
}

export function createWorld(seed: number, counts: Map<string, number>): MadeWorld {
  const random = randomFrom(seed);
  const lines: string[] = [];
  const trace = (line: string): void => void lines.push(`${(scheduler.now() / 1000).toFixed(3).padStart(10)}  ${line}`);
  const scheduler: Scheduler = createScheduler(random.fork('scheduler'), trace);
  let weather = forecast(random.fork('weather'));
  let calm = false;
  let failure: string | undefined;
  return {
    scheduler,
    random: random.fork('world'),
    weather: () => weather,
    calm: () => calm,
    trace,
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    fail(what) {
      if (failure === undefined) trace(`BROKEN: ${what}`);
      failure ??= what;
    },
    failure: () => failure,
    clearUp() {
      calm = true;
      weather = CALM;
    },
    lines,
  };
}

/** 23 November 2026, 10:00 in Poland: where every clock begins. */
export const BEGINNING = Date.UTC(2026, 10, 23, 9);

/** A side's own wall clock, which may be set wrong. */
export function createWallClock(scheduler: Scheduler) {
  let offset = 0;
  return {
    now: (): number => BEGINNING + scheduler.now() + offset,
    jump: (ms: number): void => {
      // No further than what a clock can show and the contract can write.
      offset = Math.max(-20 * YEAR_MS, Math.min(20 * YEAR_MS, offset + ms));
    },
    offset: (): number => offset,
  };
}
export type WallClock = ReturnType<typeof createWallClock>;
export const HOUR_MS = 3_600_000;
export const YEAR_MS = 365 * 24 * HOUR_MS;
