import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { type Mplatform, openMplatform } from '../../../mplatform/server/main.ts';
import type { Operator } from '../../../mplatform/server/operator.ts';
import { changedAt } from '../../../native-checks/pcpos/index.ts';
import type { ForkedProcess, Host } from '../host.ts';
import { createTurns } from '../turns.ts';
import { emptied, inFolder } from '../usable-folder.ts';
import { trainingCertificate } from './certificate.ts';
import type { SimulatorOrder } from './pcpos-simulator.ts';
import { type Stranger, startStranger } from './stranger.ts';
import { freePort, makeTillFolder, PRACTICE_VERSION } from './till-folder.ts';

export { TRAINING_CODE } from './outside.ts';

export interface TrainingDeps {
  /** Everything of training lies in here, and nothing else of the app does. */
  readonly folder: string;
  readonly pcposTemplate: string;
  readonly host: Host;
  readonly clock: Clock;
  readonly changed: () => void;
}

/** M/platform and a till to practise on: an embedded reference server and a simulated PC-POS. */
export interface Training {
  readonly server: string;
  readonly ca: string;
  readonly tillFolder: string;
  readonly running: () => { readonly serverRunning: boolean; readonly pcposRunning: boolean };
  readonly mplatform: () => Mplatform | undefined;
  startServer(): Promise<Result<null, Problem>>;
  stopServer(): Promise<void>;
  /** The shop's network answers with a sign-in page of its own wherever M/platform is called; until the server starts or stops. */
  startPortal(): Promise<void>;
  /** Something that is not M/platform answers at another port: that one, or a free one. Gives the port. */
  startOther(port: number | null): Promise<number>;
  stopOther(): Promise<void>;
  /** As M/platform's operator, also while the line to it is cut. */
  operate<T>(work: (operator: Operator) => Promise<Result<T, Problem>>): Promise<Result<T, Problem>>;
  startPcpos(): Promise<void>;
  stopPcpos(): Promise<void>;
  close(): Promise<void>;
}

export async function openTraining({ folder, pcposTemplate, host, clock, changed }: TrainingDeps): Promise<Training> {
  mkdirSync(folder, { recursive: true });
  const tillFolder = join(folder, 'pcpos7');
  await makeTillFolder(tillFolder, pcposTemplate);
  const certificate = await trainingCertificate(join(folder, 'mplatform'), clock.now());
  // The port is kept: the till's configuration names it, and must still be right after a restart.
  const port = await keptPort(join(folder, 'mplatform', 'port'));
  let mplatform: Mplatform | undefined;
  let pcpos: ForkedProcess | undefined;
  let portal: Stranger | undefined;
  let other: Stranger | undefined;
  // A stop that came while the server starts must find it, and a second start must not open its database twice.
  const serverTurn = createTurns();
  let closed = false;

  async function openServer(at: number): Promise<Result<Mplatform, Problem>> {
    const serverFolder = join(folder, 'mplatform');
    const lost = emptied(join(serverFolder, 'mplatform.db'), [join(serverFolder, 'keys', 'receipts.pem')]);
    if (lost !== undefined) return err(saidOfTraining(lost, serverFolder));
    const opened = await openMplatform({
      dataFolder: serverFolder,
      port: at,
      seed: 'training',
      tls: certificate,
      clock,
      publicAddress: training.server,
    });
    return opened.ok ? opened : err(saidOfTraining(opened.error, serverFolder));
  }

  async function stopAll(): Promise<void> {
    const stopping = [mplatform, portal];
    mplatform = undefined;
    portal = undefined;
    for (const one of stopping) await one?.close();
  }

  const training: Training = {
    server: `https://localhost:${port}`,
    ca: certificate.cert,
    tillFolder,
    running: () => ({ serverRunning: mplatform !== undefined, pcposRunning: pcpos !== undefined }),
    mplatform: () => mplatform,
    startServer: () =>
      serverTurn(async () => {
        if (mplatform !== undefined) return ok(null);
        if (closed) return err(problem('sync.stopped'));
        await stopAll();
        const opened = await openServer(port);
        if (!opened.ok) return opened;
        mplatform = opened.value;
        changed();
        return ok(null);
      }),
    stopServer: () =>
      serverTurn(async () => {
        await stopAll();
        changed();
      }),
    startPortal: () =>
      serverTurn(async () => {
        await stopAll();
        if (!closed) portal = await startStranger('portal', port, certificate);
        changed();
      }),
    async startOther(at) {
      await training.stopOther();
      // Taken meanwhile by another program, that one is as good: it is no M/platform either.
      if (at !== null) other = await startStranger('other', at, certificate).catch(() => undefined);
      else other = await startStranger('other', 0, certificate);
      return other?.port ?? at ?? 0;
    },
    async stopOther() {
      const stopping = other;
      other = undefined;
      await stopping?.close();
    },
    operate: (work) =>
      serverTurn(async () => {
        if (mplatform !== undefined) return work(mplatform.operator);
        // Not where devices look for it: to them it stays away.
        const opened = await openServer(0);
        if (!opened.ok) return opened;
        try {
          return await work(opened.value.operator);
        } finally {
          await opened.value.close();
        }
      }),
    async startPcpos() {
      if (pcpos === undefined) await clearlyAfter(join(tillFolder, 'pcpos7.conf'), clock);
      if (pcpos !== undefined || closed) return;
      const order: SimulatorOrder = { folder: tillFolder, ca: certificate.cert, posName: '1', version: PRACTICE_VERSION };
      const started = host.fork('pcpos-simulator', order);
      pcpos = started;
      const up = new Promise<void>((resolve) => {
        started.onMessage(() => {
          resolve();
          changed();
        });
        started.onExit(() => {
          if (pcpos === started) pcpos = undefined;
          resolve();
          changed();
        });
      });
      await up;
    },
    async stopPcpos() {
      const stopping = pcpos;
      pcpos = undefined;
      await stopping?.stop();
      changed();
    },
    async close() {
      closed = true;
      await training.stopPcpos();
      await training.stopOther();
      await training.stopServer();
    },
  };
  return training;
}

/** The systems tell when a process began only roughly, and the probe is on the safe side of that. */
const GRAIN_MS = 500;

/** The practice PC-POS starts at once, the real one takes seconds: it must be seen to have started after the change. */
async function clearlyAfter(file: string, clock: Clock): Promise<void> {
  const changed = await changedAt(file);
  const wait = changed === null ? 0 : changed + GRAIN_MS - clock.now();
  if (wait > 0) await setTimeout(Math.min(wait, GRAIN_MS));
}

/** Forgets everything practised. The folder is training's alone. */
/** The server's own sentences speak to whoever runs one; in training there are other ways out. */
function saidOfTraining(what: Problem, serverFolder: string): Problem {
  const located = inFolder(what, serverFolder);
  const { code, params } = located;
  if (code === 'mplatform.port-in-use') return problem('training.port-in-use', params, { code });
  if (code === 'mplatform.keys-damaged')
    return problem('training.server-damaged', { file: join(serverFolder, 'keys', String(params.file)) }, { code });
  if (code === 'database.damaged' || code === 'database.emptied') return problem('training.server-damaged', params, { code });
  return located;
}

async function keptPort(file: string): Promise<number> {
  if (existsSync(file)) {
    const kept = Number(readFileSync(file, 'utf8'));
    if (Number.isInteger(kept) && kept > 0 && kept < 65_536) return kept;
  }
  const port = await freePort();
  writeFileSync(file, String(port));
  return port;
}
