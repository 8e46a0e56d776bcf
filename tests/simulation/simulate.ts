import { rmSync } from 'node:fs';
import type { DeviceMutant } from './device-options.ts';
import { createDeviceSide, type DeviceSide } from './device-side.ts';
import { TECHNICIANS } from './dossiers.ts';
import type { EngineIn } from './engine.ts';
import { planFaults } from './faults.ts';
import { checkAtRest, unrest } from './invariants.ts';
import { createOperatorSide } from './operator.ts';
import { createPerson } from './person.ts';
import { createServerSide, type ServerMutant } from './server-side.ts';
import { sqliteEngine } from './sqlite-engine.ts';
import { createTechnician } from './technician.ts';
import { runFolder, templates } from './templates.ts';
import { createTills } from './till.ts';
import { createWatch } from './watch.ts';
import { createWorld } from './world.ts';

export interface Mutant {
  readonly device?: DeviceMutant;
  readonly server?: ServerMutant;
}

export interface SimulationOptions {
  /** Adds up what happened over many runs. */
  readonly counts?: Map<string, number>;
  readonly mutant?: Mutant;
  /** Under the server's store; the embedded one where nothing is said. */
  readonly engineIn?: EngineIn;
}

export interface SimulationResult {
  readonly seed: number;
  /** The first promise that did not hold. */
  readonly failure: string | undefined;
  readonly trace: readonly string[];
  readonly steps: number;
}

/** From the end of the faults: late messages have come by then, */
const AT_LEAST_MS = 110_000;
/** and nobody may need longer than this. */
const AT_MOST_MS = 10 * 60_000;
/** A poke and the page after it, on a line that is well again. */
const LAST_POKE_MS = 3_000;
const MOST_STEPS = 30_000;

/** One run: a server, two to four devices, an operator and everything that can go wrong, all decided by the seed. */
export async function simulate(
  seed: number,
  { counts = new Map(), mutant = {}, engineIn = sqliteEngine }: SimulationOptions = {},
): Promise<SimulationResult> {
  const world = createWorld(seed, counts);
  const { scheduler, random } = world;
  const folder = runFolder();
  const made = await templates();
  const server = createServerSide(world, folder, await engineIn(folder), mutant.server);
  const devices: DeviceSide[] = [];
  const device = (name: string, technician: (typeof TECHNICIANS)[number]): void =>
    void devices.push(
      createDeviceSide(world, server, { name, technician, folder, template: made.core, mutant: mutant.device ?? {} }),
    );
  try {
    device('A1', TECHNICIANS[0]);
    if (random.chance(0.7)) device('A2', TECHNICIANS[0]);
    if (devices.length === 1 || random.chance(0.7)) device('B1', TECHNICIANS[1]);
    if (random.chance(0.3)) device('C1', TECHNICIANS[2]);
    const operator = createOperatorSide(world, server);
    const people = devices.map((d) => createPerson(world, server, operator, d));
    createTills(world, server).begin();
    const long = random.between(100_000, 400_000);

    for (const [i, d] of devices.entries()) {
      const technician = createTechnician(world, d);
      people[i]?.begin();
      const acts = random.between(4, 13);
      for (let n = 0; n < acts; n += 1) {
        const at = random.between(3_000, long);
        scheduler.after(at, '', () => technician.work());
        // Quicker than the line answers: the next thing is done before one knows of the last.
        while (random.chance(0.45)) scheduler.after(at + random.between(20, 4_000), '', () => technician.work());
      }
    }
    planFaults({ world, server, devices, people, operator, until: long });

    const watch = createWatch(world, server, devices);
    const going = async (until: number): Promise<boolean> => {
      if (world.failure() !== undefined || !(await scheduler.step(until))) return false;
      watch.afterStep();
      if (scheduler.steps() > MOST_STEPS) world.fail(`no rest after ${MOST_STEPS} steps`);
      return true;
    };
    while (await going(long));
    world.trace('── from here on nothing goes wrong ──');
    world.clearUp();
    for (const d of devices) {
      d.online(true);
      d.wake();
    }
    while (await going(long + AT_LEAST_MS));
    const restless = () => !server.up() || devices.some((d) => unrest(d) !== undefined);
    world.count(restless() ? 'needed longer than two minutes to come to rest' : 'came to rest within two minutes');
    const end = long + AT_MOST_MS;
    do {
      while (restless() && (await going(end)));
      // What one device said last the others are still to be poked about, and to read.
      const heard = Math.min(scheduler.now() + LAST_POKE_MS, end);
      while (await going(heard));
    } while (restless() && scheduler.now() < end && world.failure() === undefined);
    for (const d of devices) watch.nothingVanished(d);
    if (world.failure() === undefined) checkAtRest(world, server, devices);
  } catch (cause) {
    world.fail(`unexpected: ${cause instanceof Error ? cause.stack : String(cause)}`);
  } finally {
    for (const d of devices) d.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { seed, failure: world.failure(), trace: world.lines, steps: scheduler.steps() };
}
