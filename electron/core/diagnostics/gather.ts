import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { cpus, hostname, release, totalmem, type, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { redact } from '../../../native-checks/probe/report-redact.ts';
import type { Database } from '../../../sqlite/database.ts';
import { DatabaseProblem } from '../../../sqlite/problems.ts';
import type { Mode } from '../api/views.ts';
import { appVersion } from '../version.ts';
import { askDatabase, databaseParts, namesIn } from './from-database.ts';
import { LOG_FILES, logFolder } from './log.ts';
import { createRedactor, type Redactor } from './redact.ts';

/** One file of what support gets. `name` says what it is: `about.json`, `sync.json`, `logs/technik.log`, … */
export interface Part {
  readonly name: string;
  readonly text: string;
}

export interface GatherDeps {
  readonly dataFolder: string;
  readonly mode: Mode;
  readonly shell: 'electron' | 'hosted' | 'cli';
  readonly clock: Clock;
  /** The one in use, or one opened for this. May fail in any way: the rest is gathered all the same. */
  openDatabase(): { readonly db: Database; close(): void };
  /** Word for word what must not be in it, whatever it looks like. */
  readonly secrets?: readonly string[];
}

/** All that support gets, redacted. Works also where the database cannot be opened: then it says why. */
export function gather(deps: GatherDeps): readonly Part[] {
  const { dataFolder, mode, clock } = deps;
  const opened = tried(() => deps.openDatabase());
  try {
    const names = opened.ok ? namesIn(opened.value.db) : [];
    const redactor = createRedactor([...names, hostname(), userName()], deps.secrets ?? []);
    const asJson = (value: unknown): string => redactor(`${JSON.stringify(redact(value), null, 2)}\n`);
    const about = {
      format: 'm-technik.diagnostics/1',
      madeAt: rfc3339(clock.now()),
      program: appVersion,
      mode,
      shell: deps.shell,
      versions: process.versions,
      system: { type: type(), release: release(), arch: process.arch, processors: cpus().length, memory: totalmem() },
      disk: tried(() => freeBytes(dataFolder)),
      database: opened.ok ? 'opened' : opened.error,
    };
    return [
      { name: 'about.json', text: asJson(about) },
      { name: 'files.json', text: asJson(filesIn(join(dataFolder, mode))) },
      ...databaseParts.map((name) => ({
        name,
        text: asJson(opened.ok ? askDatabase(opened.value.db, name) : { unreadable: opened.error }),
      })),
      ...logs(dataFolder, redactor),
    ];
  } finally {
    if (opened.ok) opened.value.close();
  }
}

function logs(dataFolder: string, redactor: Redactor): readonly Part[] {
  return LOG_FILES.flatMap((name) => {
    const read = tried(() => readFileSync(join(logFolder(dataFolder), name), 'utf8'));
    return read.ok ? [{ name: `logs/${name}`, text: redactor(read.value) }] : [];
  });
}

/** Names and sizes of what lies in the folder of the mode; of documents only how many and how large. */
function filesIn(folder: string): unknown {
  const entries = tried(() => readdirSync(folder, { withFileTypes: true }));
  if (!entries.ok) return { unreadable: entries.error };
  return entries.value.map((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return { name: entry.name, bytes: tried(() => statSync(path).size) };
    const inside = tried(() => readdirSync(path, { recursive: true }).length);
    return { name: `${entry.name}/`, files: inside };
  });
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** On some systems the person has no name. */
function userName(): string {
  const found = tried(() => userInfo().username);
  // It is a word that stands in half of all lines, and nobody's name.
  return found.ok && found.value !== 'root' ? found.value : '';
}

type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

function tried<T>(work: () => T): Tried<T> {
  try {
    return { ok: true, value: work() };
  } catch (cause) {
    if (cause instanceof DatabaseProblem) return { ok: false, error: cause.problem.code };
    return { ok: false, error: cause instanceof Error ? cause.message : String(cause) };
  }
}
