// A process of its own: PouchDB on LevelDB, replicating from its own server; its search is pouchdb-find.
import { join } from 'node:path';
import { answering } from './answering.ts';
import { metered } from './meter.ts';
import { type OtherAnswer, type OtherQuestion, otherPackage, prefixes } from './others.ts';
import { dossiers } from './tickets.ts';

interface PouchDatabase {
  readonly replicate: { from(address: string, options: object): Promise<{ readonly docs_written: number }> };
  createIndex(index: object): Promise<unknown>;
  find(request: object): Promise<{ readonly docs: readonly unknown[] }>;
  close(): Promise<void>;
}
interface Pouch {
  new (name: string): PouchDatabase;
  plugin(plugin: unknown): Pouch;
}

answering<OtherQuestion & { readonly address: string }>(
  async ({ folder, others, subTickets, queries, address }): Promise<OtherAnswer> => {
    const Pouch = otherPackage<Pouch>(others, 'pouchdb').plugin(otherPackage(others, 'pouchdb-find'));
    const database = new Pouch(join(folder, 'pouch'));
    const { value, cost } = await metered(async () => {
      const { docs_written } = await database.replicate.from(address, { batch_size: 1000 });
      // Without the index there is no list by deadline; our figure and the floor's hold theirs, too.
      await database.createIndex({ index: { fields: ['dueOn'] } });
      await database.find({ selector: { dueOn: { $gt: '' } }, sort: [{ dueOn: 'asc' }], limit: 1 });
      return docs_written;
    });
    const times: number[] = [];
    let found = 0;
    for (const prefix of prefixes(dossiers(subTickets), queries)) {
      const started = performance.now();
      const selector = { dueOn: { $gt: '' }, search: { $regex: new RegExp(` ${prefix}`) } };
      const { docs } = await database.find({ selector, sort: [{ dueOn: 'asc' }], limit: 50 });
      times.push(performance.now() - started);
      found += docs.length;
    }
    await database.close();
    return { rows: value, cost, times, found: found / queries };
  },
);
