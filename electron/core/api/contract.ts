import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import { rowId, sha256, ticketStatus } from '../../../domain/model/index.ts';
import { intent } from '../../../domain/operations/operation.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import type {
  AppStatus,
  ChangedEvent,
  ConfigChangeView,
  HandOverView,
  OperationView,
  PlanView,
  ProbeEvent,
  ProbeRun,
  RestorePlanView,
  SignedResultView,
  SubTicketView,
  TicketPage,
  TicketView,
  TillFactsView,
} from './views.ts';

/**
 * The one typed map of calls between the interface and the core. It runs over Electron's message port and over
 * the hosted shell's WebSocket alike. Inputs are parsed here and nowhere else; expected failures come back as values.
 */
type Answer<T> = Result<T, Problem>;
const done = type<Answer<null>>();
const path = z.string().min(1).max(1000);

export const ticketSort = z.enum(['urgency', 'openedOn', 'name', 'city', 'status', 'crmId', 'nip']);
export const ticketQuery = z.object({
  search: z.string().max(100).default(''),
  statuses: z.array(ticketStatus).default([]),
  onlyMine: z.boolean().default(false),
  sort: ticketSort.default('urgency'),
  descending: z.boolean().default(false),
  page: z.int().min(0).default(0),
  pageSize: z.int().min(1).max(500).default(25),
});
export type TicketQuery = z.infer<typeof ticketQuery>;

export const contract = {
  app: {
    status: oc.output(type<AppStatus>()),
    setMode: oc.input(z.object({ mode: z.enum(['training', 'production']) })).output(done),
    setLanguage: oc.input(z.object({ language: z.enum(['pl', 'en']) })).output(done),
    /** One event after each change, until the caller stops listening. */
    changes: oc.output(eventIterator(type<ChangedEvent>())),
  },
  device: {
    enrol: oc.input(z.object({ server: z.url().max(200), code: z.string().trim().min(1).max(64) })).output(done),
  },
  tickets: {
    list: oc.input(ticketQuery).output(type<TicketPage>()),
    get: oc.input(z.object({ id: rowId })).output(type<Answer<TicketView>>()),
  },
  subTickets: {
    get: oc.input(z.object({ id: rowId })).output(type<Answer<SubTicketView>>()),
    /** Asks to close: sent when the gate is open and there is a line, waiting until then. */
    close: oc.input(z.object({ id: rowId })).output(type<Answer<{ readonly waits: boolean }>>()),
  },
  operations: {
    /** Records what the technician did, by the rules; it is safe on disk when this answers. */
    submit: oc.input(z.object({ intent })).output(type<Answer<{ readonly id: string }>>()),
    list: oc.input(z.object({ state: z.enum(['open', 'all']).default('open') })).output(type<readonly OperationView[]>()),
    /** Takes back what has not been sent yet. */
    withdraw: oc.input(z.object({ id: z.uuid() })).output(done),
    /** The person has read a refusal; it stays in the history. */
    acknowledge: oc.input(z.object({ id: z.uuid() })).output(done),
  },
  sync: {
    now: oc.output(done),
  },
  till: {
    find: oc.output(type<readonly { readonly folder: string; readonly version: string | null; readonly source: string }[]>()),
    choose: oc.input(z.object({ path })).output(done),
    plan: oc.input(z.object({ subTicketId: rowId, replace: z.boolean().default(false) })).output(type<Answer<PlanView>>()),
    /** Writes exactly the plan that was shown: `expect` and `result` are its digests before and after. */
    apply: oc
      .input(z.object({ subTicketId: rowId, replace: z.boolean().default(false), expect: sha256, result: sha256 }))
      .output(type<Answer<{ readonly digest: string; readonly restartNeeded: boolean }>>()),
    /** For someone who has the rights: the plan's file and written steps, laid ready in the data folder. */
    handOver: oc
      .input(z.object({ subTicketId: rowId, replace: z.boolean().default(false), expect: sha256, result: sha256 }))
      .output(type<Answer<HandOverView>>()),
    /** Takes up to a few seconds. While a restart is due, a change of `restart` is told as an event afterwards. */
    facts: oc.output(type<Answer<TillFactsView>>()),
    /** Starts PC-POS where that is possible; else it says how. */
    start: oc.output(done),
    history: oc.output(type<readonly ConfigChangeView[]>()),
    /** What going back to before that change does to the file as it is now. */
    planRestore: oc.input(z.object({ id: z.string().max(64) })).output(type<Answer<RestorePlanView>>()),
    /** Goes back exactly as shown: `expect` is the digest before, null where the file was missing. */
    restore: oc.input(z.object({ id: z.string().max(64), expect: sha256.nullable() })).output(done),
  },
  probe: {
    /** Ends when the probe ends; stopping to listen cancels it at once. */
    run: oc.input(z.object({ subTicketId: rowId })).output(eventIterator(type<ProbeEvent>())),
    /** Newest first. */
    history: oc.input(z.object({ subTicketId: rowId })).output(type<readonly ProbeRun[]>()),
    /** One run as a file for whoever helps: a page to read, or JSON. Nothing secret is in it. */
    report: oc
      .input(z.object({ runId: rowId, format: z.enum(['html', 'json']) }))
      .output(type<Answer<{ readonly fileName: string; readonly mediaType: string; readonly text: string }>>()),
    /** Reads a result that a till signed, and says what it is, before anything is done with it. */
    readSigned: oc
      .input(z.object({ subTicketId: rowId, text: z.string().min(1).max(400_000) }))
      .output(type<Answer<SignedResultView>>()),
    /** Takes it in: completes the probe with what only this device can test. `code` is what the till showed. */
    takeSigned: oc
      .input(z.object({ subTicketId: rowId, text: z.string().min(1).max(400_000), code: z.string().max(20) }))
      .output(type<Answer<ProbeRun>>()),
  },
  training: {
    setServer: oc.input(z.object({ running: z.boolean() })).output(done),
    setPcpos: oc.input(z.object({ state: z.enum(['start', 'stop', 'restart']) })).output(done),
    reset: oc.output(done),
  },
};
export type Contract = typeof contract;
