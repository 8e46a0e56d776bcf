import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { flushFolder } from '../../../sqlite/whole-file.ts';
import type { SecretStore } from '../host.ts';
import { dataKeyName } from './data-key.ts';
import { KEY_COPY } from './key-copy.ts';
import { requestKeyName } from './key-request.ts';

const MARK = 'forget-this-device';
/** What support can open, and nobody else, outlives the rest. */
export const KEPT = 'forgotten';

export interface Unsent {
  /** Operations without an outcome. */
  readonly operations: number;
  /** Documents that M/platform does not have. */
  readonly files: number;
  /** Writes the operations down, encrypted for support, into that folder; undefined where there is no key of support's. */
  readonly seal: (folder: string) => string | undefined;
}

/**
 * Before anything is wiped: what M/platform does not have is written down for support. A document that was not sent cannot be,
 * so it is sent first. Errors: `device.forget-files`, `device.forget-unsent`
 * @param folder of one mode
 */
export function secureUnsent(folder: string, unsent: Unsent): Result<string | null, Problem> {
  if (unsent.files > 0) return err(problem('device.forget-files', { count: unsent.files }));
  if (unsent.operations === 0) return ok(null);
  const file = unsent.seal(join(folder, KEPT));
  return file === undefined ? err(problem('device.forget-unsent', { count: unsent.operations })) : ok(file);
}

/** From here on there is no way back: a crash in the middle is gone on with at the next start. */
export function markForgotten(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, MARK), '', { mode: 0o600, flush: true });
  flushFolder(folder);
}

/** Wipes a folder that is marked: the keys first, without which nothing of the rest says anything. */
export async function wipeForgotten(folder: string, mode: string, secrets: SecretStore): Promise<boolean> {
  if (!existsSync(join(folder, MARK))) return false;
  rmSync(join(folder, KEY_COPY), { force: true });
  await secrets.delete(dataKeyName(mode));
  await secrets.delete(`${mode}-tokens`);
  await secrets.delete(requestKeyName(mode));
  for (const name of readdirSync(folder)) {
    if (name !== MARK && name !== KEPT) rmSync(join(folder, name), { recursive: true, force: true });
  }
  rmSync(join(folder, MARK), { force: true });
  flushFolder(folder);
  return true;
}
