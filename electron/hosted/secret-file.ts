import { chmod, readFile, rename } from 'node:fs/promises';
import * as z from 'zod';
import type { SecretStore } from '../core/index.ts';
import { writePrivateFile } from '../shared/private-file.ts';

const contents = z.record(z.string(), z.string());

/**
 * Tokens in a file that only its owner can read: the most that plain Node has on every system. A file that cannot be
 * read as one is kept aside, not overwritten; the technician then enrols the device again.
 */
export function createSecretFile(file: string): SecretStore {
  let queue: Promise<unknown> = Promise.resolve();
  /** One after the other: a change reads the file, and must not lose what another one just wrote. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(work, work);
    queue = mine.catch(() => {});
    return mine;
  };
  const change = (edit: (all: Map<string, string>) => void): Promise<void> =>
    inTurn(async () => {
      const all = new Map(Object.entries(await load(file)));
      edit(all);
      await writePrivateFile(file, JSON.stringify(Object.fromEntries(all), null, 2));
    });
  return {
    read: (name) => inTurn(async () => new Map(Object.entries(await load(file))).get(name) ?? null),
    write: (name, value) => change((all) => void all.set(name, value)),
    delete: (name) => change((all) => void all.delete(name)),
  };
}

async function load(file: string): Promise<Readonly<Record<string, string>>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw cause;
  }
  // Copied from elsewhere it may have come with wider rights.
  await chmod(file, 0o600);
  try {
    return contents.parse(JSON.parse(text));
  } catch {
    await rename(file, `${file}.damaged`);
    return {};
  }
}
