import type { Way } from './ground.ts';
import type { World } from './world.ts';

const WAYS = ['one-postgres', 'two-postgres'] as const satisfies readonly Way[];

/**
 * `kill -9` of PostgreSQL, `meanwhile` while it is away, and its start. Before any node can reach it again, so that no device can
 * have said anew what is gone, each operation that a device has an answer to is looked for; `lost` has those that are not there.
 * @param away ways that are cut already
 */
export async function losePostgres(
  world: World,
  meanwhile: () => Promise<void> = async () => {},
  away: readonly Way[] = [],
): Promise<void> {
  const { postgres, ground, crew, query, lost } = world;
  await postgres.kill();
  const ways = WAYS.filter((way) => !away.includes(way));
  for (const way of ways) await ground.cut(way);
  await meanwhile();
  await postgres.start();
  await crew.heard();
  const there = new Set((await query('SELECT id FROM outcome')).map(({ id }) => String(id)));
  for (const id of crew.acknowledged) if (!there.has(id)) lost.add(id);
  for (const way of ways) await ground.heal(way);
}
