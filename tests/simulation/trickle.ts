import { Readable } from 'node:stream';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface TrickleOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly bytes: Buffer;
  /** Where the line breaks, if it does. */
  readonly cutAt: number | undefined;
  /** False once nobody is there any more who sends the rest. */
  readonly going: () => boolean;
  /** So many bytes have gone out. */
  readonly sent: (bytes: number) => void;
}

const reset = (): Error => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

/** A large body on its way over a shop's line: it comes in pieces that end anywhere, and perhaps not all of them come. */
export function trickle({ scheduler, random, bytes, cutAt, going, sent }: TrickleOptions): Readable {
  const stream = new Readable({ read() {} });
  stream.on('error', () => {});
  const most = Math.ceil(bytes.length / random.between(1, 6));
  const bytesPerMs = random.between(40, 1_200);
  const end = cutAt ?? bytes.length;
  let at = 0;
  const next = (): void => {
    if (stream.destroyed) return;
    if (at === end && cutAt === undefined) stream.push(null);
    if (at === end || !going()) {
      // What was pushed before has been read by now, as it would have been from a socket.
      if (!going() || cutAt !== undefined) stream.destroy(reset());
      return;
    }
    const piece = bytes.subarray(at, Math.min(end, at + 1 + random.below(most)));
    at += piece.length;
    stream.push(piece);
    sent(at);
    scheduler.after(piece.length / bytesPerMs, '', next);
  };
  next();
  return stream;
}
