import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import { documentKind, rowId, sha256, shortText } from '../../../domain/model/index.ts';
import { intent } from '../../../domain/operations/operation.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { filesLimitMb } from '../files/limit.ts';
import { asideContract } from './aside-contract.ts';
import { aboutContract, diagnosticsContract } from './diagnostics-contract.ts';
import { documentsContract } from './document-contract.ts';
import { formsContract } from './form-contract.ts';
import { handedOverContract } from './handed-over-contract.ts';
import { hesitationContract } from './hesitation-contract.ts';
import { listContract } from './list-contract.ts';
import { materialsContract } from './material-contract.ts';
import { notesContract } from './note-contract.ts';
import { practiceContract } from './practice-contract.ts';
import { draftBasis, type QuoteView, quoteDraft } from './quote-views.ts';
import { remindersContract } from './reminder-views.ts';
import { scansContract } from './scan-contract.ts';
import { screenContract } from './screen-contract.ts';
import { startupContract } from './startup-contract.ts';
import { trainingContract } from './training-contract.ts';
import { updatesContract } from './update-contract.ts';
import type {
  AppStatus,
  ChangedEvent,
  ConfigChangeView,
  FilePiece,
  ForgottenView,
  HandOverView,
  InboxView,
  KeptFilesView,
  OperationView,
  PastPage,
  PlanView,
  ProbeEvent,
  ProbeRun,
  RestorePlanView,
  SignedResultView,
  SubTicketView,
  TicketFileView,
  TicketView,
  TillFactsView,
  UploadView,
} from './views.ts';

/**
 * The one typed map of calls between the interface and the core. It runs over Electron's message port and over
 * the hosted shell's WebSocket alike. Inputs are parsed here and nowhere else; expected failures come back as values.
 */
type Answer<T> = Result<T, Problem>;
const done = type<Answer<null>>();
const pageNumber = z.int().min(0).max(1_000_000);
const path = z.string().min(1).max(1000);

export { type TicketQuery, ticketQuery, ticketSort } from './list-contract.ts';

