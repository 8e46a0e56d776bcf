import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../simulation/random.ts';
import { AIMED } from './aimed.ts';
import { NODES, type NodeName, type Way } from './ground.ts';
import { letGo } from './missed-pokes.ts';
import { losePostgres } from './power.ts';
import type { World } from './world.ts';

/** Something that goes wrong, and is well again when its promise resolves. */
export interface Fault {
  readonly name: string;
  /** How often it is drawn, beside others. */
  readonly weight: number;
  run(world: World, random: Random, longest: number): Promise<void>;
}

const either = (random: Random): readonly [NodeName, NodeName] => (random.chance(0.5) ? ['one', 'two'] : ['two', 'one']);

/** Cuts these ways for a while, and does something meanwhile. */
async function cutting(
  { ground }: World,
  ways: readonly Way[],
  ms: number,
  meanwhile: () => Promise<void> = async () => {},
): Promise<void> {
  for (const way of ways) await ground.cut(way);
  await pause(ms / 2);
  await meanwhile();
  await pause(ms / 2);
  for (const way of ways) await ground.heal(way);
}

export const FAULTS = {
  ...AIMED,
  'kill -9 of a node': {
    weight: 3,
    async run({ nodes }, random, longest) {
      const [name] = either(random);
      await nodes[name].kill();
      await pause(random.next() * Math.min(longest, 4_000));
      await nodes[name].start();
    },
  },
  'kill -9 of both nodes': {
    weight: 1,
    async run({ nodes }, random, longest) {
      await Promise.all(NODES.map((name) => nodes[name].kill()));
      await pause(random.next() * Math.min(longest, 10_000));
      await Promise.all(NODES.map((name) => nodes[name].start()));
    },
  },
  'one node after the other stopped and started': {
    weight: 2,
    async run({ nodes, stops }, random) {
      for (const name of either(random)) {
        stops.push(await nodes[name].stop());
        await nodes[name].start();
      }
    },
  },
  'kill -9 of PostgreSQL': {
    weight: 3,
    async run(world, random, longest) {
      // While many transactions are on their way, at whichever point each of them is.
      for (let bursts = 1 + random.below(3); bursts > 0; bursts -= 1) {
        world.crew.burst();
        await pause(random.next() * 150);
      }
      await losePostgres(world, () => pause(random.next() * Math.min(longest, 8_000)));
    },
  },
  'a node cut off from PostgreSQL': {
    weight: 3,
    run: (world, random, longest) => cutting(world, [`${either(random)[0]}-postgres`], random.next() * longest),
  },
  'a node cut off from PostgreSQL, which lets go of it': {
    weight: 2,
    run(world, random, longest) {
      const [name] = either(random);
      return cutting(world, [`${name}-postgres`], 4_000 + random.next() * (longest / 4), async () => {
        // What happens now the node hears from nobody.
        await letGo(world, name);
        world.crew.burst();
      });
    },
  },
  'both nodes cut off from PostgreSQL': {
    weight: 1,
    run: (world, random, longest) => cutting(world, ['one-postgres', 'two-postgres'], random.next() * longest),
  },
  'a node cut off from the balancer': {
    weight: 2,
    run: (world, random, longest) => cutting(world, [`balancer-${either(random)[0]}`], random.next() * longest),
  },
  'both nodes cut off from the balancer': {
    weight: 1,
    run: (world, random, longest) => cutting(world, ['balancer-one', 'balancer-two'], random.next() * longest),
  },
  'a node alone, cut off from both sides': {
    weight: 2,
    async run(world, random, longest) {
      const [name] = either(random);
      await cutting(world, [`balancer-${name}`, `${name}-postgres`], random.next() * longest);
    },
  },
  'one node cut off from PostgreSQL, the other from the balancer': {
    weight: 1,
    async run(world, random, longest) {
      const [name, other] = either(random);
      await cutting(world, [`${name}-postgres`, `balancer-${other}`], random.next() * longest);
    },
  },
  'kill -9 of a node that is cut off, so that nobody hears of it': {
    weight: 2,
    async run(world, random, longest) {
      const [name] = either(random);
      const ways = [`balancer-${name}`, `${name}-postgres`] as const;
      const kill = () => world.nodes[name].kill();
      await cutting(world, ways, (random.next() * longest) / 2, kill);
      await world.nodes[name].start();
    },
  },
  'kill -9 of PostgreSQL while a node is cut off from it': {
    weight: 1,
    async run(world, random, longest) {
      const [name] = either(random);
      const way = `${name}-postgres` as const;
      await cutting(world, [way], (random.next() * longest) / 2, () => losePostgres(world, undefined, [way]));
    },
  },
  'slow lines': {
    weight: 1,
    async run({ ground }, random, longest) {
      const [name] = either(random);
      const ways = [`balancer-${name}`, `${name}-postgres`] as const;
      for (const way of ways) await ground.slow(way);
      await pause(random.next() * longest);
      for (const way of ways) await ground.heal(way);
    },
  },
} as const satisfies Record<string, Omit<Fault, 'name'>>;

export type FaultName = keyof typeof FAULTS;
export const faultNames = Object.keys(FAULTS) as FaultName[];

/** `count` of them as the seed draws them; each kind once before any comes a second time. */
export function drawn(random: Random, count: number): readonly FaultName[] {
  const left: FaultName[] = [];
  return Array.from({ length: count }, () => {
    if (left.length === 0) left.push(...faultNames.flatMap((name) => Array<FaultName>(FAULTS[name].weight).fill(name)));
    return left.splice(random.below(left.length), 1)[0] as FaultName;
  });
}
