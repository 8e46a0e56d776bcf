import type { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';

/** More than any page of the contract holds, and little enough for a till's memory. Bytes, as they came and as they mean. */
const LONGEST_BODY = 64 * 1024 * 1024;
/** A body that keeps dripping is given up after so many silences' time. */
const PATIENCE = 15;
/** A page of the usual size comes out in one or two pieces. */
const PIECE = 512 * 1024;

/** What came is no answer of the contract's: too long, or packed as nobody asked. */
export class NoAnswer extends Error {}
/** It ended before its end. */
export class CutOff extends Error {}

/**
 * A whole body, as it came. The HTTP client's own time limit ends with the headers, so silence is watched here.
 * @throws ETIMEDOUT after `silenceMs` without a byte; `NoAnswer`; whatever broke the line
 */
export function bytesOf(body: Readable, silenceMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const giveUp = (cause: Error): void => {
      body.destroy();
      end(() => reject(cause));
    };
    const silent = (): void => giveUp(Object.assign(new Error('Silence in the body'), { code: 'ETIMEDOUT' }));
    const silence = setTimeout(silent, silenceMs);
    const whole = setTimeout(silent, PATIENCE * silenceMs);
    const end = (settle: () => void): void => {
      clearTimeout(silence);
      clearTimeout(whole);
      settle();
    };
    const pieces: Buffer[] = [];
    let length = 0;
    body.on('data', (piece: Buffer | string) => {
      silence.refresh();
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      length += bytes.length;
      if (length > LONGEST_BODY) giveUp(new NoAnswer());
      else pieces.push(bytes);
    });
    // Also after we have turned away: it would else be an uncaught exception.
    body.on('error', giveUp);
    body.on('end', () => end(() => resolve(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces))));
    body.on('close', () => end(() => reject(new CutOff())));
  });
}

/**
 * What such bytes mean, UTF-8 whatever they were: at once, since in pieces it would be waited for some thirty times a page.
 * @throws `NoAnswer`; `CutOff`
 */
export function unpacked(bytes: Buffer, encoding: unknown): Buffer {
  const plain = encoding === undefined || encoding === 'identity' ? bytes : encoding === 'gzip' ? gunzip(bytes) : undefined;
  if (plain === undefined) throw new NoAnswer();
  return plain;
}

function gunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST_BODY, chunkSize: PIECE });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') throw new CutOff();
    throw new NoAnswer();
  }
}
