import { startCrew } from './crew.ts';
import { NODES, type NodeName } from './ground.ts';
import { settled } from './settle.ts';
import type { World } from './world.ts';

const OTHER = { one: 'two', two: 'one' } as const satisfies Record<NodeName, NodeName>;

/**
 * Each node in turn hears nothing while something is done at the other one for every dealer, by devices that know only that other
 * one; and then nothing happens any more. Whoever has a line at the deaf node learns of it only when that is made up for. To be
 * called when all rest. Gives how long it took the last device after each, in milliseconds.
 */
export async function missPokes(world: World): Promise<readonly number[]> {
  const { ground, folder, balancer, members, crew, query } = world;
  // Each of them of a technician who has tickets from the beginning.
  const dealers = members.filter(({ name }) => name.endsWith('-2'));
  const couriers = await Promise.all(
    NODES.map((node) => {
      const { host, port } = ground.through(`balancer-${node}`);
      return startCrew({
        ...{ ground, place: 'balancer', folder, seed: 0, paceMs: 2 ** 30, eachProcess: dealers.length },
        ...{ server: `http://${host}:${port}/`, ca: balancer.ca },
        members: dealers.map((member) => ({ ...member, name: `courier-${node}-${member.dealer}` })),
      });
    }),
  );
  try {
    const took: number[] = [];
    for (const [n, node] of NODES.entries()) {
      const way = `${node}-postgres` as const;
      const courier = couriers[NODES.indexOf(OTHER[node])] as (typeof couriers)[number];
      await ground.cut(way);
      await letGo(world, node);
      courier.note();
      await courier.acknowledges(dealers.length);
      await ground.heal(way);
      took[n] = (await settled({ query }, crew, members, Date.now())).at(-1) ?? 0;
    }
    for (const each of couriers) await each.end();
    return took;
  } finally {
    for (const each of couriers) await each.kill();
  }
}

/** PostgreSQL lets go of a node, as it does with connections that say nothing for too long; one that is cut off does not hear of it. */
export async function letGo({ ground, query }: World, node: NodeName): Promise<void> {
  const { host } = ground.through(`${node}-postgres`);
  await query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_addr << '${host}/24' AND backend_type = 'client backend'`,
  );
}
