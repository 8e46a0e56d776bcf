import type { PageAsk, ReadTransaction, Standing } from './store/port.ts';
import { audiencesOf } from './visibility.ts';

export type { PageAsk, Standing };

/** A device, whose it is and what there is for it, of one moment; in one question where the engine can be asked so. */
export async function standingOf(tx: ReadTransaction, deviceId: string, page?: PageAsk): Promise<Standing> {
  if (tx.standing !== undefined) return tx.standing(deviceId, page);
  const [era, lastChange] = [await tx.era(), await tx.lastChange()];
  const device = await tx.device(deviceId);
  const technician = device && (await tx.technician(device.technicianId));
  return {
    era,
    lastChange,
    mark: await tx.markOf(lastChange),
    keptFrom: await tx.keptFrom(),
    seenMark: page === undefined ? '' : await tx.markOf(page.seen),
    device,
    technician,
    changes:
      page === undefined || technician === undefined ? [] : await tx.changes(audiencesOf(technician), page.after, page.limit),
  };
}
