import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { migrations } from '../postgres/cluster.ts';
import { opened } from '../postgres/stores.ts';
import { agree } from './agree.ts';
import { NODES } from './ground.ts';
import { CLI, migrate } from './node.ts';
import { settled } from './settle.ts';
import { openWorld, type World } from './world.ts';

/** The folder of an earlier program with its own migrations; without it the nodes are of this one and the schema of a later one. */
const EARLIER = process.env.EARLIER;
const SEED = Number(process.env.SEED ?? 1);

/** One of each thing that a migration may do, with data to go through. */
const LATER = `
  ALTER TABLE shared_row ADD COLUMN later text NOT NULL DEFAULT 'later';
  ALTER TABLE outcome ADD COLUMN later bigint;
  ALTER TABLE device ADD COLUMN later boolean NOT NULL DEFAULT false;
  CREATE TABLE later (id bytewise PRIMARY KEY, at bigint NOT NULL);
  CREATE INDEX later_of_outcome ON outcome (technician_id, later);
  CREATE INDEX later_of_rows ON shared_row (later, id);
  INSERT INTO later SELECT id, decided_at FROM outcome;
  CREATE FUNCTION note_later() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO later VALUES (NEW.id, NEW.decided_at);
    RETURN NEW;
  END $$;
  CREATE TRIGGER note_later AFTER INSERT ON outcome FOR EACH ROW EXECUTE FUNCTION note_later();`;

/** To this program's schema, or one further. */
async function migrateOn(world: World): Promise<void> {
  if (EARLIER !== undefined) return migrate(world.folder, world.owner());
  const folder = mkdtempSync(join(tmpdir(), 'technik-later-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(migrations, folder, { recursive: true });
  writeFileSync(join(folder, '9000-later.sql'), LATER);
  const store = await opened({ url: world.owner(), migrations: folder });
  await store.close();
}

async function decided({ query }: World): Promise<number> {
  return Number((await query('SELECT count(*)::int AS n FROM outcome'))[0]?.n);
}

async function decidedMore(world: World, more: number): Promise<void> {
  const before = await decided(world);
  while ((await decided(world)) < before + more) await pause(50);
}

const version = async ({ query }: World): Promise<number> =>
  Number((await query('SELECT max(version)::int AS version FROM migration'))[0]?.version);

it('is updated while 20 devices work: the earlier nodes serve the later schema, and are replaced one after the other', {
  timeout: 180_000,
}, async () => {
  const world = await openWorld({
    ...{ devices: 20, seed: SEED, paceMs: 400, eachProcess: 10 },
    ...(EARLIER === undefined ? {} : { earlier: EARLIER }),
  });
  onTestFinished(world.close);
  const before = await version(world);
  await decidedMore(world, 20);
  await migrateOn(world);
  expect(await version(world)).toBeGreaterThan(before);
  await decidedMore(world, 20);
  for (const name of NODES) {
    await world.nodes[name].stop();
    await decidedMore(world, 10);
    await world.nodes[name].start(CLI);
  }
  await decidedMore(world, 20);
  await settled(world, world.crew, world.members, Date.now());
  await world.numbers.stop();
  await world.crew.end();
  expect(world.crew.askedToEnrol).toEqual([]);
  const { operations } = await agree(world);
  // What the later schema does by itself it did for the earlier nodes, too.
  if (EARLIER === undefined) expect(await world.query('SELECT count(*)::int AS n FROM later')).toEqual([{ n: operations }]);
  expect(world.nodes.one.log() + world.nodes.two.log()).not.toContain('a call failed by a bug');
});
