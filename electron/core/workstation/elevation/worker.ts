import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Clock } from '../../../../domain/clock.ts';
import { type Problem, problem } from '../../../../domain/problem.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import { digestOf, fileProblem, readTillFile } from '../../../../native-checks/pcpos/till-file.ts';
import { changeFile } from '../change.ts';
import type { ConfigFiles } from '../config-files.ts';
import type { ChangeJournal } from '../journal.ts';
import { sweepLeftovers } from '../leftovers.ts';
import { guardedFiles } from './guarded-files.ts';
import { isPlainPath } from './plain-path.ts';
import { bytesFile, type ElevationRequest, readNewBytes, readRequest, writeAnswer } from './request.ts';
import type { TrustedPlaces } from './trusted-places.ts';

export interface WorkerDeps {
  readonly clock: Clock;
  readonly files: ConfigFiles;
  readonly wait: (ms: number) => Promise<void>;
  /** Null where this system's places cannot be told: then nothing is written. */
  readonly places: () => Promise<TrustedPlaces | null>;
  /** Whether all of these belong to one and the same user, and nobody else may write them. */
  readonly belongTogether: (paths: readonly string[]) => Promise<boolean>;
  /** Makes a folder that only administrators can read and write. Throws where that cannot be had. */
  readonly closeOff: (folder: string) => Promise<void>;
  /** Windows does not tell letters' case apart. */
  readonly sameFile: (a: string, b: string) => boolean;
}

/** Time to read what is asked and to consent; after that it is asked anew. */
const LONGEST_CONSENT_MS = 10 * 60_000;
/** Clocks are one, but a request from the future is none of ours. */
const EARLIEST_MS = -5_000;

/**
 * What runs with administrator's rights, and all of it: believes nothing that the request says before it has seen it
 * itself, writes one file of PC-POS by the safe way, and says beside the request how it ended.
 */
export async function performElevatedWrite(requestFile: string, deps: WorkerDeps): Promise<Result<null, Problem>> {
  const asked = await checkRequest(requestFile, deps);
  if (!asked.ok) return asked;
  const { request } = asked.value;
  const done = await write(asked.value, deps);
  await writeAnswer(requestFile, {
    format: 1,
    nonce: request.nonce,
    written: done.ok,
    problem: done.ok ? null : { code: done.error.code, params: done.error.params },
  });
  return done;
}

interface Asked {
  readonly request: ElevationRequest;
  readonly bytes: Buffer;
}
const refuse = (reason: string) => err(problem('workstation.elevation-refused', { reason }));

/** Nothing that comes from here on is read from the user's folder again. */
async function checkRequest(requestFile: string, { clock, belongTogether }: WorkerDeps): Promise<Result<Asked, Problem>> {
  if (!isAbsolute(requestFile) || !(await isPlainPath(requestFile))) return refuse('request-path');
  const request = await readRequest(requestFile);
  if (request === undefined) return refuse('request');
  const age = clock.now() - Date.parse(request.at);
  if (!(age >= EARLIEST_MS && age <= LONGEST_CONSENT_MS)) return refuse('request-age');
  const content = bytesFile(requestFile, request.nonce);
  if (!(await belongTogether([dirname(requestFile), requestFile, content]))) return refuse('request-owner');
  const bytes = await readNewBytes(requestFile, request);
  return bytes === undefined ? refuse('content') : ok({ request, bytes });
}

async function write({ request, bytes }: Asked, deps: WorkerDeps): Promise<Result<null, Problem>> {
  const places = await deps.places();
  // The path that is written is ours; the request can only agree with it.
  const file = places?.files.find((one) => deps.sameFile(one, request.file));
  if (places == null || file === undefined) return refuse('file');
  if (!(await isPlainPath(file))) return refuse('file-path');
  try {
    await deps.closeOff(places.vault);
    if (!(await isPlainPath(join(places.vault, 'x')))) return refuse('vault');
    if (!(await spend(request.nonce, places.vault))) return refuse('used');
  } catch (cause) {
    return err(fileProblem(cause, places.vault));
  }
  const old = await readTillFile(file);
  if (!old.ok) return old;
  if (digestOf(old.value) !== request.expect) return err(problem('workstation.changed-since', { file }));
  const files = guardedFiles(deps.files);
  // An elevated write that was killed: nobody else has the rights to clear up after it.
  await sweepLeftovers(files, file, deps.clock.now());
  const changed = await changeFile(
    {
      files,
      journal: nothingRemembered,
      dataFolder: places.vault,
      clock: deps.clock,
      author: () => '',
      wait: deps.wait,
      newId: () => request.nonce,
      pid: process.pid,
      inFlight: new Set(),
    },
    { file, kind: 'apply', old: old.value, bytes, changes: [], subTicketId: null, restoredId: null },
  );
  return changed.ok ? ok(null) : changed;
}

/** False when it was used before. */
async function spend(nonce: string, vault: string): Promise<boolean> {
  const folder = join(vault, 'used');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
    await (await open(join(folder, nonce), flags, 0o600)).close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

/** Whoever asked keeps the journal, and reads the file again whatever becomes of this process. */
const nothingRemembered: ChangeJournal = {
  open: () => 'elevated',
  secure: () => {},
  close: () => {},
  unfinished: () => [],
  ofFile: () => [],
};
