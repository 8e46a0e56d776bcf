import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Language } from '../../domain/text.ts';
import { CONTRACT_VERSION } from '../../mplatform/contract/index.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import type { Mode } from './api/views.ts';
import { createRetailerTraining } from './checklists/retailer-training.ts';
import { createTillVersion } from './checklists/till-version.ts';
import { createClosings } from './closing/closings.ts';
import { enrol } from './device/enrol.ts';
import { createKeyCopy } from './device/key-copy.ts';
import { createLock } from './device/lock.ts';
import { saysItIsGone } from './device/sign-off.ts';
import { createTokens } from './device/tokens.ts';
import { createDocuments } from './documents/documents.ts';
import type { Events } from './events.ts';
import { createFieldClient, type FieldClient } from './field/client.ts';
import { createFiles } from './files/files.ts';
import { createForms } from './forms/forms.ts';
import { createHesitation } from './hesitation/hesitation.ts';
import { createMailFiles } from './hesitation/mail-files.ts';
import type { Host } from './host.ts';
import { createInbox } from './inbox/inbox.ts';
import { createMaterials } from './materials/materials.ts';
import { createNotes } from './notes/notes.ts';
import { canStartPcPos, startPcPos, systemStart } from './pcpos-start.ts';
import { createProbing, type Probing } from './probing/probing.ts';
import { createQuotes } from './quotes/quotes.ts';
import { createReminders } from './reminders/reminders.ts';
import { resourcePath } from './resources.ts';
import { createScans } from './scans/scans.ts';
import { createCare } from './store/care.ts';
import { openStore } from './store/opening.ts';
import { countLeft } from './store/rescue/left-behind.ts';
import { createStore } from './store/store.ts';
import { createSync } from './sync/engine.ts';
import { createServerClock } from './sync/server-clock.ts';
import { watchForWakes } from './sync/wake.ts';
import { createTicketViews } from './tickets/views.ts';
import { createTill, type TillDeps } from './till.ts';
import type { Timers } from './timers.ts';
import { TRAINING_CODE } from './training/outside.ts';
import type { Training } from './training/training.ts';
import { createWorkstation, systemConfigFiles } from './workstation/index.ts';

export interface WorkplaceDeps {
  readonly mode: Mode;
  readonly dataFolder: string;
  readonly host: Host;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly events: Events;
  readonly machineId: string;
  readonly appVersion: string;
  readonly silence?: Silence;
  /** What documents that M/platform has may take up here, in bytes. */
  readonly filesLimit: () => number;
  /** Of notifications, which no window translates. */
  readonly language: () => Language;
  /** Whether the window is locked. */
  readonly covered?: () => boolean;
  /** A check found damage since the last opening. */
  readonly damaged?: boolean;
  /** A check has just found damage: it has to be opened anew. */
  readonly onDamage?: () => void;
  /** What failed by a bug and is tried again by itself. */
  readonly bug?: (where: string, cause: unknown) => void;
}

/** Milliseconds without a byte: of a call's answer, and on the live line. */
export interface Silence {
  readonly call: number;
  readonly live: number;
}

/**
 * All that one mode works with, made by hand in order. Training and production share no folder, no database, no
 * token and no server: a workplace knows one of the two and never hears of the other.
 */
