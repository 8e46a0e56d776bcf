import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { writePrivateFile } from '../shared/private-file.ts';

/** What a second start leaves for the first one. Only the owner of the data folder can write there. */
const note = z.object({ user: z.string(), files: z.array(z.string().min(1).max(1000)).min(1).max(8) });

const folderIn = (dataFolder: string): string => join(dataFolder, 'opened');
/** Longer than a first one that works takes to look; another person's never does. Milliseconds. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 50;

/** Takes the files that a later start of the same person hands on. Answers how to stop. */
export function takeHandedFiles(dataFolder: string, open: (file: string) => void, user = userInfo().username): () => void {
  const folder = folderIn(dataFolder);
  const look = (): void => {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (name.endsWith('.json')) for (const file of take(join(folder, name), user)) open(file);
    }
  };
  try {
    // What lies there from before nobody waits for any more.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    const watcher = watch(folder, { persistent: false }, look);
    watcher.on('error', () => {});
    return () => watcher.close();
  } catch {
    // Where the system does not tell of new files, a later start shows the calm page, and nothing else changes.
    return () => {};
  }
}

function take(file: string, user: string): readonly string[] {
  try {
    const found = note.parse(JSON.parse(readFileSync(file, 'utf8')));
    // At a till with two Windows accounts it is for that person's own window to show.
    if (found.user !== user) return [];
    rmSync(file);
    return found.files;
  } catch {
    return [];
  }
}

/** Hands files to the window that is open already; false where nobody took them. */
export async function handOn(
  dataFolder: string,
  files: readonly string[],
  { user = userInfo().username, patience = PATIENCE_MS } = {},
): Promise<boolean> {
  if (files.length === 0 || !existsSync(folderIn(dataFolder))) return false;
  const file = join(folderIn(dataFolder), `${randomUUID()}.json`);
  await writePrivateFile(file, JSON.stringify({ user, files }));
  for (let waited = 0; waited < patience; waited += LOOK_MS) {
    if (!existsSync(file)) return true;
    await setTimeout(LOOK_MS);
  }
  rmSync(file, { force: true });
  return false;
}
