import { join } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { isRemote, systemFacts } from '../../native-checks/pcpos/facts/index.ts';
import { inspectTill, type TillReading } from '../../native-checks/pcpos/inspect.ts';
import { versionAt } from '../../native-checks/pcpos/version-at.ts';
import { NO_DIGEST, type ProbedTill, tillAccess } from '../core/probing/which-till.ts';
import { type ProfileChoice, profileInForce } from '../core/workstation/index.ts';
import type { CliContext } from './context.ts';
import { databaseKey } from './data-key.ts';
import { createPcPosData } from './pcpos-data.ts';
import type { ProbeWish } from './probe-wish.ts';

/** The till and the store that the command line means. */
export interface Place {
  readonly at: ProbedTill;
  readonly storeId: string;
  /** null where there is no till here. */
  readonly reading: TillReading | null;
}

/** Reads what the command line names, once: what cannot be read is bad input, not a finding. */
export async function placeFor(cli: CliContext, migrations: string, { at, store }: ProbeWish): Promise<Result<Place, Problem>> {
  if ('server' in at) {
    const till: ProbedTill = { access: null, serverAddress: at.server, digest: NO_DIGEST, origin: 'laptop' };
    return ok({ at: till, storeId: store ?? '', reading: null });
  }
  const choice = await profileFor(cli, migrations, at.config);
  if (!choice.ok) return choice;
  const reading = () => inspectTill(at.config, choice.value);
  const read = await reading();
  if (!read.ok) return read;
  const { stores, server, digest, folder } = read.value;
  const storeId = store ?? stores[0];
  if (storeId === undefined) return err(problem('probing.no-store'));
  if (store === undefined && stores.length > 1) return err(problem('probing.several-stores', { stores: stores.join(', ') }));
  const remote = isRemote(folder);
  const access = remote ? null : tillAccess(reading);
  const till: ProbedTill = { access, serverAddress: server ?? '', digest, origin: remote ? 'laptop' : 'workstation' };
  return ok({ at: till, storeId, reading: read.value });
}

async function profileFor(cli: CliContext, migrations: string, path: string): Promise<Result<ProfileChoice, Problem>> {
  const folder = join(cli.dataFolder, 'production');
  const delivered = createPcPosData(folder, migrations, await databaseKey(cli, 'production')).profiles();
  if (!delivered.ok) return delivered;
  const version = delivered.value.length === 0 ? null : await versionAt(path, systemFacts().readRegistry);
  return profileInForce(folder, delivered.value, version);
}
