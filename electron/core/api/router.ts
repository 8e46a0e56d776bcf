import type { Clock } from '../../../domain/clock.ts';
import { NEEDS_LINE } from '../../../domain/closing.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Events } from '../events.ts';
import type { HandedOver } from '../handed-over/handed-over.ts';
import type { Host } from '../host.ts';
import type { ScreenLock } from '../screen-lock.ts';
import type { SettingsFile } from '../settings.ts';
import { leftBehind } from '../store/rescue/left-behind.ts';
import { leftFile } from '../store/rescue/left-page.ts';
import { operationView } from '../tickets/views.ts';
import type { Updates } from '../updates/updates.ts';
import { appVersion } from '../version.ts';
import type { Workplace } from '../workplace.ts';
import { asideCalls } from './aside-calls.ts';
import { aboutCalls, diagnosticsCalls } from './diagnostics-calls.ts';
import { documentCalls } from './document-calls.ts';
import { fileCalls } from './file-calls.ts';
import { formCalls } from './form-calls.ts';
import { guardedCalls } from './guarded.ts';
import { handedOverCalls } from './handed-over-calls.ts';
import { hesitationCalls } from './hesitation-calls.ts';
import { inboxCalls } from './inbox-calls.ts';
import { listCalls } from './list-calls.ts';
import { materialCalls } from './material-calls.ts';
import { noteCalls } from './note-calls.ts';
import { practiceCalls } from './practice-calls.ts';
import { probeCalls } from './probe-calls.ts';
import { quoteCalls } from './quote-calls.ts';
import { reminderCalls } from './reminder-calls.ts';
import { scanCalls } from './scan-calls.ts';
import { tillCalls } from './till-calls.ts';
import { trainingCalls } from './training-calls.ts';
import { updateCalls } from './update-calls.ts';
import type { AppStatus, ForgottenView, Mode, TillStatus } from './views.ts';

export interface RouterDeps {
  readonly dataFolder: string;
  readonly shell: Host['kind'];
  readonly updates: Updates;
  readonly handedOver: HandedOver;
  readonly clock: Clock;
  readonly settings: SettingsFile;
  readonly events: Events;
  readonly workplace: () => Workplace;
  readonly notices: () => readonly Problem[];
  setMode(mode: Mode, back?: boolean): Promise<Result<null, Problem>>;
  resetTraining(): Promise<Result<null, Problem>>;
  forget(): Promise<Result<ForgottenView, Problem>>;
  /** A call met damage in the database. */
  damaged(): void;
  readonly screenLock: ScreenLock;
  /** Resolves when no switch of the mode is under way. */
  settled(): Promise<void>;
  /** A call that failed by a bug. */
  readonly bug: (path: string, cause: unknown) => void;
}

const HELP_LINE = '22 123 84 09';
const NO_TILL: TillStatus = {
  folder: null,
  found: false,
  running: null,
  server: null,
  stores: [],
  restart: null,
  problem: null,
};

