// A process of its own: the reference server on SQLite with generated tickets.
import { join } from 'node:path';
import { systemClock } from '../../../domain/clock.ts';
import { hashCode } from '../../../mplatform/server/devices.ts';
import { openMplatform } from '../../../mplatform/server/main.ts';
import type { Store } from '../../../mplatform/server/store/port.ts';
import { openSqliteStore } from '../../../mplatform/server/store/sqlite.ts';
import { rowsOf } from '../../../mplatform/server/visibility.ts';
import { answering } from './answering.ts';
import { migrations } from './places.ts';
import { CODE } from './questions.ts';
import { DEALER, dossiers, TECHNICIAN } from './tickets.ts';

/** Dossiers in a transaction while the rows are made. */
const PIECE = 2000;

export interface ReferenceQuestion {
  readonly folder: string;
  readonly subTickets: number;
}
export interface ReferenceAnswer {
  readonly address: string;
  /** Its database. */
  readonly file: string;
}

let close = async (): Promise<void> => {};
answering<ReferenceQuestion>(open, () => close());

async function open({ folder, subTickets }: ReferenceQuestion): Promise<ReferenceAnswer> {
  const file = join(folder, 'mplatform.db');
  const store = openSqliteStore({ file, migrations: migrations('mplatform'), backups: folder });
  await fill(store, subTickets);
  await store.close();
  // Many first syncs in a minute, each as a device would do it once.
  const rateLimits = { device: 1e6, address: 1e6 };
  const opened = await openMplatform({ dataFolder: folder, port: 0, clock: systemClock, rateLimits });
  if (!opened.ok) throw new Error(opened.error.code);
  close = opened.value.close;
  return { address: opened.value.address, file };
}

async function fill(store: Store, subTickets: number): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.saveDealer({ id: DEALER.id, name: DEALER.name });
    await tx.saveTechnician(TECHNICIAN);
    await tx.saveEnrolmentCode({
      hash: hashCode(CODE),
      technicianId: TECHNICIAN.id,
      issuedAt: systemClock.now(),
      expiresAt: null,
      unlimited: true,
      usedBy: null,
    });
  });
  const all = dossiers(subTickets);
  for (let left = true; left; ) {
    await store.transaction(async (tx) => {
      for (let i = 0; i < PIECE && left; i += 1) {
        const { value, done } = all.next();
        if (done === true) left = false;
        else for (const row of rowsOf(value)) await tx.saveRow(row);
      }
    });
  }
}
