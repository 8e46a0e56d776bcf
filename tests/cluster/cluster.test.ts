import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { randomFrom } from '../simulation/random.ts';
import { agree } from './agree.ts';
import { drawn, FAULTS, type FaultName } from './faults.ts';
import { missPokes } from './missed-pokes.ts';
import { settled } from './settle.ts';
import { openWorld, type World } from './world.ts';

/**
 * Two nodes, one PostgreSQL, a balancer and real devices at work, each a machine of its own; faults as the seed draws them.
 * When the last one is mended, each device is up to date within a minute, and what was acknowledged is there once.
 */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const FAULT_COUNT = Number(process.env.FAULTS ?? 0);
const LONG = FAULT_COUNT > 0;
const DEVICES = Number(process.env.DEVICES ?? (LONG ? 200 : 24));
/** Of each fault, in milliseconds. */
const LONGEST = Number(process.env.LONGEST ?? 40_000);
const SHORT: readonly FaultName[] = [
  'kill -9 of a node',
  'commits that take long, each of them differently',
  'kill -9 of PostgreSQL while nothing can be committed',
  'kill -9 of PostgreSQL at an answer',
  'kill -9 of PostgreSQL at an answer',
  'kill -9 of both nodes between commit and answer',
  'a node cut off from PostgreSQL, which lets go of it',
];

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const seconds = (ms: number | undefined): string => `${((ms ?? 0) / 1000).toFixed(1)} s`;

it(`loses nothing, does nothing twice and brings ${DEVICES} devices up to date within a minute (SEED=${SEED})`, {
  timeout: LONG ? 7_200_000 : 240_000,
}, async () => {
  const random = randomFrom(SEED);
  const began = Date.now();
  const open = await openWorld({ devices: DEVICES, seed: SEED, paceMs: LONG ? 5_000 : 800, eachProcess: LONG ? 25 : 12 });
  world = open;
  const { ground, balancer, crew, nodes } = open;
  console.log(`${DEVICES} devices in ${ground.form}, behind ${balancer.kind}, at work after ${seconds(Date.now() - began)}`);
  const faults = LONG ? drawn(random, FAULT_COUNT) : SHORT;
  for (const name of faults) {
    await pause(random.next() * (LONG ? 6_000 : 1_500));
    const at = Date.now();
    await FAULTS[name].run(open, random, LONG ? LONGEST : 3_000);
    if (LONG) console.log(`${seconds(at - began)}: ${name}, ${seconds(Date.now() - at)}`);
  }
  const times = await settled(open, crew, open.members, Date.now());
  const afterPokes = await missPokes(open);
  await open.numbers.stop();
  const megabytes = await crew.end();
  expect([...open.lost]).toEqual([]);
  expect(crew.askedToEnrol).toEqual([]);
  const counts = await agree(open);
  console.log(
    [
      `${faults.length} faults, ${seconds(Date.now() - began)}: ${counts.operations} operations (${counts.rejected} rejected)`,
      `${counts.changes} changes, up to date after ${seconds(times[times.length >> 1])} (median), ${seconds(times.at(-1))} (last)`,
      `after pokes that were missed ${afterPokes.map(seconds).join(' and ')}`,
      `${crew.acknowledged.size} acknowledged, ${open.lost.size} lost`,
      `stops of nodes ${open.stops.map(seconds).join(' ')}, devices' processes ${megabytes} MB at most`,
    ].join('; '),
  );
  expect(nodes.one.log() + nodes.two.log()).not.toContain('a call failed by a bug');
});