export async function openWorkplace(deps: WorkplaceDeps) {
  const { mode, host, clock, events } = deps;
  const folder = join(deps.dataFolder, mode);
  const opened = await openStore(
    { folder, mode, migrations: resourcePath('migrations', 'core'), secrets: host.secrets, clock },
    deps.damaged,
  );
  const { db, keys, notices, mended } = opened;
  const store = createStore(db, clock, deps.appVersion);
  const known = store.state.get('mode');
  if (known !== undefined && known !== mode) {
    db.close();
    throw new DatabaseProblem(problem('app.mode-mismatch', { folder: mode }));
  }
  // Once: a start must not need room on the disk.
  if (known === undefined) store.state.set('mode', mode);
  store.reads(CONTRACT_VERSION);

  const training: Training | undefined =
    mode === 'training'
      ? await (await import('./training/training.ts'))
          .openTraining({
            folder,
            pcposTemplate: resourcePath('training', 'pcpos7.conf'),
            host,
            clock,
            changed: () => events.emit('status', 'till'),
          })
          .catch((cause: unknown) => {
            db.close();
            throw cause;
          })
      : undefined;

  const tokens = createTokens(host.secrets, `${mode}-tokens`, clock);
  let cached: FieldClient | undefined;
  const serverClock = createServerClock(clock, store.state);
  const clientFor = (server: string): FieldClient =>
    createFieldClient({
      server,
      ca: training?.ca,
      proxyFor: host.proxyFor,
      clock,
      heard: serverClock.note,
      ...(deps.silence === undefined ? {} : { timeoutMs: deps.silence.call }),
    });
  const client = (): FieldClient | undefined => {
    const server = training?.server ?? store.state.get('device')?.server;
    if (server === undefined || store.state.get('device') === undefined) return undefined;
    if (cached?.server !== server) cached = clientFor(server);
    return cached;
  };

  const workstation = createWorkstation({
    db,
    dataFolder: folder,
    files: systemConfigFiles(),
    clock,
    author: () => store.state.get('device')?.technician.name ?? '',
    profiles: store.serverRows.pcposProfiles,
    ...(host.elevate === undefined ? {} : { elevate: host.elevate }),
  });
  const till = createTill({
    store,
    workstation,
    machineId: deps.machineId,
    fixedFolder: training?.tillFolder ?? null,
    canElevate: host.elevate !== undefined,
    starting: training === undefined ? installedPcPos() : practicePcPos(training),
    restart: { clock, timers: deps.timers, changed: () => events.emit('status', 'till') },
  });
  const closings = createClosings({ store, clock, till, machineId: deps.machineId, probing: () => probing });
  const probing: Probing = createProbing({
    store,
    clock,
    till,
    tokens,
    client,
    machineId: deps.machineId,
    proxyFor: host.proxyFor,
    sync: () => sync.now(),
  });
  const lock = createLock({
    store,
    clock,
    folder,
    mode,
    appVersion: deps.appVersion,
    changed: () => events.emit('status', 'tickets', 'till', 'probes'),
  });
  // Training's M/platform lies on this disk, and its support's key with it; nothing there is worth a copy.
  const keyCopy = training === undefined ? createKeyCopy({ folder, mode, keys, secrets: host.secrets, store, clock }) : undefined;
  const files = createFiles({
    db,
    store,
    folder: join(folder, 'files'),
    key: keys?.files,
    clock,
    timers: deps.timers,
    random: deps.random,
    tokens,
    client,
    limit: deps.filesLimit,
    changed: () => events.emit('files'),
    poke: () => {
      events.emit('tickets', 'status');
      sync.poke();
    },
  });
  const pcposVersion = createTillVersion({ clock, facts: till.facts, changed: () => events.emit('files', 'drafts') });
  const materials = createMaterials({
    db,
    store,
    folder: join(folder, 'materials'),
    clock,
    timers: deps.timers,
    random: deps.random,
    tokens,
    client,
    pcposVersion,
    busy: () => files.waiting().some(({ state }) => state === 'uploading'),
    changed: () => events.emit('files'),
  });
  const sync = createSync({
    store,
    revoked: lock.lock,
    serverClock,
    ...(deps.silence === undefined ? {} : { liveSilenceMs: deps.silence.live }),
    clock,
    timers: deps.timers,
    random: deps.random,
    tokens,
    client,
    closings,
    mayGo: files.mayGo,
    changed: () => {
      if (sync.status().state === 'idle') {
        files.wake();
        materials.wake();
        void keyCopy?.keep();
      }
      reminders.look();
      events.emit('status', 'tickets', 'files', ...(till.deliveryChanged() ? (['till'] as const) : []));
    },
  });
  const views = createTicketViews(db, store, serverClock, closings, () => sync.status().state !== 'offline');

  const quotes = createQuotes({ db, store, clock: serverClock });
  const retailerTraining = createRetailerTraining({ db, store, clock, folder: resourcePath('checklists'), pcposVersion });
  const documents = createDocuments({
    db,
    store,
    clock: serverClock,
    mode,
    folder: resourcePath('documents'),
    checklist: retailerTraining.nameOf,
  });
  const scans = createScans({ db, store, folder: join(folder, 'scans'), clock, key: keys?.files });
  const notes = createNotes({ db, store, clock });
  const forms = createForms({ db, store, clock });
  const reminders = createReminders({
    db,
    store,
    clock: serverClock,
    timers: deps.timers,
    language: deps.language,
    notify: host.notify,
    covered: () => deps.covered?.() === true,
    native: host.kind === 'electron',
    changed: () => events.emit('reminders'),
  });
  const hesitation = createHesitation({
    db,
    store,
    clock,
    mode,
    documents,
    readFile: files.read,
    openMail: createMailFiles(join(folder, 'mail'), clock, host.openMail),
    made: (ticketId) => void practice?.made('mailDraft', ticketId),
  });
  const inbox = createInbox({ db, store, clock, online: () => sync.status().state !== 'offline' });

  async function enrolAt(server: string, code: string): Promise<Result<null, Problem>> {
    const url = new URL(server);
    if (training !== undefined && url.origin !== new URL(training.server).origin) return err(problem('device.training-only'));
    if (training === undefined) {
      // As the server reads codes: case, spaces and dashes do not matter.
      if (code.toUpperCase().replace(/[\s-]/g, '') === TRAINING_CODE) return err(problem('device.training-server'));
      // Tokens and a shop's data never go over an open line.
      if (url.protocol !== 'https:') return err(problem('device.insecure-server', { server }));
    }
    // A round that is under way must not write the one device's answers into the other's rows.
    const answer = await sync.alone(() =>
      enrol(code, { store, tokens, client: clientFor(url.href), machineId: deps.machineId, appVersion: deps.appVersion }),
    );
    if (answer.ok) {
      store.state.delete('forgotten');
      cached = undefined;
      events.emit('status', 'tickets', 'till', 'probes');
    }
    return answer;
  }

  /** How M/platform is told that this device is no more, once nothing is open here any longer: `saysItIsGone`. */
  function signingOff(): () => Promise<boolean> {
    const server = store.state.get('device')?.server;
    const isKnownGone = training !== undefined || server === undefined || lock.view() !== null;
    if (isKnownGone) return async () => true;
    const hasLine = sync.status().state !== 'offline';
    const { proxyFor } = host;
    return async () => hasLine && saysItIsGone(createFieldClient({ server, ca: undefined, proxyFor, clock }), tokens);
  }

  /** A round with its files, for whoever does not stay: those that waited are sent, then what names them. */
  async function syncWithFiles(): Promise<Result<null, Problem>> {
    const answer = await sync.now();
    if (!answer.ok || files.waiting().length === 0) return answer;
    await files.sendOnce();
    return sync.now();
  }

  const practice =
    training === undefined
      ? undefined
      : (await import('./training/practice/practice.ts')).createPractice({
          db,
          store,
          clock,
          events,
          training,
          till,
          sync,
          inbox,
          machineId: deps.machineId,
          folder: resourcePath('training', 'scenarios'),
          template: resourcePath('training', 'pcpos7.conf'),
        });

  const care = createCare({
    folder,
    key: keys?.database,
    state: store.state,
    clock,
    timers: deps.timers,
    damaged: () => deps.onDamage?.(),
    failed: (cause) => deps.bug?.('care', cause),
  });

  /** Whether what no row speaks of is nobody's: not after a rescue until all was read again, nor while a newer version's rows wait. */
  const knowsAll = (): boolean => !mended && store.state.get('resyncing') === undefined && countLeft(db) === 0;

  let stopWatching = (): void => {};

  return {
    mode,
    /** For diagnostics, which only read. */
    db,
    store,
    /** What was found when the database was opened. */
    found: { notices, mended, encrypted: keys !== null },
    lock,
    serverClock,
    tokens,
    client,
    till,
    closings,
    probing,
    sync,
    views,
    inbox,
    documents,
    quotes,
    forms,
    notes,
    scans,
    hesitation,
    reminders,
    files,
    materials,
    retailerTraining,
    training,
    practice,
    enrolAt,
    syncWithFiles,
    signingOff,
    /** Begins to keep this device and M/platform alike by itself. */
    start(): void {
      sync.start();
      void keyCopy?.keep();
      void files.start();
      if (knowsAll()) void scans.clear();
      void materials.start();
      practice?.follow();
      reminders.start();
      care.start();
      stopWatching = watchForWakes({ timers: deps.timers, clock, onWake: host.onWake, wake: sync.wake });
    },
    /** What writes to a till's file, the database or the server is finished first; nothing begins after that. */
    async close(): Promise<void> {
      stopWatching();
      reminders.stop();
      await care.stop();
      await practice?.stop();
      till.stop();
      await probing.stop();
      await files.stop();
      await scans.stop();
      await materials.stop();
      await sync.stop();
      await keyCopy?.stop();
      await till.settled();
      await training?.close();
      db.close();
    },
  };
}
const installedPcPos = (): TillDeps['starting'] => ({
  possible: (facts) => canStartPcPos(facts, systemStart),
  start: (facts) => startPcPos(facts, systemStart),
});

const practicePcPos = (training: Training): TillDeps['starting'] => ({
  possible: async () => true,
  async start({ running }) {
    if (running.state === 'yes') return err(problem('workstation.start-running'));
    await training.startPcpos();
    return ok(null);
  },
});

export type Workplace = Awaited<ReturnType<typeof openWorkplace>>;
