import type { Clock } from '../../../../domain/clock.ts';
import type { RecordedConfiguration } from '../../../../domain/model/index.ts';
import { type Problem, problem } from '../../../../domain/problem.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import type { Store } from '../../store/store.ts';
import type { Training } from '../training.ts';
import { dossierOf } from './dossier.ts';
import { namesOf, pointsOf } from './names.ts';
import type { RunWorld } from './runs.ts';
import type { Scenario } from './scenario.ts';
import type { Surroundings } from './surroundings.ts';
import type { PracticeTill, TillWish } from './till.ts';

export interface PrepareDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly training: Training;
  readonly till: PracticeTill;
  readonly surroundings: Surroundings;
  readonly sync: () => Promise<Result<null, Problem>>;
  readonly machineId: string;
  /** Of the profile by which the till's file is written. */
  readonly profile: () => Promise<string>;
}

/** Lays out what an exercise begins with: the till, its own ticket at M/platform and here, and what is broken. */
export async function prepare(
  { store, clock, training, till, surroundings, sync, machineId, profile }: PrepareDeps,
  scenario: Scenario,
  n: number,
): Promise<Result<Partial<RunWorld>, Problem>> {
  const { world } = scenario;
  const names = namesOf(n);
  const whole = await surroundings.clear();
  if (!whole.ok) return whole;
  const device = store.state.get('device');
  if (device === undefined) return err(problem('device.not-enrolled'));

  const otherPort = world.fault === 'wrongServer' ? await training.startOther(null) : null;
  const server = otherPort === null ? training.server : `https://localhost:${otherPort}`;
  const stores = world.till.map((on) => names.punkt[on]);
  const right: TillWish = stores.length === 0 ? null : { server, stores };
  const found: TillWish = world.fault === 'wrongStore' ? { server, stores: [world.otherStore] } : right;
  const now = clock.now();
  const set = await till.set(found);
  if (!set.ok) return set;
  const recorded = right === null || world.fault !== 'wrongStore' ? set : await till.digestFor(right);
  if (!recorded.ok) return recorded;
  const configuration: Omit<RecordedConfiguration, 'recordedAt'> = {
    digest: recorded.value,
    file: `${training.tillFolder}/pcpos7.conf`.slice(-200),
    serverAddress: server,
    storeIds: stores,
    profile: await profile(),
    machineId,
    origin: 'workstation',
  };
  const dossier = dossierOf({
    scenario,
    names,
    technician: device.technician,
    now,
    configuration: right === null ? null : configuration,
  });
  const added = await training.operate((operator) => operator.addTicket(dossier));
  if (!added.ok) return added;
  if (world.fault === 'storeInactive') {
    for (const on of pointsOf(scenario)) {
      const off = await training.operate((operator) => operator.setPointOfSaleActive(names.punkt[on], false));
      if (!off.ok) return off;
    }
  }
  const synced = await sync();
  return synced.ok ? ok({ prepared: true, otherPort }) : synced;
}
