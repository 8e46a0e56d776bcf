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
import { wordsIn } from '../shared/words.ts';
import { browserArguments, findBrowser, hasScreen, mustRunUnsandboxed, openWindow, thisSystem } from './browser.ts';
import { createNodeHost } from './host.ts';
import { createLifetime, type Ending } from './lifetime.ts';
import { startHosted } from './server.ts';
import { LAUNCH_MS } from './session.ts';

/** The app in an installed browser: for machines where there is no Electron binary. */

function options(): { readonly data: string; readonly open: boolean } | undefined {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, 'no-open': { type: 'boolean', default: false } } });
    return { data: resolve(values.data ?? defaultDataFolder()), open: !values['no-open'] };
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
  const lock = claimDataFolder(chosen.data);
  if (!lock.ok) {
    refuse(lock.error);
    return 1;
  }
  try {
    return await run(chosen.data, chosen.open);
  } catch (cause) {
    const what = startProblem(cause, chosen.data);
    if (what === undefined) throw cause;
    refuse(what);
    return 1;
  } finally {
    lock.value.release();
  }
}

/** A sentence for what the machine made impossible; undefined for a bug. */
function startProblem(cause: unknown, dataFolder: string): Problem | undefined {
  if (cause instanceof DatabaseProblem) return cause.problem;
  const reason = errorCode(cause);
  return reason === undefined
    ? undefined
    : problem('app.system-refused', { reason, file: (cause as NodeJS.ErrnoException).path ?? dataFolder });
}

async function run(dataFolder: string, open: boolean): Promise<number> {
  const system = thisSystem();
  const words = wordsIn(() => createSettings(dataFolder).get().language);
  const found = open && hasScreen(system) ? findBrowser(system) : undefined;
  const host = createNodeHost(dataFolder);
  const start = () => startCore({ dataFolder, host, clock: systemClock });
  const startup = await createStartup({ dataFolder, clock: systemClock, start, secrets: host.secrets });
  const stopped = startup.stopped();
  if (stopped !== undefined) {
    refuse(stopped);
    // Without a window there is nobody to show a way on.
    if (found === undefined) return 1;
  }
  const hosted = await startHosted({
    core: startup,
    rendererFolder: join(appFolder, 'out', 'renderer'),
    dataFolder: found?.workFolder ?? dataFolder,
  });

  const minutes = LAUNCH_MS / 60_000;
  const ended = new Promise<Ending>((end) => {
    // Ctrl+C and a closed terminal end it like its window does.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end('gone'));
    const lifetime = createLifetime(waking, found !== undefined, end);
    hosted.onWindows(lifetime.windows);
    if (found === undefined) return;
    const profile = join(found.workFolder ?? dataFolder, 'browser');
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
  await startup.core()?.close();
  return 0;
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
