// A process of its own: the same rows as bare lines from memory, compressed at the same level; and operations each
// written down in a commit of its own, and nothing else.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { nextDeadline } from '../../../domain/deadlines.ts';
import type { SubTicket, Ticket } from '../../../domain/model/index.ts';
import { wordsOf } from '../../../electron/core/store/fold.ts';
import { openDatabase } from '../../../sqlite/database.ts';
import { answering } from './answering.ts';
import { migrations } from './places.ts';

/** As many rows in one piece as the server reads at once. */
const PIECE = 500;

export interface FloorServerQuestion {
  readonly folder: string;
  /** The reference server's database. */
  readonly file: string;
}

answering<FloorServerQuestion>(async ({ folder, file }) => {
  const pieces = readPieces(file);
  const write = writing(folder);
  const server = createServer((request, response) =>
    request.method === 'POST' ? void takeOperations(write, request, response) : void sendRows(pieces, response),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});

async function sendRows(pieces: readonly string[], response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' });
  await pipeline(Readable.from(pieces, { objectMode: false }), createGzip(), response);
}

type Write = (id: string, seq: number, operation: string) => void;

async function takeOperations(write: Write, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { operations } = JSON.parse(await text(request)) as { operations: { id: string; seq: number }[] };
  for (const operation of operations) write(operation.id, operation.seq, JSON.stringify(operation));
  response.end(JSON.stringify({ results: operations.map(({ id }) => ({ id, outcome: 'applied' })) }));
}

function writing(folder: string): Write {
  const db = openDatabase(join(folder, 'floor.db'), { migrations: migrations('mplatform'), backups: folder });
  db.pragma('foreign_keys = OFF');
  db.exec(
    `INSERT INTO device (id, technician_id, machine_id, name, app_version, enrolled_at, generation, last_seq)
     VALUES ('d', 't', 'm', 'n', '1', 0, 0, 0)`,
  );
  const outcome = db.prepare(
    `INSERT INTO outcome (id, device_id, technician_id, seq, decided_at, operation, result) VALUES (?, 'd', 't', ?, 0, ?, '{}')`,
  );
  const advance = db.prepare(`UPDATE device SET last_seq = ? WHERE id = 'd'`);
  return db.transaction((id: string, seq: number, operation: string) => {
    outcome.run(id, seq, operation);
    advance.run(seq);
  });
}

/** What the device would have to work out is there already: its search words, and when the ticket is due. */
function readPieces(file: string): readonly string[] {
  const db = new BetterSqlite3(file, { readonly: true });
  const rows = db
    .prepare<[], { seq: number; kind: string; id: string; version: number; data: string }>(
      'SELECT seq, kind, id, version, data FROM shared_row ORDER BY seq',
    )
    .all();
  db.close();
  const punkty = new Map<string, string[]>();
  for (const { kind, data } of rows) {
    if (kind !== 'subTicket') continue;
    const { ticketId, punktId } = JSON.parse(data) as SubTicket;
    const known = punkty.get(ticketId);
    if (known === undefined) punkty.set(ticketId, [punktId]);
    else known.push(punktId);
  }
  const lines = rows.map(({ seq, kind, id, version, data }) => {
    const ready = kind === 'ticket' ? viewOf(JSON.parse(data) as Ticket, punkty.get(id) ?? []) : '';
    return `{"seq":${seq},"kind":"${kind}","id":"${id}","version":${version},${ready}"data":${data}}\n`;
  });
  return Array.from({ length: Math.ceil(lines.length / PIECE) }, (_, i) => lines.slice(i * PIECE, (i + 1) * PIECE).join(''));
}

function viewOf(ticket: Ticket, punkty: readonly string[]): string {
  const { name, city, nip, crmId } = ticket.company;
  const search = ` ${wordsOf([name, city, nip, crmId, ticket.id, ...punkty].join(' ')).join(' ')}`;
  const next = nextDeadline(ticket, ticket.openedOn);
  const due = `"dueOn":"${next?.dueOn ?? '9999-12-31'}","dueKind":${JSON.stringify(next?.kind ?? null)}`;
  return `"search":${JSON.stringify(search)},${due},`;
}
