// A process of its own: WatermelonDB with its SQLite adapter for Node, by its own `synchronize`, which for Node is not
// the "turbo" one: that needs its native module for phones.
import { join } from 'node:path';
import { answering } from './answering.ts';
import { metered } from './meter.ts';
import { type OtherAnswer, type OtherQuestion, otherPackage, prefixes } from './others.ts';
import { dossiers } from './tickets.ts';

interface Watermelon {
  readonly Database: new (options: object) => WatermelonDatabase;
  readonly Model: new () => object;
  readonly Q: Record<'where' | 'like' | 'sortBy' | 'take', (...args: unknown[]) => unknown> & { readonly asc: unknown };
  readonly appSchema: (schema: object) => unknown;
  readonly tableSchema: (schema: object) => unknown;
}
interface WatermelonDatabase {
  get(table: string): { query(...clauses: unknown[]): { fetch(): Promise<readonly unknown[]>; fetchCount(): Promise<number> } };
}
type Synchronize = (options: {
  readonly database: WatermelonDatabase;
  readonly pullChanges: () => Promise<unknown>;
  readonly pushChanges: () => Promise<void>;
}) => Promise<void>;

answering<OtherQuestion & { readonly address: string }>(
  async ({ folder, others, subTickets, queries, address }): Promise<OtherAnswer> => {
    const watermelon = otherPackage<Watermelon>(others, '@nozbe/watermelondb');
    const SqliteAdapter = otherPackage<new (options: object) => unknown>(others, '@nozbe/watermelondb/adapters/sqlite');
    const { synchronize } = otherPackage<{ synchronize: Synchronize }>(others, '@nozbe/watermelondb/sync');
    otherPackage<{ silence(): void }>(others, '@nozbe/watermelondb/utils/common/logger').silence();
    const { Q } = watermelon;
    const database = open(watermelon, SqliteAdapter, join(folder, 'watermelon.db'));
    const pullChanges = async (): Promise<unknown> => (await fetch(address)).json();
    const { cost } = await metered(() => synchronize({ database, pullChanges, pushChanges: async () => {} }));
    const tickets = database.get('tickets');
    const rows = (await tickets.query().fetchCount()) + (await database.get('sub_tickets').query().fetchCount());
    const times: number[] = [];
    let found = 0;
    for (const prefix of prefixes(dossiers(subTickets), queries)) {
      const started = performance.now();
      const page = await tickets.query(Q.where('search', Q.like(`% ${prefix}%`)), Q.sortBy('due_on', Q.asc), Q.take(50)).fetch();
      times.push(performance.now() - started);
      found += page.length;
    }
    return { rows, cost, times, found: found / queries };
  },
);

function open({ Database, Model, appSchema, tableSchema }: Watermelon, Adapter: new (options: object) => unknown, file: string) {
  const text = (name: string, isIndexed = false) => ({ name, type: 'string', isIndexed });
  const schema = appSchema({
    version: 1,
    tables: [
      tableSchema({
        name: 'tickets',
        columns: [
          text('status', true),
          text('name'),
          text('city'),
          text('nip'),
          text('due_on', true),
          text('technician_id', true),
          text('search'),
          text('data'),
        ],
      }),
      tableSchema({ name: 'sub_tickets', columns: [text('ticket_id', true), text('punkt_id'), text('data')] }),
    ],
  });
  class Ticket extends Model {
    static readonly table = 'tickets';
  }
  class SubTicket extends Model {
    static readonly table = 'sub_tickets';
  }
  return new Database({ adapter: new Adapter({ schema, dbName: file, jsi: false }), modelClasses: [Ticket, SubTicket] });
}
