import { constants } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { maskSecrets } from '../conf/index.ts';
import type { LogTail } from './types.ts';

const LINES = 40;
/** Read from the end: a log may have grown to gigabytes. */
const LARGEST_TAIL = 64 * 1024;
const LONGEST_LINE = 1_000;

/** Null where there is no log that can be read. */
export async function readLogTail(folder: string, name = 'Log'): Promise<LogTail | null> {
  const logs = join(folder, name);
  try {
    const names = (await readdir(logs)).filter((file) => /^Pos_Log_\d{1,6}\.log$/i.test(file));
    const found = await Promise.all(
      names.map(async (file) => {
        const facts = await stat(join(logs, file)).catch(() => null);
        return facts?.isFile() ? [{ file: join(logs, file), at: facts.mtimeMs }] : [];
      }),
    );
    const newest = found.flat().sort((a, b) => b.at - a.at)[0];
    if (newest === undefined) return null;
    return { file: newest.file, writtenAt: new Date(newest.at).toISOString(), lines: await lastLines(newest.file) };
  } catch {
    return null;
  }
}

async function lastLines(file: string): Promise<readonly string[]> {
  // Should a pipe take the file's place meanwhile, opening it must not wait for a writer.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) return [];
    const length = Math.min(facts.size, LARGEST_TAIL);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, facts.size - length);
    const lines = iconv.decode(buffer.subarray(0, bytesRead), 'windows-1250').split(/\r\n|\n|\r/);
    // What was cut into is no line, and one that is being written has no end yet but is worth seeing.
    if (length < facts.size) lines.shift();
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-LINES).map((line) => maskSecrets(line.slice(0, LONGEST_LINE)));
  } finally {
    await handle.close();
  }
}
