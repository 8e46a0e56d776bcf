import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, extname, isAbsolute } from 'node:path';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { errorCode } from '../usable-folder.ts';

export const HANDOVER_ENDING = '.mtechnik';
/** No result of a till is as long; `probe.readSigned` takes no more either. Bytes. */
export const LONGEST_HANDOVER = 400_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Windows' way to its devices and pipes: what answers there may act in the name of whoever opens it. */
const DEVICE = /^[\\/]{2}[.?][\\/]/;

/** Of a path that anybody may have made: its name, in which nothing turns the line around or breaks it. */
export const shownName = (path: string): string => basename(path).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '_');

/**
 * A result that a till signed, as the person opened it from a disk. Nothing is believed of the path but that it is to be read:
 * it may name anything.
 * Errors: `handover.unreadable` (no such result), `handover.file-gone` (the system does not give it)
 */
export async function readHandoverFile(
  path: string,
): Promise<Result<{ readonly fileName: string; readonly text: string }, Problem>> {
  const fileName = shownName(path);
  if (!isAbsolute(path) || DEVICE.test(path) || extname(path).toLowerCase() !== HANDOVER_ENDING)
    return err(problem('handover.unreadable'));
  let file: FileHandle | undefined;
  try {
    // What only waits for a writer must not hold us up.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = await file.stat();
    if (!facts.isFile() || facts.size === 0 || facts.size > LONGEST_HANDOVER) return err(problem('handover.unreadable'));
    // It may have grown since.
    const bytes = Buffer.alloc(LONGEST_HANDOVER + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) break;
    }
    if (length > LONGEST_HANDOVER) return err(problem('handover.unreadable'));
    return ok({ fileName, text: utf8.decode(bytes.subarray(0, length)) });
  } catch (cause) {
    const reason = errorCode(cause);
    if (reason === undefined) return err(problem('handover.unreadable'));
    return err(problem('handover.file-gone', { file: fileName, reason }));
  } finally {
    await file?.close();
  }
}
