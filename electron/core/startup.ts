import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import { type Clock, rfc3339 } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { type StoppedView, startupContract } from './api/startup-contract.ts';
import type { Core } from './core.ts';
import { KEY_COPY } from './device/key-copy.ts';
import { createLostKey } from './device/lost-key.ts';
import type { SecretStore } from './host.ts';
import { resourcePath } from './resources.ts';
import { createSettings } from './settings.ts';
import { openBack } from './store/opening.ts';
import { createTurns } from './turns.ts';
import { errorCode, inFolder } from './usable-folder.ts';

export interface StartupDeps {
  readonly dataFolder: string;
  readonly clock: Clock;
  /** Claims the folder and starts the core. @throws DatabaseProblem */
  readonly start: () => Promise<Core>;
  readonly secrets: SecretStore;
}

/** Here the old database is of no use on this computer; whoever has the key, or support, may still read it. */
const SET_ASIDE: readonly string[] = [
  'database.key-missing',
  'database.exchanged',
  'database.damaged',
  'database.emptied',
  'app.mode-mismatch',
];

/**
 * Starts the core, or stays up without one: the window then shows why, and a way on. Whoever serves windows asks for `router`
 * at each of them.
 */
export async function createStartup({ dataFolder, clock, start, secrets }: StartupDeps) {
  const place = () => {
    const { mode } = createSettings(dataFolder).get();
    return { mode, folder: join(dataFolder, mode) };
  };
  let core: Core | undefined;
  let stopped: Problem | undefined;
  const inTurn = createTurns();

  async function attempt(): Promise<Result<null, Problem>> {
    if (core !== undefined) return ok(null);
    try {
      core = await start();
      stopped = undefined;
      return ok(null);
    } catch (cause) {
      if (!(cause instanceof DatabaseProblem)) throw cause;
      stopped = cause.problem;
      return err(stopped);
    }
  }

  /** The set of files goes aside whole; nothing of it is opened. */
  async function setAside(): Promise<Result<null, Problem>> {
    if (stopped === undefined || !SET_ASIDE.includes(stopped.code)) return err(problem('operation.not-waiting'));
    const { folder } = place();
    const aside = join(folder, 'damaged', rfc3339(clock.now()).replace(/[:.]/g, '-'));
    try {
      mkdirSync(aside, { recursive: true, mode: 0o700 });
      // The log first: a crash between the two must not leave it to a new database.
      for (const name of ['technik.db-wal', 'technik.db-shm', 'technik.db', KEY_COPY])
        if (existsSync(join(folder, name))) renameSync(join(folder, name), join(aside, name));
    } catch (cause) {
      const reason = errorCode(cause);
      if (reason === undefined) throw cause;
      return err(problem('app.system-refused', { reason, file: folder }));
    }
    return attempt();
  }

  /** From a newer program's database; what of it goes on, the program says once it runs. */
  async function goBack(): Promise<Result<null, Problem>> {
    if (stopped?.code !== 'database.newer') return err(problem('operation.not-waiting'));
    try {
      await openBack({ ...place(), migrations: resourcePath('migrations', 'core'), secrets, clock });
    } catch (cause) {
      if (cause instanceof DatabaseProblem) return err(inFolder(cause.problem, place().folder));
      throw cause;
    }
    return attempt();
  }

  const lostKey = createLostKey({ clock, secrets, place });

  async function takeKey(text: string): Promise<Result<null, Problem>> {
    if (stopped === undefined) return ok(null);
    const taken = await lostKey.take(text);
    return taken.ok ? attempt() : taken;
  }

  const os = implement({ startup: startupContract });
  const router = os.router({
    startup: {
      state: os.startup.state.handler(
        async (): Promise<StoppedView | null> =>
          stopped === undefined
            ? null
            : {
                problem: stopped,
                language: createSettings(dataFolder).get().language,
                dataFolder,
                canSetAside: SET_ASIDE.includes(stopped.code),
                support: await lostKey.view(stopped),
                canGoBack: stopped.code === 'database.newer',
              },
      ),
      retry: os.startup.retry.handler(() => inTurn(attempt)),
      setAside: os.startup.setAside.handler(() => inTurn(setAside)),
      goBack: os.startup.goBack.handler(() => inTurn(goBack)),
      rescue: os.startup.rescue.handler(() => inTurn(() => lostKey.rescue(stopped))),
      rescuePiece: os.startup.rescuePiece.handler(({ input }) => lostKey.piece(input.offset)),
      takeKey: os.startup.takeKey.handler(({ input }) => inTurn(() => takeKey(input.text))),
    },
  });

  await attempt();
  return {
    core: (): Core | undefined => core,
    /** Why there is no core. */
    stopped: (): Problem | undefined => stopped,
    get router() {
      return core?.router ?? router;
    },
  };
}
export type Startup = Awaited<ReturnType<typeof createStartup>>;
