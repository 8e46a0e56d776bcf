// A process of its own: the least that brings the same rows into the same tables, as durably and as many at a time.
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { SubTicket, Ticket } from '../../../domain/model/index.ts';
import { connect } from '../../../sqlite/connect.ts';
import { type Database, openDatabase } from '../../../sqlite/database.ts';
import { answering } from './answering.ts';
import { type Cost, metered } from './meter.ts';
import { DEVICE_KEY, migrations } from './places.ts';

const PAGE = 500;

type Line =
  | { readonly kind: 'setting'; readonly id: string; readonly version: number }
  | {
      readonly kind: 'ticket';
      readonly version: number;
      readonly search: string;
      readonly dueOn: string;
      readonly dueKind: string | null;
      readonly data: Ticket;
    }
  | { readonly kind: 'subTicket'; readonly version: number; readonly data: SubTicket };

export type FloorQuestion =
  | { readonly ask: 'firstSync'; readonly folder: string; readonly address: string }
  /** `file`: a device's database, whose operations are sent. */
  | { readonly ask: 'push'; readonly folder: string; readonly address: string; readonly file: string; readonly batch: number };
export interface FloorAnswer {
  readonly rows: number;
  readonly cost: Cost;
}

answering<FloorQuestion>(async (question): Promise<FloorAnswer> => {
  const db = openDatabase(join(question.folder, 'technik.db'), { migrations: migrations('core'), backups: question.folder });
  const { address } = question;
  const bodies = question.ask === 'push' ? batches(question.file, question.batch) : [];
  const { value: rows, cost } = await metered(() =>
    question.ask === 'push' ? sent(db, address, bodies) : streamed(db, address),
  );
  db.close();
  return { rows, cost };
});

interface Batch {
  readonly ids: readonly string[];
  readonly body: string;
}

function batches(file: string, size: number): readonly Batch[] {
  const db = connect(file, DEVICE_KEY, { readonly: true });
  const rows = db
    .prepare<[], { seq: number; id: string; kind: string; target: string; args: string; at: string }>(
      'SELECT position AS seq, id, kind, target, args, device_time AS at FROM operation ORDER BY position',
    )
    .all();
  db.close();
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => {
    const batch = rows.slice(i * size, (i + 1) * size);
    const operations = batch.map(({ args, ...row }) => ({ ...row, args: JSON.parse(args) as unknown }));
    return { ids: batch.map(({ id }) => id), body: JSON.stringify({ operations }) };
  });
}

/** One round trip and one commit for each batch. */
async function sent(db: Database, address: string, all: readonly Batch[]): Promise<number> {
  db.pragma('foreign_keys = OFF');
  const outcome = db.prepare(`INSERT INTO operation_outcome (operation_id, outcome, at) VALUES (?, 'applied', '')`);
  const record = db.transaction((ids: readonly string[]) => {
    for (const id of ids) outcome.run(id);
  });
  const agent = new Agent({ keepAlive: true });
  for (const { ids, body } of all) {
    const asking = request(address, { method: 'POST', agent });
    asking.end(body);
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    JSON.parse(await text(response));
    record(ids);
  }
  agent.destroy();
  return all.length;
}

async function streamed(db: Database, address: string): Promise<number> {
  const [response] = (await once(get(address), 'response')) as [IncomingMessage];
  const body = response.pipe(createGunzip()).setEncoding('utf8');
  const insert = inserting(db);
  let rows = 0;
  let rest = '';
  let page: string[] = [];
  const write = (lines: readonly string[]): void => {
    rows += lines.length;
    insert(lines, rows);
  };
  for await (const chunk of body as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      page.push(line);
      if (page.length < PAGE) continue;
      write(page);
      page = [];
    }
  }
  write(page);
  return rows;
}

function inserting(db: Database): (lines: readonly string[], cursor: number) => void {
  const row = db.prepare('INSERT INTO server_row (n, kind, id, ticket_id, version, data) VALUES (?, ?, ?, ?, ?, ?)');
  const ticket = db.prepare(
    `INSERT INTO view_ticket (n, id, status, crm_id, nip, name, city, opened_on, due_on, technician_id, removed, search,
       type, acquired_by_dealer, caretaker, closed_on, due_kind, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, NULL)`,
  );
  const words = db.prepare('INSERT INTO ticket_search (rowid, words) VALUES (?, ?)');
  const cursor = db.prepare(
    `INSERT INTO state (key, value) VALUES ('cursor', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );
  let n = 0;
  return db.transaction((lines: readonly string[], at: number) => {
    for (const sentence of lines) {
      n += 1;
      const line = JSON.parse(sentence) as Line;
      const data = sentence.slice(sentence.indexOf('"data":') + 7, -1);
      if (line.kind === 'subTicket') {
        row.run(n, 'subTicket', line.data.id, line.data.ticketId, line.version, data);
        continue;
      }
      if (line.kind === 'setting') {
        row.run(n, 'setting', line.id, null, line.version, data);
        continue;
      }
      const { id, status, company, openedOn, technicianId, type, closedOn } = line.data;
      const acquired = line.data.acquiredByDealer ? 1 : 0;
      const caretaker = line.data.caretaker?.name ?? null;
      const { search, dueOn, dueKind } = line;
      const { crmId, nip, name, city } = company;
      row.run(n, 'ticket', id, null, line.version, data);
      ticket.run(
        n,
        id,
        status,
        crmId,
        nip,
        name,
        city,
        openedOn,
        dueOn,
        technicianId,
        search,
        type,
        acquired,
        caretaker,
        closedOn,
        dueKind,
      );
      words.run(n, search);
    }
    cursor.run(JSON.stringify(String(at)));
  });
}
