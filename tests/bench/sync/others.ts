import { createRequire } from 'node:module';
import { nextDeadline } from '../../../domain/deadlines.ts';
import type { Dossier } from '../../../domain/model/index.ts';
import { wordsOf } from '../../../electron/core/store/fold.ts';
import type { Cost } from './meter.ts';

export interface OtherQuestion {
  readonly folder: string;
  /** Where their `package.json` lies. */
  readonly others: string;
  readonly subTickets: number;
  readonly queries: number;
}
export interface OtherAnswer {
  readonly rows: number;
  readonly cost: Cost;
  /** Milliseconds of each query. */
  readonly times: readonly number[];
  /** Rows found on average: 0 would be no search. */
  readonly found: number;
}

/** What is installed there; typed by whoever uses it, since it is no part of the product. */
export function otherPackage<T>(others: string, name: string): T {
  const required = createRequire(`${others}/package.json`)(name) as T & { readonly default?: T };
  return required.default ?? required;
}

/** A ticket as flat columns, worked out beforehand, with the rest as one text: as little work for them as for the floor. */
export function ticketColumns({ ticket, subTickets }: Dossier) {
  const { name, city, nip, crmId } = ticket.company;
  const words = wordsOf([name, city, nip, crmId, ticket.id, ...subTickets.map((s) => s.punktId)].join(' '));
  return {
    status: ticket.status,
    name,
    city,
    nip,
    dueOn: nextDeadline(ticket, ticket.openedOn)?.dueOn ?? '9999-12-31',
    technicianId: ticket.technicianId ?? '',
    search: ` ${words.join(' ')}`,
  };
}

/** The beginning of one word, of which the first hits by deadline are wanted: what every one of them can be asked. */
export function* prefixes(all: Iterable<Dossier>, queries: number): Generator<string> {
  const words = [...all].slice(0, 2000).flatMap(({ ticket }) => wordsOf(`${ticket.company.name} ${ticket.company.city}`));
  for (let i = 0; i < queries; i += 1) {
    const word = words[(i * 7919) % words.length] ?? '';
    yield word.slice(0, 1 + (i % word.length));
  }
}
