// A process of its own: PouchDB behind its own HTTP server (express-pouchdb), on LevelDB.
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { answering } from './answering.ts';
import { type OtherQuestion, otherPackage, ticketColumns } from './others.ts';
import { dossiers } from './tickets.ts';

interface Pouch {
  new (name: string): { bulkDocs(docs: readonly object[]): Promise<unknown> };
  defaults(options: object): Pouch;
}

answering<OtherQuestion>(async ({ folder, others, subTickets }) => {
  const Pouch = otherPackage<Pouch>(others, 'pouchdb').defaults({ prefix: join(folder, '/') });
  const serve = otherPackage<(pouch: Pouch, options: object) => RequestListener>(others, 'express-pouchdb');
  const database = new Pouch('tickets');
  let docs: object[] = [];
  for (const dossier of dossiers(subTickets)) {
    const { ticket } = dossier;
    docs.push({ _id: ticket.id, kind: 'ticket', ...ticketColumns(dossier), data: ticket });
    for (const data of dossier.subTickets) docs.push({ _id: data.id, kind: 'subTicket', data });
    if (docs.length < 5000) continue;
    await database.bulkDocs(docs);
    docs = [];
  }
  await database.bulkDocs(docs);
  const server = createServer(
    serve(Pouch, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'log.txt') }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tickets` };
});
