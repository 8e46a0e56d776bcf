import { join } from 'node:path';
import * as z from 'zod';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Mode } from '../api/views.ts';
import type { SecretStore } from '../host.ts';
import { keyFits } from '../store/rescue/salvage.ts';
import { derived, parse, putBack } from './data-key.ts';
import { openRequest } from './key-request.ts';
import { openSealedJson, readSupportKey, seal } from './sealed.ts';

const content = z.object({
  format: z.literal('m-technik-key-answer-1'),
  mode: z.enum(['production', 'training']),
  /** 32 bytes. */
  key: z.base64(),
});

/** The key as it goes back: sealed for the pair that asked for it, so that no other computer and no other account can take it. */
export function sealAnswer(mode: Mode, key: Uint8Array, answerTo: string): string | undefined {
  const asking = readSupportKey(answerTo);
  const inside: z.infer<typeof content> = {
    format: 'm-technik-key-answer-1',
    mode,
    key: Buffer.from(key).toString('base64'),
  };
  try {
    return asking && seal(JSON.stringify(inside), asking);
  } catch {
    // A point that makes no secret with anybody.
    return undefined;
  }
}

export interface TakeDeps {
  /** Of one mode. */
  readonly folder: string;
  readonly mode: Mode;
  readonly secrets: SecretStore;
}

/**
 * Takes the key back among the system's secrets, once it was seen to open the database that lies here. Doing it twice comes to the
 * same. Errors: `key.not-asked`, `key.file-unreadable`, `key.file-other`, `key.does-not-fit`, `device.secrets-unavailable`
 */
export async function takeAnswer({ folder, mode, secrets }: TakeDeps, text: string): Promise<Result<null, Problem>> {
  const asked = await withSecrets(() => openRequest({ folder, mode, secrets }));
  if (!asked.ok) return asked;
  if (asked.value === undefined) return err(problem('key.not-asked'));
  const opened = openSealedJson(text, asked.value.privateKey);
  if (!opened.ok) return err(problem(opened.error.code === 'support.other-key' ? 'key.file-other' : 'key.file-unreadable'));
  const found = content.safeParse(opened.value).data;
  const key = found && parse(found.key);
  if (found === undefined || key === undefined) return err(problem('key.file-unreadable'));
  if (found.mode !== mode) return err(problem('key.file-other'));
  if (!keyFits(join(folder, 'technik.db'), derived(key).database)) return err(problem('key.does-not-fit'));
  const kept = await withSecrets(() => putBack(secrets, mode, key));
  if (!kept.ok) return kept;
  return kept.value ? ok(null) : err(problem('device.secrets-unavailable'));
}

async function withSecrets<T>(work: () => Promise<T>): Promise<Result<T, Problem>> {
  try {
    return ok(await work());
  } catch (cause) {
    return err(problem('device.secrets-unavailable', {}, { cause: String(cause) }));
  }
}
