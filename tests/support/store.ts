import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Dossier, SubTicket, Ticket } from '../../domain/model/index.ts';
import type { Intent, IntentOf, OperationKind } from '../../domain/operations/operation.ts';
import { createStore } from '../../electron/core/store/store.ts';
import type { Change } from '../../mplatform/contract/index.ts';
import { openDatabase } from '../../sqlite/database.ts';
import { ACTOR, NOW } from './dossiers.ts';
import { tempFolder } from './temp.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'resources', 'migrations', 'core');

/** An empty database of the device in a folder of the running test's own. */
export function aDatabase() {
  const folder = tempFolder('store');
  const db = openDatabase(join(folder, 'technik.db'), { migrations: MIGRATIONS, backups: join(folder, 'backups') });
  onTestFinished(() => void db.close());
  return { db, folder };
}

/** The device's store in a real database of the running test's own, enrolled for `ACTOR`; `time.now` is its clock. */
export function aStore() {
  const { db, folder } = aDatabase();
  const time = { now: NOW };
  const store = createStore(db, { now: () => time.now }, '0.1.0');
  store.state.set('device', {
    deviceId: 'device-1',
    technician: { id: ACTOR.technicianId, name: ACTOR.name, dealerId: ACTOR.dealerId, dealerName: 'Dealer Alfa 101' },
    server: 'https://mplatform.example/',
    receiptPublicKey: '',
    machineId: 'machine-1',
    lastSeq: 0,
  });
  return { db, store, time, folder };
}

let seq = 0;
const row = (data: { readonly id: string }) => {
  seq += 1;
  return { seq, id: data.id, version: seq };
};
export const ticketChange = (data: Ticket): Change => ({ kind: 'ticket', ...row(data), data });
export const subTicketChange = (data: SubTicket): Change => ({ kind: 'subTicket', ...row(data), data });
export const removal = (kind: 'ticket' | 'subTicket', id: string, reason = 'reassigned'): Change => ({
  ...row({ id }),
  kind,
  removed: true,
  reason,
});
export const changesOf = ({ ticket, subTickets }: Dossier): readonly Change[] => [
  ticketChange(ticket),
  ...subTickets.map(subTicketChange),
];

export const anIntent = <K extends OperationKind>(kind: K, target: string, args: IntentOf<K>['args']): Intent =>
  ({ kind, target, args }) as Intent;
export const aNote = (text: string, target = '1042'): Intent => anIntent('ticket.addNote', target, { text });
