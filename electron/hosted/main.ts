import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../domain/clock.ts';
import { explain, type Problem, problem } from '../../domain/problem.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { noteLastWords } from '../core/diagnostics/last-words.ts';
import { createStartup, startCore } from '../core/index.ts';
import { appFolder } from '../core/resources.ts';
import { createSettings } from '../core/settings.ts';
import type { systemTimers } from '../core/timers.ts';
import { errorCode } from '../core/usable-folder.ts';
import { claimDataFolder } from '../shared/claim.ts';
import { defaultDataFolder } from '../shared/data-folder.ts';
import type { InstanceLock } from '../shared/instance-lock.ts';
import { filesIn } from '../shared/opened-files.ts';
import { wordsIn } from '../shared/words.ts';
import { browserArguments, findBrowser, hasScreen, mustRunUnsandboxed, openWindow, thisSystem } from './browser.ts';
import { handOn, takeHandedFiles } from './handed-files.ts';
import { createNodeHost } from './host.ts';
import { createLifetime, type Ending } from './lifetime.ts';
import { startHosted } from './server.ts';
import { LAUNCH_MS } from './session.ts';

/** The app in an installed browser: for machines where there is no Electron binary. */

interface Options {
  readonly data: string;
  readonly open: boolean;
  /** Tills' results to be opened. */
  readonly files: readonly string[];
}

function options(): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { data: { type: 'string' }, 'no-open': { type: 'boolean', default: false } },
    });
    const files = filesIn(['', ...positionals], process.cwd());
    if (files.length < positionals.length) return undefined;
    return { data: resolve(values.data ?? defaultDataFolder()), open: !values['no-open'], files };
  } catch {
    return undefined;
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const refuse = (what: Problem): void => complain(`${explain(what)} [${what.code}]`);

async function main(): Promise<number> {
  const chosen = options();
  if (chosen === undefined) {
    refuse(problem('usage.hosted'));
    return 2;
  }
  // better-sqlite3 ends the process without a word on an older one, and the lock is the first to use it.
  if (Number(process.versions.napi ?? 0) < 10) {
    complain(wordsIn(() => 'pl')('desktop.hosted.node', { version: process.versions.node }));
    return 2;
  }
  noteLastWords({ where: 'hosted', dataFolder: () => chosen.data, clock: systemClock });
  const lock: Lock = { held: undefined };
  try {
    return await run(chosen, lock);
  } catch (cause) {
    const what = startProblem(cause, chosen.data);
    if (what === undefined) throw cause;
    refuse(what);
    return 1;
  } finally {
    lock.held?.release();
  }
}

/** Claimed at the first start that finds nobody else in the folder. */
interface Lock {
  held: InstanceLock | undefined;
}

/** Here there is no folder to work in, not even for a window. */
const NO_FOLDER: readonly string[] = ['app.folder-is-file', 'app.folder-no-rights', 'app.folder-unusable', 'app.lock-unusable'];

/** A sentence for what the machine made impossible; undefined for a bug. */
function startProblem(cause: unknown, dataFolder: string): Problem | undefined {
  if (cause instanceof DatabaseProblem) return cause.problem;
  const reason = errorCode(cause);
  return reason === undefined
    ? undefined
    : problem('app.system-refused', { reason, file: (cause as NodeJS.ErrnoException).path ?? dataFolder });
}

async function run({ data: dataFolder, open, files }: Options, lock: Lock): Promise<number> {
  const system = thisSystem();
  const words = wordsIn(() => createSettings(dataFolder).get().language);
  const found = open && hasScreen(system) ? findBrowser(system) : undefined;
  const host = createNodeHost(dataFolder);
  const start = async () => {
    if (lock.held === undefined) {
      const claimed = claimDataFolder(dataFolder);
      if (!claimed.ok) throw new DatabaseProblem(claimed.error);
      lock.held = claimed.value;
    }
    const core = await startCore({ dataFolder, host, clock: systemClock });
    for (const file of files) void core.openFile(file);
    stopTaking = takeHandedFiles(dataFolder, (file) => void core.openFile(file));
    return core;
  };
  let stopTaking = (): void => {};
  const startup = await createStartup({ dataFolder, clock: systemClock, start, secrets: host.secrets });
  const stopped = startup.stopped();
  const second = stopped?.code === 'app.runs-already';
  if (second && (await handOn(dataFolder, files))) {
    say(words('desktop.hosted.handedOn'));
    return 0;
  }
  if (stopped !== undefined) {
    refuse(stopped);
    // Without a window there is nobody to show a way on.
    if (found === undefined || NO_FOLDER.includes(stopped.code)) return 1;
  }
  // The window of a second copy says so and touches nothing of the first one's: neither its launch file nor its browser's profile.
  const workFolder = second ? await ownFolder(found?.workFolder ?? tmpdir()) : (found?.workFolder ?? dataFolder);
  const hosted = await startHosted({
    core: startup,
    rendererFolder: join(appFolder, 'out', 'renderer'),
    dataFolder: workFolder,
  });

  const minutes = LAUNCH_MS / 60_000;
  const ended = new Promise<Ending>((end) => {
    // Ctrl+C and a closed terminal end it like its window does.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end('gone'));
    const lifetime = createLifetime(waking, found !== undefined, end);
    hosted.onWindows(lifetime.windows);
    if (found === undefined) return;
    const profile = join(workFolder, 'browser');
    if (mustRunUnsandboxed(system)) complain(words('desktop.hosted.unsandboxed'));
    const window = openWindow(found, browserArguments(system, profile, hosted.launchFile.address), profile);
    window.once('exit', lifetime.browserEnded);
    window.once('error', lifetime.browserEnded);
    process.once('exit', () => window.kill());
  });

  if (found === undefined) {
    say(words('desktop.hosted.addresses', { minutes }));
    say(words('desktop.hosted.file', { address: hosted.launchFile.address }));
    say(words('desktop.hosted.address', { address: hosted.launchAddress }));
  } else {
    say(words('desktop.hosted.opened'));
  }
  if ((await ended) === 'expired') complain(words('desktop.hosted.expired', { minutes }));
  await hosted.close();
  stopTaking();
  await startup.core()?.close();
  if (second) await rm(workFolder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  return 0;
}

async function ownFolder(place: string): Promise<string> {
  await mkdir(place, { recursive: true });
  return mkdtemp(join(place, 'technik-second-'));
}

/** Unlike the core's timers these must keep the process alive: the last thing waited for is the end. */
const waking: typeof systemTimers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

process.exitCode = await main();
// A profile's leftovers (open handles of a killed browser) must not keep us.
process.exit();
