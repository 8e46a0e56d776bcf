import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import {
  type ComparedValue,
  type Comparison,
  type ConfEncoding,
  compareDocuments,
  type NewlineKind,
  parseConf,
} from '../../../native-checks/pcpos/conf/index.ts';
import { readFacts } from '../../../native-checks/pcpos/inspect.ts';
import type { PcPosProfile } from '../../../native-checks/pcpos/profile.ts';
import {
  digestOf,
  locateTillFile,
  placeOfTillFile,
  readTillFile,
  type TillFile,
} from '../../../native-checks/pcpos/till-file.ts';
import { readBackup } from './backups.ts';
import type { ConfigFiles } from './config-files.ts';
import { revertsForeignEdit } from './foreign-edits.ts';
import { ABSENT, type ChangeRecord } from './journal.ts';
import type { ConfigPlan } from './plan.ts';
import type { ProfileChoice } from './profiles.ts';

/** A content of the till's file, as it is now or as it comes back. */
export interface RestoredState {
  /** SHA-256 of the whole file; null where there is none. */
  readonly digest: string | null;
  readonly server: string | null;
  readonly stores: readonly string[];
  readonly encoding: ConfEncoding | null;
  readonly newline: NewlineKind | null;
  /** Why its settings cannot be read; a damaged file is what is mostly brought back from. */
  readonly problem: Problem | null;
}

/** Everything that a person should see before an earlier content comes back. Making it changes nothing. */
export interface RestorePlan {
  readonly file: string;
  readonly folder: string;
  readonly profile: ConfigPlan['profile'];
  /** Of the content that comes back. */
  readonly encoding: ConfEncoding;
  readonly newline: NewlineKind;
  /** The change that is undone: what the file held before it comes back. */
  readonly restoredId: string;
  readonly before: RestoredState;
  readonly after: RestoredState;
  readonly changes: readonly ComparedValue[];
  readonly changed: boolean;
  readonly diff: Comparison['diff'];
  /** Changed lines that `diff` leaves out. */
  readonly unseen: number;
  /** With it goes what somebody else did to the file: by hand, by PC-POS or another program. It stays in a backup. */
  readonly foreignEdit: boolean;
}

/** What the file holds, what comes back, and whose work that undoes; with nothing written and nothing tried. */
export interface Restoring {
  readonly file: string;
  readonly folder: string;
  /** Null where the file is missing. */
  readonly old: Buffer | null;
  readonly bytes: Buffer;
  readonly past: ChangeRecord;
}

export interface RestoreDeps {
  readonly files: ConfigFiles;
  readonly dataFolder: string;
  /** Newest first. */
  readonly history: (file: string) => readonly ChangeRecord[];
}

/**
 * Finds the content from before change `id`, or from before the last change. It does not read what the file says, so
 * it works on a damaged one.
 * @param first is called with the file's path before the history is read
 */
export async function findRestore(
  path: string,
  id: string | undefined,
  profile: PcPosProfile,
  { files, dataFolder, history }: RestoreDeps,
  first: (file: string) => Promise<unknown> = async () => {},
): Promise<Result<Restoring, Problem>> {
  const place = await placeToRestore(path, profile.file);
  if (!place.ok) return place;
  const { file, folder } = place.value;
  await first(file);
  const past = chooseFrom(history(file), file, id);
  if (!past.ok) return past;
  const bytes = await readBackup(files, dataFolder, past.value.before);
  if (!bytes.ok) return bytes;
  const old = await standing(file);
  return old.ok ? ok({ file, folder, old: old.value, bytes: bytes.value, past: past.value }) : old;
}

export function showRestore(
  { file, folder, old, bytes, past }: Restoring,
  { profile, source }: ProfileChoice,
  history: readonly ChangeRecord[],
): RestorePlan {
  const now = parseConf(old ?? Buffer.alloc(0), profile.encoding);
  const then = parseConf(bytes, profile.encoding);
  const before = old === null ? MISSING : stateOf(old, now, profile);
  const after = stateOf(bytes, then, profile);
  const { name, version, verified } = profile;
  return {
    file,
    folder,
    profile: { name, version, verified, source },
    encoding: then.encoding,
    newline: then.newline,
    restoredId: past.id,
    before,
    after,
    changed: before.digest !== after.digest,
    ...compareDocuments(now, then),
    foreignEdit: revertsForeignEdit(history, before.digest ?? ABSENT, digestOf(bytes)),
  };
}

const MISSING: RestoredState = { digest: null, server: null, stores: [], encoding: null, newline: null, problem: null };

function stateOf(bytes: Buffer, doc: ReturnType<typeof parseConf>, profile: PcPosProfile): RestoredState {
  const facts = readFacts(doc, profile);
  const { encoding, newline } = doc;
  const read = facts.ok
    ? { server: facts.value.server, stores: facts.value.stores, problem: null }
    : { server: null, stores: [], problem: facts.error };
  return { digest: digestOf(bytes), encoding, newline, ...read };
}

/** Where the till's file is, or would be: a file that is gone can be brought back, too. */
export async function placeToRestore(path: string, fileName: string): Promise<Result<TillFile, Problem>> {
  const found = await locateTillFile(path, fileName);
  if (found.ok || found.error.code !== 'workstation.not-found') return found;
  const place = await placeOfTillFile(path, fileName);
  return place.ok ? place : found;
}

async function standing(file: string): Promise<Result<Buffer | null, Problem>> {
  const now = await readTillFile(file);
  return now.ok || now.error.code !== 'workstation.not-found' ? now : ok(null);
}

/** The change whose old content comes back: the one asked for, or the last that has one. */
function chooseFrom(past: readonly ChangeRecord[], file: string, id: string | undefined): Result<ChangeRecord, Problem> {
  const withContent = past.filter((c) => c.before !== ABSENT);
  const chosen = withContent.find((c) => (id === undefined ? c.outcome === 'done' || c.outcome === 'unclear' : c.id === id));
  if (chosen !== undefined) return ok(chosen);
  return err(
    id === undefined ? problem('workstation.nothing-to-restore', { file }) : problem('workstation.no-such-change', { file, id }),
  );
}