export const contract = {
  startup: startupContract,
  screen: screenContract,
  app: {
    status: oc.output(type<AppStatus>()),
    /** `back`: that mode's database is a newer program's, and the person wants the copy from before it. */
    setMode: oc.input(z.object({ mode: z.enum(['training', 'production']), back: z.boolean().default(false) })).output(done),
    setLanguage: oc.input(z.object({ language: z.enum(['pl', 'en']) })).output(done),
    /** What a newer version of the program wrote and this one cannot read, as a file: a page to read, or JSON. */
    exportLeft: oc
      .input(z.object({ format: z.enum(['html', 'json']) }))
      .output(type<Answer<{ readonly fileName: string; readonly mediaType: string; readonly text: string }>>()),
    /** One event after each change, until the caller stops listening. */
    changes: oc.output(eventIterator(type<ChangedEvent>())),
  },
  diagnostics: diagnosticsContract,
  about: aboutContract,
  updates: updatesContract,
  aside: asideContract,
  device: {
    /** Wipes this computer's data of the mode that is open, and signs it off at M/platform. */
    forget: oc.output(type<Answer<ForgottenView>>()),
    enrol: oc.input(z.object({ server: z.url().max(200), code: z.string().trim().min(1).max(64) })).output(done),
  },
  tickets: {
    ...listContract,
    get: oc.input(z.object({ id: rowId })).output(type<Answer<TicketView>>()),
  },
  subTickets: {
    get: oc.input(z.object({ id: rowId })).output(type<Answer<SubTicketView>>()),
    /** Asks to close: sent when the gate is open and there is a line, waiting until then. */
    close: oc.input(z.object({ id: rowId })).output(type<Answer<{ readonly waits: boolean }>>()),
  },
  /** The quote of a ticket; saving it is `operations.submit`. */
  quotes: {
    get: oc.input(z.object({ ticketId: rowId })).output(type<Answer<QuoteView>>()),
    /** Keeps what was typed; on disk when it answers. `expects`: the version that the window saw last. */
    saveDraft: oc
      .input(z.object({ ticketId: rowId, expects: z.int().nonnegative(), typed: quoteDraft, basis: draftBasis.optional() }))
      .output(type<Answer<{ readonly version: number }>>()),
    dropDraft: oc.input(z.object({ ticketId: rowId, expects: z.int().nonnegative() })).output(done),
  },
  forms: formsContract,
  hesitation: hesitationContract,
  notes: notesContract,
  reminders: remindersContract,
  handedOver: handedOverContract,
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
  /** Work that has not arrived, or was refused. What is done here twice is done once. */
  inbox: {
    list: oc
      .input(z.object({ items: pageNumber, waiting: pageNumber }).default({ items: 0, waiting: 0 }))
      .output(type<InboxView>()),
    /** What has its outcome and needs nobody any more, newest first. */
    past: oc.input(z.object({ page: pageNumber })).output(type<PastPage>()),
    /** An edit, field by field: each becomes what is wanted, by a new operation; those not named stay as they are there. */
    resolve: oc.input(z.object({ id: z.uuid(), wanted: z.record(z.string().max(50), shortText) })).output(done),
    keepMine: oc.input(z.object({ id: z.uuid() })).output(done),
    takeTheirs: oc.input(z.object({ id: z.uuid() })).output(done),
    /** The same kind of thing to the same row, with other words or numbers. */
    edit: oc.input(z.object({ id: z.uuid(), intent })).output(done),
    /** The same anew; for what M/platform keeps putting off, a try right now. */
    retry: oc.input(z.object({ id: z.uuid() })).output(done),
    /**
     * Takes back what was never sent, takes note of what was refused; with what was built on it. What was sent and has no
     * answer yet is withdrawn at M/platform, which says whether it had been done before. All of it stays in the history.
     */
    discard: oc.input(z.object({ id: z.uuid(), withBuilt: z.boolean().default(false) })).output(done),
    readTakenAway: oc.input(z.object({ ticketId: rowId })).output(done),
    /** All of it, or all of one ticket, as a file: a page to read, or JSON. Nothing secret is in it. */
    export: oc
      .input(z.object({ format: z.enum(['html', 'json']), ticketId: rowId.optional() }))
      .output(type<Answer<{ readonly fileName: string; readonly mediaType: string; readonly text: string }>>()),
  },
  files: {
    /** What was attached on this device, newest first. */
    list: oc.output(type<readonly UploadView[]>()),
    /** Attaching piece by piece, over whichever line the window has: no path of the disk ever crosses it. */
    begin: oc
      .input(
        z.object({
          ticketId: rowId,
          kind: documentKind,
          name: z.string().min(1).max(200),
          size: z.int().nonnegative(),
          /** Of which point of sale, for invoices and protocols. */
          subTicketId: rowId.optional(),
        }),
      )
      .output(type<Answer<{ readonly draftId: string }>>()),
    append: oc
      .input(z.object({ draftId: z.uuid(), offset: z.int().nonnegative(), base64: z.base64().max(1_400_000) }))
      .output(done),
    /** Checks it, keeps it, records `ticket.attachFile`; the upload begins at once. `id` is the operation's. */
    finish: oc.input(z.object({ draftId: z.uuid() })).output(type<Answer<{ readonly id: string; readonly sha256: string }>>()),
    drop: oc.input(z.object({ draftId: z.uuid() })).output(done),
    /** Which files of a ticket are on this computer, and how far those are that are coming. */
    ofTicket: oc.input(z.object({ ticketId: rowId })).output(type<readonly TicketFileView[]>()),
    /** What documents take up here, and may: a limit in megabytes for what M/platform has, too. */
    kept: oc.output(type<Answer<KeptFilesView & { readonly limitMb: number }>>()),
    setLimit: oc.input(z.object({ limitMb: filesLimitMb })).output(done),
    pause: oc.input(z.object({ sha256, paused: z.boolean() })).output(done),
    /** A piece of a ticket's file, from `offset`; the first one fetches it from M/platform where it is not here. */
    read: oc.input(z.object({ ticketId: rowId, sha256, offset: z.int().nonnegative() })).output(type<Answer<FilePiece>>()),
  },
  scans: scansContract,
  documents: documentsContract,
  materials: materialsContract,
  retailerTraining: trainingContract,
  till: {
    find: oc.output(type<readonly { readonly folder: string; readonly version: string | null; readonly source: string }[]>()),
    choose: oc.input(z.object({ path })).output(done),
    plan: oc.input(z.object({ subTicketId: rowId, replace: z.boolean().default(false) })).output(type<Answer<PlanView>>()),
    /** Writes exactly the plan that was shown: `expect` and `result` are its digests before and after. */
    apply: oc
      .input(z.object({ subTicketId: rowId, replace: z.boolean().default(false), expect: sha256, result: sha256 }))
      .output(
        type<Answer<{ readonly digest: string; readonly restartNeeded: boolean; readonly recordedToo: readonly string[] }>>(),
      ),
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
  /** Exercises; in training only. */
  practice: practiceContract,
};
export type Contract = typeof contract;
