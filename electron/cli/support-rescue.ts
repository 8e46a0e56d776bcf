import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { dataKeyName, derived, parse } from '../core/device/data-key.ts';
import { KEY_COPY, type KeyCopyContent, keyCopyContent } from '../core/device/key-copy.ts';
import { type RescueHead, unpackRescue } from '../core/device/rescue-file.ts';
import { openSealedJson } from '../core/device/sealed.ts';
import { unsentWork } from '../core/device/unsent-work.ts';
import type { SecretStore } from '../core/index.ts';
import { resourcePath } from '../core/resources.ts';
import { openStore } from '../core/store/opening.ts';
import { keyFits } from '../core/store/rescue/salvage.ts';
import { createStore } from '../core/store/store.ts';

/** A technician's database with its key, for as long as support looks at it. */
export interface OpenedRescue {
  /** Of the file; undefined for a folder that was put aside. */
  readonly head: RescueHead | undefined;
  readonly owner: KeyCopyContent;
  readonly key: Buffer;
  /** Whether it is the key of the database that came with it. */
  fits(): boolean;
  /** What M/platform does not have; a damaged database is read as far as it can be. Errors: `support.key-not-of-database`, those of opening */
  unsent(): Promise<Result<ReturnType<typeof unsentWork>, Problem>>;
}

/**
 * Unpacks what a technician sent (or a folder that was put aside) into a folder that only this account can read, and that is gone
 * afterwards. The database in it stays encrypted all the time.
 * Errors: those of `openSealed`, `support.file-unreadable`, `support.file-changed`
 */
export async function withRescue<T>(
  source: string,
  privateKeyPem: string,
  work: (opened: OpenedRescue) => Promise<Result<T, Problem>>,
): Promise<Result<T, Problem>> {
  const folder = mkdtempSync(join(tmpdir(), 'technik-support-'));
  try {
    const unpacked = statSync(source).isDirectory() ? copied(source, folder) : unpackedTo(folder, source);
    if (!unpacked.ok) return unpacked;
    const { head, sealedKey } = unpacked.value;
    const owner = ownerOf(sealedKey, privateKeyPem);
    if (!owner.ok) return owner;
    const key = parse(owner.value.key);
    if (key === undefined) return err(problem('support.file-unreadable'));
    const { mode, madeAt } = owner.value;
    const facts = { mode, madeAt: head?.madeAt ?? madeAt, appVersion: head?.appVersion ?? '' };
    return await work({
      head,
      owner: owner.value,
      key,
      fits: () => keyFits(join(folder, 'technik.db'), derived(key).database),
      unsent: () => read(folder, facts, key),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Unpacked {
  readonly head: RescueHead | undefined;
  readonly sealedKey: string;
}

function unpackedTo(folder: string, file: string): Result<Unpacked, Problem> {
  const head = unpackRescue(file, (name, piece, first) =>
    (first ? writeFileSync : appendFileSync)(join(folder, name), piece, { mode: 0o600 }),
  );
  return head.ok ? ok({ head: head.value, sealedKey: head.value.sealedKey }) : head;
}

function copied(source: string, folder: string): Result<Unpacked, Problem> {
  if (!existsSync(join(source, KEY_COPY))) return err(problem('support.file-unreadable'));
  for (const name of ['technik.db-wal', 'technik.db'])
    if (existsSync(join(source, name))) copyFileSync(join(source, name), join(folder, name));
  return ok({ head: undefined, sealedKey: readFileSync(join(source, KEY_COPY), 'utf8') });
}

function ownerOf(sealedKey: string, privateKeyPem: string): Result<KeyCopyContent, Problem> {
  const opened = openSealedJson(sealedKey, privateKeyPem);
  if (!opened.ok) return opened;
  const owner = keyCopyContent.safeParse(opened.value).data;
  return owner === undefined ? err(problem('support.file-unreadable')) : ok(owner);
}

async function read(folder: string, facts: Parameters<typeof unsentWork>[1], key: Buffer) {
  const { mode, appVersion } = facts;
  const only: SecretStore = {
    read: async (name) => (name === dataKeyName(mode) ? key.toString('base64') : null),
    write: async () => {},
    delete: async () => {},
  };
  try {
    const migrations = resourcePath('migrations', 'core');
    const { db } = await openStore({ folder, mode, migrations, secrets: only, clock: systemClock });
    try {
      return ok(unsentWork(createStore(db, systemClock, appVersion), facts));
    } finally {
      db.close();
    }
  } catch (cause) {
    // Whoever made it may have put anything into it; what SQLite or a parser says of that is no text for a terminal.
    if (!(cause instanceof DatabaseProblem))
      return err(problem('support.file-unreadable', {}, { cause: String(cause).slice(0, 300) }));
    const unfit = cause.problem.code === 'database.key-missing';
    return err(unfit ? problem('support.key-not-of-database') : cause.problem);
  }
}
