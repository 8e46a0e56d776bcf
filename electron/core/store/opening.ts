import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { kindOfFile } from '../../../sqlite/connect.ts';
import { asProblem, type Database, inspect, openDatabase } from '../../../sqlite/database.ts';
import { encryptFile } from '../../../sqlite/encrypt.ts';
import { DatabaseProblem } from '../../../sqlite/problems.ts';
import { readWal } from '../../../sqlite/salvage/wal.ts';
import { type DataKeys, dataKeys, isSettled, settle } from '../device/data-key.ts';
import type { SecretStore } from '../host.ts';
import { goBack, type WentBack } from './rescue/go-back.ts';
import { countLeft, takeUp } from './rescue/left-behind.ts';
import { finishRebuild, rebuild } from './rescue/rebuild.ts';
import { keyFits } from './rescue/salvage.ts';
import { createState } from './state.ts';

export interface OpeningDeps {
  /** Of one mode. */
  readonly folder: string;
  readonly mode: string;
  readonly migrations: string;
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

export interface Opened {
  readonly db: Database;
  /** Null where the system keeps no keys. */
  readonly keys: DataKeys | null;
  /** What the person is told. */
  readonly notices: readonly Problem[];
  readonly mended: boolean;
}

/**
 * Opens a mode's database, whatever happened to it: one that is not encrypted yet is encrypted, one that is damaged is rebuilt
 * from its newest backup and all that can still be read of it.
 * @param damaged what is known to be: found out after the last opening
 * @throws DatabaseProblem where only the person can help: `database.newer`, `database.key-missing`,
 * `database.key-unavailable`, `database.exchanged`, `database.disk-full`, `database.unusable`
 */
export async function openStore(deps: OpeningDeps, damaged = false): Promise<Opened> {
  const { folder, mode, secrets, migrations } = deps;
  const file = join(folder, 'technik.db');
  finishRebuild(folder);
  const found = await dataKeys(secrets, mode, isEncrypted(file), file);
  if (!found.ok) throw new DatabaseProblem(found.error);
  const keys = found.value;
  const key = keys?.database;
  const settled = await refuseExchanged(deps, file);
  const plain: Problem[] = keys === null ? [problem('database.not-encrypted')] : [];
  const open = (): Database => openDatabase(file, { migrations, backups: join(folder, 'backups'), key, check: 'brief' });
  try {
    if (damaged || isCutOff(file)) throw new DatabaseProblem(problem('database.damaged', { file }));
    const later = keys === null || settled ? [] : encryptOnce(deps, file, keys.database);
    plain.push(...later);
    const db = open();
    // Where the system does not keep it now, it will at another start.
    if (keys !== null && !settled && later.length === 0 && isEncrypted(file)) await settle(secrets, mode).catch(() => {});
    return { db, keys, notices: [...plain, ...backAndForth(db, deps.clock)], mended: false };
  } catch (cause) {
    if (!(cause instanceof DatabaseProblem) || cause.problem.code !== 'database.damaged') throw cause;
    // With a key that is not its own every page looks damaged.
    if (key !== undefined && kindOfFile(file) === 'encrypted' && !keyFits(file, key))
      throw new DatabaseProblem(problem('database.key-missing', { file }));
    const { operations, waiting, aside } = rebuildOrSay(deps, file, key, settled);
    const db = open();
    const rebuilt = problem('database.rebuilt', { operations, waiting, folder: aside });
    return { db, keys, notices: [...plain, rebuilt, ...backAndForth(db, deps.clock)], mended: true };
  }
}

/** What the person is told after they went back to this version, or after the update that followed. */
function backAndForth(db: Database, clock: Clock): readonly Problem[] {
  const notices: Problem[] = [];
  const state = createState(db);
  const went = state.get('wentBack');
  if (went !== undefined) {
    const { waiting, drafts, uploads, aside: folder } = went;
    const isNone = waiting === 0 && drafts === 0 && uploads === 0;
    notices.push(
      isNone
        ? problem('database.went-back-none', { folder })
        : problem('database.went-back', { waiting, drafts, uploads, folder }),
    );
    state.delete('wentBack');
  }
  const taken = takeUp(db, clock.now());
  if (taken > 0) notices.push(problem('database.taken-up', { count: taken }));
  const left = countLeft(db);
  if (left > 0) notices.push(problem('database.left-behind', { count: left }));
  return notices;
}

/**
 * Back from a newer program's database to one that this program reads; see `goBack`. Only of one that is newer, in a folder that
 * nobody else works in.
 * @throws DatabaseProblem as `openStore`
 */
export async function openBack(deps: OpeningDeps): Promise<WentBack> {
  const { folder, mode, secrets, migrations } = deps;
  const file = join(folder, 'technik.db');
  finishRebuild(folder);
  const found = await dataKeys(secrets, mode, isEncrypted(file), file);
  if (!found.ok) throw new DatabaseProblem(found.error);
  const key = found.value?.database;
  const settled = await refuseExchanged(deps, file);
  try {
    if (!isNewer(file, migrations, key)) throw new DatabaseProblem(problem('database.not-newer', { file }));
    return goBack({ ...deps, key, settled });
  } catch (cause) {
    throw cause instanceof DatabaseProblem ? cause : asProblem(cause, file);
  }
}

function isNewer(file: string, migrations: string, key: Uint8Array | undefined): boolean {
  try {
    inspect(file, { migrations, key, check: 'brief' });
    return false;
  } catch (cause) {
    return cause instanceof DatabaseProblem && cause.problem.code === 'database.newer';
  }
}

/**
 * Where everything was encrypted once, a database that is not is somebody else's: its settings would name for whom the key is
 * sealed and where the tokens are sent. @throws DatabaseProblem `database.exchanged`
 */
async function refuseExchanged({ secrets, mode }: OpeningDeps, file: string): Promise<boolean> {
  const settled = await isSettled(secrets, mode);
  if (settled && kindOfFile(file) === 'plain') throw new DatabaseProblem(problem('database.exchanged', { file }));
  return settled;
}

const isEncrypted = (file: string): boolean => kindOfFile(file) === 'encrypted';

/** Commits that SQLite would no longer see, and nobody would ever hear of. */
function isCutOff(file: string): boolean {
  if (!existsSync(`${file}-wal`) || !existsSync(file)) return false;
  const log = readFileSync(`${file}-wal`);
  return log.length >= 32 && readWal(log, log.readUInt32BE(8)).cutOff;
}

/** What lies there from before, its backups too. What has no room for it now is encrypted at another start, and works meanwhile. */
function encryptOnce({ folder, migrations }: OpeningDeps, file: string, key: Uint8Array): readonly Problem[] {
  try {
    if (kindOfFile(file) === 'plain') {
      inspect(file, { migrations, check: 'brief' });
      encryptFile(file, key);
    }
    const backups = join(folder, 'backups');
    for (const name of existsSync(backups) ? readdirSync(backups) : [])
      if (name.endsWith('.db')) encryptFile(join(backups, name), key);
    return [];
  } catch (cause) {
    const what = cause instanceof DatabaseProblem ? cause : asProblem(cause, file);
    if (what.problem.code === 'database.damaged' || what.problem.code === 'database.newer') throw what;
    return [problem('database.encrypt-later', { reason: String(what.problem.params.reason ?? what.problem.code) })];
  }
}

function rebuildOrSay(deps: OpeningDeps, file: string, key: Uint8Array | undefined, settled: boolean) {
  try {
    return rebuild({ ...deps, key, settled });
  } catch (cause) {
    throw cause instanceof DatabaseProblem ? cause : asProblem(cause, file);
  }
}
