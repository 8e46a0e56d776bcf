import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const settings = z.object({
  mode: z.enum(['training', 'production']).default('training'),
  language: z.enum(['pl', 'en']).default('pl'),
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
    set(change: Partial<Settings>): void {
      const next = { ...current, ...change };
      mkdirSync(dataFolder, { recursive: true });
      const partial = `${file}.part`;
      const handle = openSync(partial, 'w', 0o600);
      writeSync(handle, JSON.stringify(next, null, 2));
      fsyncSync(handle);
      closeSync(handle);
      renameSync(partial, file);
      current = next;
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
