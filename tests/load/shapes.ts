import { percentile } from '../bench/measure.ts';
import type { Crowd } from './crowd.ts';
import type { NodeMemory } from './node.ts';
import type { Told } from './worker.ts';

export const SHAPES = ['morning', 'day', 'poke', 'upload'] as const;
export type Shape = (typeof SHAPES)[number];

export interface ShapeScale {
  readonly devices: number;
  /** Edits that waited overnight on each device. */
  readonly edits: number;
  /** How long a day is, and how often each technician does something on it. */
  readonly dayMs: number;
  readonly everyMs: number;
  /** Of each file. */
  readonly bytes: number;
}

/** One kind of call in one shape. Times in milliseconds. */
export interface CallFigure {
  readonly call: string;
  readonly count: number;
  readonly aSecond: number;
  readonly p50: number;
  readonly p99: number;
}
export interface ShapeFigures {
  readonly shape: Shape;
  readonly devices: number;
  readonly seconds: number;
  /** Edits, syncs or files that were there at the end, a second. */
  readonly aSecond: number;
  readonly calls: readonly CallFigure[];
  readonly statementsACall: number;
  /** Of the nodes' processors. */
  readonly cpuMsACall: number;
  readonly later: number;
  /** Of all nodes, at the end, after what nobody needs was given back. */
  readonly memory: NodeMemory;
}

/** What is done to the crowd; all live lines stand before and after. */
async function shaped(crowd: Crowd, shape: Shape, scale: ShapeScale): Promise<Told> {
  switch (shape) {
    case 'morning':
      return crowd.ask({ ask: 'morning', edits: scale.edits });
    case 'day':
      return crowd.ask({ ask: 'day', ms: scale.dayMs, everyMs: scale.everyMs });
    case 'upload':
      return crowd.ask({ ask: 'upload', bytes: scale.bytes });
    case 'poke': {
      await crowd.ask({ ask: 'hearken' });
      const since = Date.now();
      // As when an operator changes what everybody sees.
      await crowd.store.transaction((tx) =>
        tx.saveRow({ kind: 'priceList', id: `price-list-${since}`, audience: '*', data: priceList(`price-list-${since}`) }),
      );
      const told = await crowd.ask({ ask: 'heard', since });
      return { ...told, ms: Math.max(...(told.times.poke ?? [0]), Date.now() - since) };
    }
  }
}

const priceList = (id: string) => ({ id, name: id, validFrom: '2026-01-01', validTo: null, items: [] }) as never;

export async function measureShape(crowd: Crowd, shape: Shape, scale: ShapeScale): Promise<ShapeFigures> {
  const { cpuMs } = await crowd.memory();
  const before = await crowd.statements();
  const { count, ms, times, later } = await shaped(crowd, shape, scale);
  const statements = (await crowd.statements()) - before;
  const memory = await crowd.memory();
  const calls = Object.entries(times).map(([call, all]) => ({
    call,
    count: all.length,
    aSecond: (all.length * 1000) / ms,
    p50: percentile(all, 50),
    p99: percentile(all, 99),
  }));
  // A poke asks for nothing, and a file is two calls.
  const asked = calls.filter(({ call }) => call !== 'poke' && call !== 'file').reduce((sum, one) => sum + one.count, 0) + later;
  return {
    shape,
    devices: scale.devices,
    seconds: ms / 1000,
    aSecond: (count * 1000) / ms,
    calls,
    statementsACall: statements / asked,
    later,
    memory,
    cpuMsACall: (memory.cpuMs - cpuMs) / asked,
  };
}

/** Kilobytes of a node's memory for each live line: as the system sees it grow with them, and what they hold. */
export async function measureLines(crowd: Crowd, devices: number): Promise<NodeMemory> {
  const before = await crowd.memory();
  await crowd.ask({ ask: 'listen' });
  const after = await crowd.memory();
  const each = (which: keyof NodeMemory): number => (after[which] - before[which]) / 1024 / devices;
  return { resident: each('resident'), used: each('used'), cpuMs: after.cpuMs - before.cpuMs };
}
