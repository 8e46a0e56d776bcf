import type { Origin, SubTicket } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { changedAt, isPcPosRunning, isRemote, runningSince, type TillReading } from '../../../native-checks/pcpos/index.ts';
import type { TillAccess } from '../../../native-checks/probe/index.ts';

/** The till that a probe speaks of, as far as it can be seen from here. */
export interface ProbedTill {
  /** null: it is another machine. */
  readonly access: TillAccess | null;
  /** null: none is known; the one that M/platform wants is tried instead. */
  readonly serverAddress: string | null;
  /** Of the file on disk, or as recorded where the disk is another machine's. */
  readonly digest: string;
  readonly origin: Origin;
}

export interface WhichTillDeps {
  readonly machineId: string;
  readonly folder: () => string | undefined;
  readonly reading: () => Promise<Result<TillReading, Problem>>;
}

/** Stands where no file could be read: no file has it. */
export const NO_DIGEST = '0'.repeat(64);

/** Reads of the disk count only where the disk is the till's own: what runs behind a network folder runs elsewhere. */
export async function whichTill(subTicket: SubTicket, { machineId, folder, reading }: WhichTillDeps): Promise<ProbedTill> {
  const recorded = subTicket.configuration;
  if (recorded !== null && recorded.machineId !== machineId) {
    return { access: null, serverAddress: recorded.serverAddress, digest: recorded.digest, origin: 'laptop' };
  }
  const read = await reading();
  const serverAddress = read.ok ? read.value.server : null;
  const digest = read.ok ? read.value.digest : NO_DIGEST;
  const remote = isRemote(folder() ?? '');
  if (remote || recorded?.origin === 'laptop') return { access: null, serverAddress, digest, origin: 'laptop' };
  return { access: tillAccess(reading), serverAddress, digest, origin: 'workstation' };
}

/** A till of this machine, read anew each time it is asked. */
export const tillAccess = (reading: () => Promise<Result<TillReading, Problem>>): TillAccess => ({
  async read() {
    const read = await reading();
    return read.ok ? ok({ ...read.value, changedAt: await changedAt(read.value.file) }) : read;
  },
  isRunning: (port) => isPcPosRunning(port),
  runningSince: (port) => runningSince(port),
});
