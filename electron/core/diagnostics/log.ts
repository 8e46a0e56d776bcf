import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { createRedactor, type Redactor } from './redact.ts';

export interface Log {
  /** Something that happened, with its codes; never what a person wrote. */
  note(what: string, facts?: Readonly<Record<string, unknown>>): void;
  /** A bug, with where it happened. */
  bug(where: string, cause: unknown): void;
  /** A process ends by a bug. */
  died(where: string, how: string, cause: unknown): void;
}

const MOST_BYTES = 1_000_000;
const MOST_SIGNS = 1900;
const FILE = 'technik.log';
/** Newest first. */
export const LOG_FILES: readonly string[] = [FILE, 'technik.1.log', 'technik.2.log'];
export const logFolder = (dataFolder: string): string => join(dataFolder, 'logs');

/**
 * A few lines for each start and each mishap, one JSON object a line, at most three files of a megabyte. What leaves this
 * computer is redacted once more; secrets do not even get in here. Never throws: a full disk must not stop the work.
 */
export function createLog(dataFolder: string, clock: Clock, redact: Redactor = createRedactor([])): Log {
  const folder = logFolder(dataFolder);
  const file = join(folder, FILE);
  const write = (line: object): void => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      turn(folder, file);
      appendFileSync(file, `${redact(JSON.stringify({ at: rfc3339(clock.now()), ...line }))}\n`, { mode: 0o600 });
    } catch {
      // There is nowhere left to say it.
    }
  };
  return {
    note: (what, facts = {}) => write({ what, ...facts }),
    bug: (where, cause) => write({ what: 'bug', where, cause: told(cause) }),
    died: (where, how, cause) => write({ what: 'died', where, how, pid: process.pid, cause: told(cause) }),
  };
}

/** With what caused it in turn. Objects that are no errors may hold anything, so only what they are is said. */
function told(cause: unknown): string {
  if (!(cause instanceof Error))
    return (typeof cause === 'object' ? Object.prototype.toString.call(cause) : String(cause)).slice(0, MOST_SIGNS);
  const below = cause.cause === undefined ? '' : `\nCaused by: ${told(cause.cause).slice(0, MOST_SIGNS / 2)}`;
  return `${(cause.stack ?? String(cause)).slice(0, MOST_SIGNS - below.length)}${below}`;
}

function turn(folder: string, file: string): void {
  const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size < MOST_BYTES) return;
  for (let i = LOG_FILES.length - 1; i > 0; i -= 1) {
    const [from, to] = [join(folder, LOG_FILES[i - 1] ?? ''), join(folder, LOG_FILES[i] ?? '')];
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
  }
}