/** The calls of the interface, each in a few lines over the parts that do the work. */
export function createRouter(deps: RouterDeps) {
  const { clock, settings, events, workplace, notices, setMode, resetTraining, forget, shell, screenLock } = deps;
  const os = guardedCalls(deps);

  /** Recorded work is on disk; now show it, and send it when there is a line. */
  const recorded = (): void => {
    events.emit('tickets', 'status');
    workplace().sync.poke();
  };

  async function status(): Promise<AppStatus> {
    const { mode, store, sync, till, training, inbox, lock, found } = workplace();
    const locked = lock.view();
    const { unreadRows } = sync.status();
    const device = store.state.get('device');
    return {
      mode,
      atRest: found.encrypted ? (shell === 'electron' ? 'system' : 'file') : 'plain',
      version: appVersion,
      language: settings.get().language,
      device:
        device === undefined
          ? null
          : {
              deviceId: device.deviceId,
              technicianId: device.technician.id,
              technicianName: device.technician.name,
              dealerName: device.technician.dealerName,
              server: device.server,
            },
      sync: {
        ...sync.status(),
        unsent: locked === null ? inbox.unsent() : { ...inbox.unsent(), nearest: null },
        clockOffsetMs: store.state.get('clockOffset')?.ms ?? null,
      },
      locked,
      till: locked === null ? await till.status() : NO_TILL,
      training: training?.running() ?? null,
      notices: unreadRows === 0 ? notices() : [...notices(), problem('sync.newer-rows', { count: unreadRows })],
      helpLine: store.serverRows.setting()?.helpLine ?? HELP_LINE,
    };
  }

  /** Asks to close. What the line cannot mend is said at once; what it can, the close waits for. */
  async function close(id: string): Promise<Result<{ readonly waits: boolean }, Problem>> {
    const { store, closings, sync, views } = workplace();
    const view = await views.subTicketView(id);
    if (!view.ok) return view;
    if (view.value.closing?.state === 'waiting')
      return err(problem('closing.waits-already', { punktId: view.value.subTicket.punktId }));
    const dossier = store.viewRows.dossier(view.value.subTicket.ticketId)?.dossier;
    const conditions = dossier === undefined ? [] : await closings.conditions(dossier, view.value.subTicket);
    const unmet = conditions.find((c) => !c.met && !NEEDS_LINE.includes(c.code));
    if (unmet !== undefined && !unmet.met) return err(unmet.reason);
    const submitted = store.submit({ kind: 'subTicket.close', target: id, args: {} });
    if (!submitted.ok) return submitted;
    recorded();
    if (sync.status().state !== 'offline') await sync.now();
    return ok({ waits: store.operations.get(submitted.value.id)?.outcome === null });
  }

  return os.router({
    screen: {
      state: os.screen.state.handler(() => screenLock.view()),
      lock: os.screen.lock.handler(() => {
        screenLock.lock();
        return ok(null);
      }),
      unlock: os.screen.unlock.handler(({ input }) => screenLock.unlock(input.passcode)),
      set: os.screen.set.handler(({ input }) => screenLock.set(input.present, input.next)),
      setAfter: os.screen.setAfter.handler(({ input }) => {
        const kept = settings.set({ lockAfterMinutes: input.minutes });
        events.emit('status');
        return kept;
      }),
    },
    startup: {
      state: os.startup.state.handler(() => null),
      retry: os.startup.retry.handler(() => ok(null)),
      setAside: os.startup.setAside.handler(() => ok(null)),
      goBack: os.startup.goBack.handler(() => err(problem('database.not-newer', { file: 'technik.db' }))),
      rescue: os.startup.rescue.handler(() => err(problem('key.not-needed'))),
      rescuePiece: os.startup.rescuePiece.handler(() => err(problem('key.not-needed'))),
      takeKey: os.startup.takeKey.handler(() => ok(null)),
    },
    app: {
      status: os.app.status.handler(status),
      setMode: os.app.setMode.handler(({ input }) => setMode(input.mode, input.back)),
      setLanguage: os.app.setLanguage.handler(({ input }) => {
        const kept = settings.set({ language: input.language });
        events.emit('status');
        return kept;
      }),
      exportLeft: os.app.exportLeft.handler(({ input }) =>
        ok(leftFile(leftBehind(workplace().db), input.format, settings.get().language)),
      ),
      changes: os.app.changes.handler(({ signal }) => events.stream(signal)),
    },
    diagnostics: diagnosticsCalls(os.diagnostics, deps),
    about: aboutCalls(os.about),
    updates: updateCalls(os.updates, deps.updates),
    aside: asideCalls(os.aside, deps),
    device: {
      forget: os.device.forget.handler(() => forget()),
      enrol: os.device.enrol.handler(async ({ input }) => {
        const answer = await workplace().enrolAt(input.server, input.code);
        if (answer.ok) void workplace().sync.now();
        return answer;
      }),
    },
    tickets: {
      ...listCalls(os.tickets, { workplace, language: () => settings.get().language }),
      get: os.tickets.get.handler(({ input }) => workplace().views.ticketView(input.id)),
    },
    subTickets: {
      get: os.subTickets.get.handler(({ input }) => workplace().views.subTicketView(input.id)),
      close: os.subTickets.close.handler(({ input }) => close(input.id)),
    },
    quotes: quoteCalls(os.quotes, workplace, events),
    forms: formCalls(os.forms, workplace, events),
    hesitation: hesitationCalls(os.hesitation, workplace, events),
    reminders: reminderCalls(os.reminders, workplace),
    handedOver: handedOverCalls(os.handedOver, deps.handedOver),
    operations: {
      submit: os.operations.submit.handler(({ input }) => {
        const submitted = workplace().store.submit(input.intent);
        if (!submitted.ok) return submitted;
        if (workplace().notes.done(input.intent)) events.emit('drafts');
        recorded();
        return ok({ id: submitted.value.id });
      }),
      list: os.operations.list.handler(({ input }) => {
        const { operations } = workplace().store;
        const all = operations.history(1000);
        const open = all.filter((r) => r.outcome === null || (r.outcome === 'rejected' && !r.acknowledged));
        return (input.state === 'all' ? all : open).map(operationView);
      }),
      withdraw: os.operations.withdraw.handler(({ input }) => {
        const answer = workplace().store.withdraw(input.id);
        events.emit('tickets', 'status');
        return answer;
      }),
      acknowledge: os.operations.acknowledge.handler(({ input }) => {
        workplace().store.operations.acknowledge(input.id);
        events.emit('tickets', 'status');
        return ok(null);
      }),
    },
    sync: { now: os.sync.now.handler(() => workplace().sync.now()) },
    inbox: inboxCalls(os.inbox, { workplace, recorded, language: () => settings.get().language }),
    files: fileCalls(os.files, { workplace, events, settings, recorded }),
    notes: noteCalls(os.notes, workplace, events),
    scans: scanCalls(os.scans, workplace),
    documents: documentCalls(os.documents, workplace),
    materials: materialCalls(os.materials, workplace),
    retailerTraining: trainingCalls(os.retailerTraining, workplace, events),
    till: tillCalls(os.till, { workplace, events, recorded }),
    probe: probeCalls(os.probe, { workplace, events, clock, language: () => settings.get().language }),
    training: {
      setServer: os.training.setServer.handler(async ({ input }) => {
        const { training, sync } = workplace();
        if (training === undefined) return err(problem('training.not-here'));
        if (!input.running) {
          await training.stopServer();
          return ok(null);
        }
        const started = await training.startServer();
        if (started.ok) void sync.now();
        return started;
      }),
      setPcpos: os.training.setPcpos.handler(async ({ input }) => {
        const { training } = workplace();
        if (training === undefined) return err(problem('training.not-here'));
        if (input.state !== 'start') await training.stopPcpos();
        if (input.state !== 'stop') await training.startPcpos();
        return ok(null);
      }),
      reset: os.training.reset.handler(() => resetTraining()),
    },
    practice: practiceCalls(os.practice, workplace),
  });
}
