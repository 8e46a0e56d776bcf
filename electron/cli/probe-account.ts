import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../domain/clock.ts';
import type { SubTicket } from '../../domain/model/index.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { ticketQuery } from '../core/api/contract.ts';
import { startCore } from '../core/index.ts';
import { createSettings } from '../core/settings.ts';
import type { Workplace } from '../core/workplace.ts';
import { claimDataFolder } from '../shared/claim.ts';
import type { CliContext } from './context.ts';

/** The technician's own work in a data folder, opened for one command. */
export interface Account {
  readonly workplace: Workplace;
  close(): Promise<void>;
}

/**
 * Null where nobody is enrolled there; nothing is made then. A folder in which the app is working is refused: two at
 * once would renew one device's tokens against each other.
 */
export async function openAccount({
  dataFolder,
  hostOf,
}: Pick<CliContext, 'dataFolder' | 'hostOf'>): Promise<Result<Account | null, Problem>> {
  const { mode } = createSettings(dataFolder).get();
  if (!existsSync(join(dataFolder, mode, 'technik.db'))) return ok(null);
  const lock = claimDataFolder(dataFolder);
  if (!lock.ok) return lock;
  try {
    const host = await hostOf(dataFolder, 'cli');
    const core = await startCore({ dataFolder, host, clock: systemClock, mode, quiet: true });
    const close = async (): Promise<void> => {
      await core.close();
      lock.value.release();
    };
    const workplace = core.workplace();
    if (workplace.store.state.get('locked') !== undefined) {
      await close();
      return err(problem('device.locked'));
    }
    if (workplace.store.state.get('device') !== undefined) return ok({ workplace, close });
    await close();
    return ok(null);
  } catch (cause) {
    lock.value.release();
    if (cause instanceof DatabaseProblem) return err(cause.problem);
    throw cause;
  }
}

/** The sub-ticket of that store that this technician works on; the one that was named, if one was. */
export function subTicketFor({ store, views }: Workplace, punktId: string, id?: string): Result<SubTicket | undefined, Problem> {
  const inTicket = (ticketId: string) => store.viewRows.dossier(ticketId)?.dossier.subTickets ?? [];
  if (id !== undefined) {
    const ticketId = store.viewRows.ticketIdOf(id);
    const named = ticketId === undefined ? undefined : inTicket(ticketId).find((s) => s.id === id);
    if (named === undefined) return err(problem('subTicket.unknown', { id }));
    if (named.punktId === punktId) return ok(named);
    return err(problem('probing.other-store', { id, punktId: named.punktId, storeId: punktId }));
  }
  const me = store.state.get('device')?.technician.id;
  const found = views
    .list(ticketQuery.parse({ search: punktId, pageSize: 500 }))
    .rows.flatMap((row) => inTicket(row.id))
    .filter((s) => s.punktId === punktId && s.technicianId === me);
  return ok(found.find((s) => s.status === 'inProgress') ?? found[0]);
}
