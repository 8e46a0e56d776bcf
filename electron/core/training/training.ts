import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { type Mplatform, openMplatform } from '../../../mplatform/server/main.ts';
import { changedAt } from '../../../native-checks/pcpos/index.ts';
import type { ForkedProcess, Host } from '../host.ts';
import { createTurns } from '../turns.ts';
import { emptied, inFolder } from '../usable-folder.ts';
import { trainingCertificate } from './certificate.ts';
import type { SimulatorOrder } from './pcpos-simulator.ts';
import { freePort, makeTillFolder, PRACTICE_VERSION } from './till-folder.ts';

export const TRAINING_CODE = 'SZKOLENIE';

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
  // A stop that came while the server starts must find it, and a second start must not open its database twice.
  const serverTurn = createTurns();
  let closed = false;

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
        const serverFolder = join(folder, 'mplatform');
        const lost = emptied(join(serverFolder, 'mplatform.db'), [join(serverFolder, 'keys', 'receipts.pem')]);
        if (lost !== undefined) return err(saidOfTraining(lost, serverFolder));
        const opened = await openMplatform({
          dataFolder: serverFolder,
          port,
          seed: 'training',
          tls: certificate,
          clock,
          publicAddress: training.server,
        });
        if (!opened.ok) return err(saidOfTraining(opened.error, serverFolder));
        mplatform = opened.value;
        changed();
        return ok(null);
      }),
    stopServer: () =>
      serverTurn(async () => {
        const stopping = mplatform;
        mplatform = undefined;
        await stopping?.close();
        changed();
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
export const eraseTraining = (folder: string): void => rmSync(folder, { recursive: true, force: true });

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
