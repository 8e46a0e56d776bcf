// A process of its own: a device's list of tickets, and questions as people ask them.
import { join } from 'node:path';
import { systemClock } from '../../../domain/clock.ts';
import type { Dossier, TicketStatus } from '../../../domain/model/index.ts';
import { type TicketQuery, ticketQuery } from '../../../electron/core/api/contract.ts';
import { keepMemorySmall } from '../../../electron/core/memory.ts';
import { createStore } from '../../../electron/core/store/store.ts';
import { createTicketList } from '../../../electron/core/tickets/list.ts';
import type { Change } from '../../../mplatform/contract/index.ts';
import { openDatabase } from '../../../sqlite/database.ts';
import { type Random, randomFrom } from '../../simulation/random.ts';
import { answering } from './answering.ts';
import { migrations } from './places.ts';
import { QUERY_KINDS, type QueryKind } from './questions.ts';
import { dossiers, TECHNICIAN } from './tickets.ts';

const ROWS = 50;
/** Rows of one transaction while the list is filled. */
const PAGE = 5000;
/** Of so many tickets, spread over all, the questions are made. */
const SAMPLE = 2000;

export interface SearchQuestion {
  readonly folder: string;
  readonly subTickets: number;
  readonly queries: number;
}
export interface Searched {
  readonly tickets: number;
  /** Milliseconds of each question, by its kind. */
  readonly times: Readonly<Record<QueryKind, readonly number[]>>;
  /** Of all of them the time of the processor: what else it had to do meanwhile does not count. */
  readonly cpuTimes: readonly number[];
  /** Rows found on average. */
  readonly found: number;
  readonly peakMb: number;
}

answering<SearchQuestion>(async ({ folder, subTickets, queries }): Promise<Searched> => {
  keepMemorySmall();
  // As in the product: encrypted.
  const key = new Uint8Array(32).fill(7);
  const db = openDatabase(join(folder, 'technik.db'), { migrations: migrations('core'), backups: folder, key });
  const { tickets, sample } = fill(createStore(db, systemClock, '0.1.0'), subTickets);
  const list = createTicketList(db, systemClock, () => TECHNICIAN.id);
  const random = randomFrom(7);
  const times: Record<QueryKind, number[]> = { filter: [], prefix: [], twoWords: [], nip: [], punktId: [] };
  const cpuTimes: number[] = [];
  let found = 0;
  for (let i = 0; i < queries; i += 1) {
    const kind = QUERY_KINDS[i % QUERY_KINDS.length] ?? 'filter';
    const query = { ...asked(kind, random.pick(sample), random), pageSize: ROWS };
    const [started, before] = [performance.now(), process.threadCpuUsage()];
    const { rows } = list(query);
    times[kind].push(performance.now() - started);
    const { user, system } = process.threadCpuUsage(before);
    cpuTimes.push((user + system) / 1000);
    found += rows.length;
  }
  db.close();
  return { tickets, times, cpuTimes, found: found / queries, peakMb: process.memoryUsage().rss / 1e6 };
});

function fill(store: ReturnType<typeof createStore>, subTickets: number) {
  const sample: Dossier[] = [];
  const every = Math.max(1, Math.floor(subTickets / 2 / SAMPLE));
  let page: Change[] = [];
  let seq = 0;
  let tickets = 0;
  const write = (last: boolean): void => {
    store.applyChanges(page, String(seq), last);
    page = [];
  };
  for (const dossier of dossiers(subTickets)) {
    if (tickets % every === 0) sample.push(dossier);
    tickets += 1;
    const { ticket } = dossier;
    page.push({ seq: ++seq, kind: 'ticket', id: ticket.id, version: 1, data: ticket });
    for (const data of dossier.subTickets) page.push({ seq: ++seq, kind: 'subTicket', id: data.id, version: 1, data });
    if (page.length >= PAGE) write(false);
  }
  write(true);
  return { tickets, sample };
}

const STATUSES: readonly TicketStatus[] = ['new', 'agreement', 'inProgress', 'suspended', 'resigned', 'closed'];

/** As somebody types who looks for this ticket; half of the time within the statuses that matter or among their own. */
function asked(kind: QueryKind, { ticket, subTickets }: Dossier, random: Random): TicketQuery {
  const { company } = ticket;
  const words = `${company.name} ${company.city}`.split(/[\s-]+/);
  const beginning = (word: string): string => word.slice(0, 1 + random.below(word.length));
  const search = {
    filter: () => '',
    prefix: () => beginning(random.pick(words)),
    twoWords: () => `${beginning(random.pick(words))} ${beginning(random.pick(words))}`,
    nip: () => company.nip.slice(0, 1 + random.below(10)),
    punktId: () => (random.pick(subTickets)?.punktId ?? '1').slice(0, 1 + random.below(6)),
  }[kind]();
  const statuses = random.chance(0.5) ? [] : STATUSES.filter(() => random.chance(0.4));
  return ticketQuery.parse({ search, statuses, onlyMine: random.chance(0.2), sort: 'urgency' });
}
