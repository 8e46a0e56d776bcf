import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import { calendarDate, rowId, shortText, ticketStatus } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type { ListExportEvent, ListLook, TicketHint, TicketPage } from './list-views.ts';

/** The manual's columns in its order; what expires next stands before them, since it decides what to do today. */
export const listColumn = z.enum([
  'deadline',
  'type',
  'crmId',
  'nip',
  'name',
  'city',
  'acquired',
  'status',
  'caretaker',
  'openedOn',
  'closedOn',
  'days',
]);
export type ListColumn = z.infer<typeof listColumn>;
export const ticketSort = z.enum(['urgency', ...listColumn.exclude(['deadline']).options]);
export type TicketSort = z.infer<typeof ticketSort>;

/** `soon`: within three days, or past. */
export const dueFilter = z.enum(['any', 'soon', 'late']);

const filter = {
  search: z.string().max(100).default(''),
  statuses: z.array(ticketStatus).max(20).default([]),
  onlyMine: z.boolean().default(false),
  due: dueFilter.default('any'),
  /** Only what holds work that M/platform does not have yet. */
  waiting: z.boolean().default(false),
  acquired: z.enum(['any', 'yes', 'no']).default('any'),
  caretaker: shortText.nullable().default(null),
  /** Both days included. */
  openedFrom: calendarDate.nullable().default(null),
  openedTo: calendarDate.nullable().default(null),
  sort: ticketSort.default('urgency'),
  descending: z.boolean().default(false),
};
/** Which tickets, in which order. */
export const ticketSelection = z.object(filter);
export type TicketSelection = Readonly<z.infer<typeof ticketSelection>>;

export const ticketQuery = z.object({
  ...filter,
  page: z.int().min(0).max(1_000_000).default(0),
  pageSize: z.int().min(1).max(500).default(25),
  /** Count them all, however long that takes. */
  exact: z.boolean().default(false),
});
export type TicketQuery = z.infer<typeof ticketQuery>;

export const savedView = z.object({ id: z.uuid(), name: shortText.trim().min(1), query: ticketSelection });
export type SavedView = Readonly<z.infer<typeof savedView>>;

export const listSize = z.union([z.literal(10), z.literal(25), z.literal(50), z.literal('endless')]);
export type ListSize = z.infer<typeof listSize>;
const columns = z.array(listColumn).min(1).max(listColumn.options.length);
export const listLook = z.object({
  columns: columns.default(listColumn.options),
  size: listSize.default('endless'),
});
export const FIRST_LOOK: ListLook = { ...listLook.parse({}), views: [] };

export const exportFormat = z.enum(['csv', 'xlsx']);
export type ExportFormat = z.infer<typeof exportFormat>;

const done = type<Result<null, Problem>>();

/** The list of tickets. */
export const listContract = {
  list: oc.input(ticketQuery).output(type<TicketPage>()),
  /** What those tickets lack for their next deadlines; one that is not there any more is left out. */
  hints: oc.input(z.object({ ids: z.array(rowId).max(100) })).output(type<readonly TicketHint[]>()),
  /** Their names, for the filter, sorted. */
  caretakers: oc.output(type<readonly string[]>()),
  look: oc.output(type<ListLook>()),
  // Made of its parts: what is left out of a change must not come back as its default.
  setLook: oc.input(z.object({ columns, size: listSize }).partial()).output(done),
  /** Under an id that is there already it takes its place. */
  saveView: oc.input(savedView).output(done),
  dropView: oc.input(z.object({ id: z.uuid() })).output(done),
  /** All that fits, not just a page, as a file; stopping to listen ends it. */
  export: oc
    .input(z.object({ query: ticketSelection, columns, format: exportFormat }))
    .output(eventIterator(type<ListExportEvent>())),
};
