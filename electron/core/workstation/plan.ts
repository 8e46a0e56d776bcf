import { basename } from 'node:path';
import { punktId } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import {
  applyEdit,
  type ConfDocument,
  type ConfEncoding,
  type DiffLine,
  diffLines,
  editSection,
  keepsEncoding,
  maskSecrets,
  type NewlineKind,
  parseConf,
  type ValueChange,
} from '../../../native-checks/pcpos/conf/index.ts';
import { readFacts, type TillReading } from '../../../native-checks/pcpos/inspect.ts';
import type { PcPosProfile, ProfileSource } from '../../../native-checks/pcpos/profile.ts';
import { checkServer, mergeStores, readSettings } from '../../../native-checks/pcpos/settings.ts';
import { digestOf, LARGEST_FILE, locateTillFile, readTillFile, tooLarge } from '../../../native-checks/pcpos/till-file.ts';
import type { ConfigFiles } from './config-files.ts';
import { sweepLeftovers } from './leftovers.ts';
import { obstacleTo } from './obstacle.ts';

/** What the till shall be given. */
export interface PlanRequest {
  readonly server: string;
  readonly stores: readonly string[];
  /** The store list holds exactly `stores` afterwards; else they are added to those already there. */
  readonly replace: boolean;
  readonly profile: PcPosProfile;
  readonly source: ProfileSource;
}

export interface PlannedState {
  /** SHA-256 of the whole file. */
  readonly digest: string;
  readonly server: string | null;
  readonly stores: readonly string[];
}

/** Everything that a person should see before a till's file is written. Making it changes nothing of the till's. */
export interface ConfigPlan {
  readonly file: string;
  readonly folder: string;
  readonly profile: {
    readonly name: string;
    readonly version: number;
    readonly verified: boolean;
    readonly source: ProfileSource;
  };
  readonly encoding: ConfEncoding;
  readonly newline: NewlineKind;
  readonly before: PlannedState;
  readonly after: PlannedState;
  readonly changes: readonly ValueChange[];
  readonly changed: boolean;
  readonly diff: readonly DiffLine[];
  readonly writable: boolean;
  /** Why not. */
  readonly obstacle: Problem | null;
  /** What a person should think about first, though it may be written: the file has not the name that the profile tells. */
  readonly doubt: Problem | null;
  /** Null where it cannot be known: no port in the file, or a till reached over the network. */
  readonly running: boolean | null;
  readonly request: PlanRequest;
}

export interface PlanDeps {
  readonly files: ConfigFiles;
  readonly isRunning: (mutexPort: number) => Promise<boolean>;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Names of finished changes of the file, whose leavings can be removed at once. */
  readonly finished?: (file: string) => ReadonlySet<string>;
}

export async function planChange(path: string, request: PlanRequest, deps: PlanDeps): Promise<Result<ConfigPlan, Problem>> {
  const worked = await workOut(path, request);
  if (!worked.ok) return worked;
  const { reading, edited, doc, bytes, after } = worked.value;
  const { file, folder, encoding, newline, mutexPort } = reading;
  const { name, version, verified } = request.profile;
  await sweepLeftovers(deps.files, file, deps.now(), () => deps.finished?.(file) ?? new Set());
  const obstacle = await obstacleTo(file, deps.files, deps.newId);
  const remote = /^(?:\\\\|\/\/)/.test(folder);
  return ok({
    file,
    folder,
    profile: { name, version, verified, source: request.source },
    encoding,
    newline,
    before: { digest: reading.digest, server: reading.server, stores: reading.stores },
    after: { digest: digestOf(bytes), server: after.server, stores: after.stores },
    changes: edited.changes.map((change) => ({ ...change, from: change.from === null ? null : maskSecrets(change.from) })),
    changed: edited.changes.length > 0,
    diff: diffLines(doc, edited),
    writable: obstacle === null,
    obstacle,
    doubt: doubtAbout(file, request.profile),
    running: mutexPort === null || remote ? null : await deps.isRunning(mutexPort),
    request,
  });
}

/** PC-POS keeps other files in the same format beside the one that counts. */
function doubtAbout(file: string, profile: PcPosProfile): Problem | null {
  const name = basename(file);
  if (name.toLowerCase() === profile.file.toLowerCase()) return null;
  return problem('workstation.other-name', { name, expected: profile.file });
}

interface WorkedOut extends Worked {
  readonly reading: TillReading;
  /** The file as it is. */
  readonly old: Buffer;
}

/** From the file and the request to the new bytes, with nothing written and nothing tried. */
export async function workOut(path: string, request: PlanRequest): Promise<Result<WorkedOut, Problem>> {
  const refused = checkRequest(request);
  if (refused !== undefined) return err(refused);
  const found = await locateTillFile(path, request.profile.file);
  if (!found.ok) return found;
  const old = await readTillFile(found.value.file);
  if (!old.ok) return old;
  const worked = workOutBytes(old.value, request);
  if (!worked.ok) return worked;
  // What could not be read any more could not be undone either.
  if (worked.value.bytes.length > LARGEST_FILE) return err(tooLarge(found.value.file));
  const reading = { ...found.value, digest: digestOf(old.value), size: old.value.length, ...worked.value.before };
  return ok({ ...worked.value, reading, old: old.value });
}

function checkRequest({ server, stores }: PlanRequest): Problem | undefined {
  const address = checkServer(server);
  if (!address.ok) return address.error;
  const wrong = stores.find((id) => !punktId.safeParse(id).success);
  if (wrong !== undefined) return problem('workstation.store-invalid', { store: wrong });
  return stores.length === 0 ? problem('workstation.no-stores') : undefined;
}

type Facts = Omit<TillReading, 'file' | 'folder' | 'digest' | 'size'>;

interface Worked {
  readonly doc: ConfDocument;
  readonly edited: Parameters<typeof applyEdit>[1];
  /** The file as it will be. */
  readonly bytes: Buffer;
  readonly before: Facts;
  readonly after: Facts;
}

/** From old bytes to new ones. The same input gives the same bytes; what cannot be done without doubt is refused. */
export function workOutBytes(old: Buffer, request: Omit<PlanRequest, 'source'>): Result<Worked, Problem> {
  const { stores, replace, profile } = request;
  const address = checkServer(request.server);
  if (!address.ok) return address;
  const doc = parseConf(old, profile.encoding);
  const facts = readFacts(doc, profile);
  if (!facts.ok) return facts;
  const settings = readSettings(doc, profile);
  if (!settings.ok) return settings;

  const { keys, flag } = profile;
  const wanted = [
    ...(keys.active === null
      ? []
      : [{ key: keys.active, value: facts.value.active ? (settings.value.active ?? flag.on) : flag.on }]),
    { key: keys.server, value: address.value },
    { key: keys.stores, value: mergeStores(settings.value.stores, stores, replace, profile) },
  ];
  const edited = editSection(doc, profile.section, wanted);
  if (!edited.ok) return edited;
  const bytes = applyEdit(doc, edited.value);
  const written = parseConf(bytes, profile.encoding);
  const after = readFacts(written, profile);
  const same =
    after.ok &&
    keepsEncoding(doc, written) &&
    after.value.server === address.value &&
    stores.every((id) => after.value.stores.includes(id)) &&
    after.value.active === (keys.active === null ? null : true);
  if (!same) return err(problem('workstation.not-read-back'));
  return ok({ doc, edited: edited.value, bytes, before: facts.value, after: after.value });
}
