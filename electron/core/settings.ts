import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { lockAfterMinutes } from './api/screen-contract.ts';
import { writeWhole } from './device/write-whole.ts';
import { DEFAULT_FILES_MB, filesLimitMb } from './files/limit.ts';
import { errorCode } from './usable-folder.ts';

const settings = z.object({
  mode: z.enum(['training', 'production']).default('training'),
  language: z.enum(['pl', 'en']).default('pl'),
  lockAfterMinutes: lockAfterMinutes.default(10).catch(10),
  filesLimitMb: filesLimitMb.default(DEFAULT_FILES_MB).catch(DEFAULT_FILES_MB),
});
export type Settings = Readonly<z.infer<typeof settings>>;

/**
 * What is chosen for the whole app and needed before any database is open. Training is the default on first start:
 * nothing that a newcomer tries can reach a real shop.
 */
export function createSettings(dataFolder: string) {
  const file = join(dataFolder, 'settings.json');
  let current: Settings = existsSync(file) ? read(file) : settings.parse({});
  return {
    get: (): Settings => current,
    /** Errors: `app.settings-unwritable`; then nothing is changed. */
    set(change: Partial<Settings>): Result<null, Problem> {
      const next = { ...current, ...change };
      try {
        writeWhole(file, JSON.stringify(next, null, 2));
      } catch (cause) {
        const reason = errorCode(cause);
        if (reason === undefined) throw cause;
        return err(problem('app.settings-unwritable', { file, reason }));
      }
      current = next;
      return ok(null);
    },
  };
}
export type SettingsFile = ReturnType<typeof createSettings>;

function read(file: string): Settings {
  try {
    return settings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Two choices that a person makes again in a moment; the work itself lies elsewhere. Training is the safe one.
    return settings.parse({});
  }
}
