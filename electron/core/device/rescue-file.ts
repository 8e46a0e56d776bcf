import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { problem } from '../../../domain/problem.ts';
import { err, ok } from '../../../domain/result.ts';
import { KEY_COPY } from './key-copy.ts';

/**
 * The one file that support gets where the key to a database is gone: a line of JSON, then the bytes of the files it names, as
 * they lie on the disk. Of itself it says nothing to whoever holds it: the database is encrypted, its key sealed for support.
 */
const FORMAT = 'm-technik-rescue-1';
/** The log before the database, as in every copy of the two. */
const SET = ['technik.db-wal', 'technik.db'] as const;
const HEAD_BYTES = 64 * 1024;
const PIECE = 1024 * 1024;

const head = z.object({
  format: z.literal(FORMAT),
  madeAt: z.string(),
  appVersion: z.string(),
  mode: z.enum(['production', 'training']),
  /** X25519, SPKI, PEM: for whom the key comes back. Null where the system keeps no secrets, so that nobody could take it. */
  answerTo: z.string().max(300).nullable(),
  /** The copy of the data key, as it lay beside the database. */
  sealedKey: z.string().max(16_384),
  files: z.array(z.object({ name: z.enum(SET), bytes: z.int().nonnegative(), sha256: z.string() })).max(SET.length),
});
export type RescueHead = Readonly<z.infer<typeof head>>;

export type RescueFacts = Pick<RescueHead, 'madeAt' | 'appVersion' | 'mode' | 'answerTo'>;

/** Whether there is a sealed key beside that database, and so a file worth sending. */
export const canBeRescued = (folder: string): boolean =>
  existsSync(join(folder, KEY_COPY)) && existsSync(join(folder, 'technik.db'));

/**
 * The file for support, to be read piece by piece: it may be larger than what fits into one message or onto this disk.
 * @throws what the system says of files that cannot be read
 */
export function composeRescue(folder: string, facts: RescueFacts) {
  const files = SET.filter((name) => existsSync(join(folder, name))).map((name) => ({ name, ...measured(join(folder, name)) }));
  const sealedKey = readFileSync(join(folder, KEY_COPY), 'utf8');
  const first = Buffer.from(`${JSON.stringify({ format: FORMAT, ...facts, sealedKey, files } satisfies RescueHead)}\n`);
  let start = first.length;
  const places = files.map(({ name, bytes }) => {
    const place = { file: join(folder, name), start, end: start + bytes };
    start += bytes;
    return place;
  });
  return {
    bytes: start,
    /** At most `length` bytes from `offset` on; none behind the end. */
    read(offset: number, length: number): Buffer {
      if (offset < first.length) return first.subarray(offset, offset + length);
      const place = places.find(({ end }) => offset < end);
      if (place === undefined) return Buffer.alloc(0);
      return withFile(place.file, (handle) => {
        const piece = Buffer.alloc(Math.min(length, place.end - offset));
        return piece.subarray(0, readSync(handle, piece, 0, piece.length, offset - place.start));
      });
    },
  };
}
export type Rescue = ReturnType<typeof composeRescue>;

/** Whether a file begins as one of these. */
export function isRescueFile(file: string): boolean {
  const start = `{"format":"${FORMAT}"`;
  return withFile(file, (handle) => {
    const found = Buffer.alloc(start.length);
    return readSync(handle, found, 0, found.length, 0) === found.length && found.toString('latin1') === start;
  });
}

/** What stands at its beginning. Errors: `support.file-unreadable`, `support.file-changed` (cut off, or longer than it says) */
export function readRescueHead(file: string) {
  return withFile(file, (handle) => {
    const start = Buffer.alloc(HEAD_BYTES);
    const text = start.subarray(0, readSync(handle, start, 0, HEAD_BYTES, 0));
    const end = text.indexOf('\n');
    const read = head.safeParse(end < 0 ? undefined : parsed(text.subarray(0, end).toString('utf8'))).data;
    if (read === undefined) return err(problem('support.file-unreadable'));
    const bytes = read.files.reduce((sum, each) => sum + each.bytes, end + 1);
    return fstatSync(handle).size === bytes ? ok({ ...read, begins: end + 1 }) : err(problem('support.file-changed'));
  });
}

/**
 * Gives the files it carries, piece by piece.
 * @param put takes one piece; `first` of each file
 * Errors: those of `readRescueHead`, `support.file-changed`
 */
export function unpackRescue(file: string, put: (name: (typeof SET)[number], piece: Uint8Array, first: boolean) => void) {
  const read = readRescueHead(file);
  if (!read.ok) return read;
  const { begins, ...facts } = read.value;
  return withFile(file, (handle) => {
    let at = begins;
    for (const { name, bytes, sha256 } of facts.files) {
      const digest = createHash('sha256');
      for (let done = 0; done < bytes || done === 0; ) {
        const piece = Buffer.alloc(Math.min(PIECE, bytes - done));
        const length = readSync(handle, piece, 0, piece.length, at + done);
        if (length < piece.length) return err(problem('support.file-changed'));
        put(name, digest.update(piece) && piece, done === 0);
        done += length;
        if (bytes === 0) break;
      }
      if (digest.digest('hex') !== sha256) return err(problem('support.file-changed'));
      at += bytes;
    }
    return ok(facts);
  });
}

function measured(file: string) {
  return withFile(file, (handle) => {
    const digest = createHash('sha256');
    const piece = Buffer.alloc(PIECE);
    let bytes = 0;
    for (let length = -1; length !== 0; bytes += length) {
      length = readSync(handle, piece, 0, PIECE, bytes);
      digest.update(piece.subarray(0, length));
    }
    return { bytes, sha256: digest.digest('hex') };
  });
}

function withFile<T>(file: string, work: (handle: number) => T): T {
  const handle = openSync(file, 'r');
  try {
    return work(handle);
  } finally {
    closeSync(handle);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
