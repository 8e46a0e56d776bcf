import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Random } from '../simulation/random.ts';
import { NODES } from './ground.ts';
import { losePostgres } from './power.ts';
import type { World } from './world.ts';

/** For an answer that comes too early to arrive. */
const ON_ITS_WAY_MS = 400;
const SLOW_MS = 3_000;
/** Longer than any device waits before it tries again. */
const PATIENCE_MS = 60_000;

/**
 * Holds the row of the numbers, so that nothing can be committed, and resolves when a transaction of devices waits for it: all
 * that it does is done but for that.
 */
async function holdingNumbers({ superuser, query, crew }: World): Promise<{ readonly letGo: () => Promise<void> }> {
  const client = new Client({ connectionString: superuser() });
  client.on('error', () => {});
  await client.connect();
  await client.query('BEGIN; SELECT 1 FROM meta FOR UPDATE');
  const until = performance.now() + PATIENCE_MS;
  for (let waiting = 0; waiting === 0; ) {
    if (performance.now() > until) throw new Error('Nobody waits for the numbers');
    crew.burst();
    await pause(100);
    const [found] = await query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%end_work%'`,
    );
    waiting = Number(found?.n);
  }
  return {
    async letGo() {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

/** Each in the one moment at which a certain promise is easiest to break. */
export const AIMED = {
  'kill -9 of PostgreSQL while nothing can be committed': {
    weight: 1,
    // Whoever has an answer to what was sent now has it from nowhere.
    async run(world: World) {
      await holdingNumbers(world);
      await pause(ON_ITS_WAY_MS);
      await losePostgres(world);
    },
  },
  'kill -9 of PostgreSQL at an answer': {
    weight: 2,
    // What was answered for and only lies in memory is gone: PostgreSQL brings nothing to the disk by itself for long (see `openWorld`).
    async run(world: World) {
      const { crew } = world;
      const before = crew.acknowledged.size;
      crew.burst();
      await crew.acknowledges(before + 1);
      await losePostgres(world);
    },
  },
  'kill -9 of both nodes between commit and answer': {
    weight: 1,
    // All of it is done, nobody is told, and everybody says it again.
    async run(world: World) {
      const { nodes, query } = world;
      const decided = async (): Promise<number> => Number((await query('SELECT count(*)::int AS n FROM outcome'))[0]?.n);
      const held = await holdingNumbers(world);
      for (const name of NODES) nodes[name].freeze();
      const before = await decided();
      await held.letGo();
      while ((await decided()) === before) await pause(20);
      await Promise.all(NODES.map((name) => nodes[name].kill()));
      await Promise.all(NODES.map((name) => nodes[name].start()));
    },
  },
  'commits that take long, each of them differently': {
    weight: 1,
    // Between a number and its being seen there is time for others.
    async run({ query, crew, numbers }: World, random: Random, longest: number) {
      await query(`
        CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('test.dawdled', true) IS DISTINCT FROM 'yes' THEN
            PERFORM set_config('test.dawdled', 'yes', true);
            IF random() < 0.5 THEN PERFORM pg_sleep(0.3); END IF;
          END IF;
          RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON outcome DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();`);
      const until = performance.now() + Math.min(longest, SLOW_MS);
      while (performance.now() < until) {
        crew.burst();
        await pause(random.next() * 400);
      }
      await query('DROP TRIGGER dawdle ON outcome; DROP FUNCTION dawdle()');
      if (numbers.undercut.length > 0) throw new Error(`Seen after a later one: ${numbers.undercut.join(', ')}`);
    },
  },
} as const;
