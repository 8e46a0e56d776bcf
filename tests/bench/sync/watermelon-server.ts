// A process of its own: all rows as the one JSON that WatermelonDB's `synchronize` takes, compressed, from memory.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { answering } from './answering.ts';
import { type OtherQuestion, ticketColumns } from './others.ts';
import { dossiers } from './tickets.ts';

answering<OtherQuestion>(async ({ subTickets }) => {
  const tickets: unknown[] = [];
  const subs: unknown[] = [];
  for (const dossier of dossiers(subTickets)) {
    const { dueOn, technicianId, ...columns } = ticketColumns(dossier);
    const data = JSON.stringify(dossier.ticket);
    tickets.push({ id: dossier.ticket.id, ...columns, due_on: dueOn, technician_id: technicianId, data });
    for (const s of dossier.subTickets)
      subs.push({ id: s.id, ticket_id: s.ticketId, punkt_id: s.punktId, data: JSON.stringify(s) });
  }
  const created = (rows: unknown[]) => ({ created: rows, updated: [], deleted: [] });
  const body = JSON.stringify({ changes: { tickets: created(tickets), sub_tickets: created(subs) }, timestamp: Date.now() });
  const pieces = Array.from({ length: Math.ceil(body.length / 500_000) }, (_, i) => body.slice(i * 500_000, (i + 1) * 500_000));
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    await pipeline(Readable.from(pieces, { objectMode: false }), createGzip(), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});
