import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../domain/clock.ts';
import { createStore } from '../../electron/core/store/store.ts';
import type { Change } from '../../mplatform/contract/index.ts';
import { openDatabase } from '../../sqlite/database.ts';
import { dossiers, TECHNICIAN } from '../bench/sync/tickets.ts';
import { tempFolder } from './temp.ts';

const migrations = join(import.meta.dirname, '..', '..', 'resources', 'migrations', 'core');
/** Rows of one transaction. */
const PAGE = 5000;

/** A data folder of a device in production that has so many tickets and no line: what is done with its list is done here. */
export function folderWithTickets(tickets: number, folder = tempFolder('technik-list-')): string {
  mkdirSync(join(folder, 'production'), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'pl' }), { mode: 0o600 });
  const db = openDatabase(join(folder, 'production', 'technik.db'), {
    migrations,
    backups: join(folder, 'production', 'backups'),
  });
  const store = createStore(db, systemClock, '0.1.0');
  store.state.set('mode', 'production');
  store.state.set('device', {
    deviceId: 'device-1',
    technician: { ...TECHNICIAN, dealerName: 'Dealer Alfa' },
    server: 'https://127.0.0.1:9/',
    receiptPublicKey: '',
    machineId: 'machine-1',
    lastSeq: 0,
  });
  let page: Change[] = [];
  let [seq, made] = [0, 0];
  for (const { ticket, subTickets } of dossiers(3 * tickets)) {
    if (made === tickets) break;
    made += 1;
    page.push({ seq: ++seq, kind: 'ticket', id: ticket.id, version: 1, data: ticket });
    for (const data of subTickets) page.push({ seq: ++seq, kind: 'subTicket', id: data.id, version: 1, data });
    if (page.length < PAGE) continue;
    store.applyChanges(page, String(seq), false);
    page = [];
  }
  store.applyChanges(page, String(seq), true);
  db.close();
  return folder;
}
