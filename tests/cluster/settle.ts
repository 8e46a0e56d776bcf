import { setTimeout as pause } from 'node:timers/promises';
import type { Crew, Stands } from './crew.ts';
import type { Member } from './dealers.ts';
import type { World } from './world.ts';

/** How long after the last fault a device may take to know all there is, in milliseconds. */
export const UP_TO_DATE_MS = 60_000;
const LOOK_MS = 250;

/**
 * Lets the devices rest and waits until each of them has said all it did and knows all there is. Gives how long each took, in
 * milliseconds, shortest first. @throws when one of them is not there in time, with how it stands
 */
export async function settled(
  world: Pick<World, 'query'>,
  crew: Crew,
  members: readonly Member[],
  since: number,
): Promise<readonly number[]> {
  const stand = new Map<string, Stands>();
  crew.rest((stands) => stand.set(stands.name, stands));
  for (;;) {
    const there = await totals(world);
    const behind = members.filter(({ name, dealer }) => {
      const now = stand.get(name);
      const wanted = there.get(dealer);
      return now === undefined || now.waiting > 0 || now.rows !== wanted?.rows || now.versions !== wanted.versions;
    });
    if (behind.length === 0) return [...stand.values()].map(({ at }) => Math.max(0, at - since)).sort((a, b) => a - b);
    if (Date.now() - since > UP_TO_DATE_MS) {
      const said = behind.map(({ name, dealer }) => `${JSON.stringify(stand.get(name))} of ${JSON.stringify(there.get(dealer))}`);
      throw new Error(
        `${behind.length} of ${members.length} devices are not up to date in time:\n${said.slice(0, 10).join('\n')}`,
      );
    }
    await pause(LOOK_MS);
  }
}

async function totals({ query }: Pick<World, 'query'>) {
  const found = await query(
    `SELECT d.id, count(*)::int AS rows, sum(s.version)::int AS versions FROM dealer d
     JOIN shared_row s ON s.audience = '*' OR s.audience = d.id GROUP BY d.id`,
  );
  return new Map(found.map(({ id, rows, versions }) => [String(id), { rows: Number(rows), versions: Number(versions) }]));
}
