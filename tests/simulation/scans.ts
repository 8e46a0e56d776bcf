import { pdf, type Scan } from '../support/scans.ts';
import type { Random } from './random.ts';

/** Bytes: from hardly anything to what goes up in several pieces. */
const SIZES = [200, 3_000, 65_536, 70_001, 300_000, 530_000, 1_100_000];
const made = new Map<string, Scan>();
const byDigest = new Map<string, Scan>();

/** One of few, so that the same content is attached again: on the same ticket, on another, by another device. */
export function someScan(random: Random): Scan {
  const size = random.pick(SIZES);
  const seed = 1 + random.below(3);
  const name = `${size} ${seed}`;
  const scan = made.get(name) ?? pdf(size, seed);
  made.set(name, scan);
  byDigest.set(scan.sha256, scan);
  return scan;
}

export const isScan = (sha256: string): boolean => byDigest.has(sha256);

export function scanOf(sha256: string): Scan {
  const scan = byDigest.get(sha256);
  if (scan === undefined) throw new Error('Nobody has such a file');
  return scan;
}

/** As a window reads a file that was picked. */
export function* inPieces(random: Random, bytes: Buffer): Generator<Buffer> {
  const most = Math.max(1, Math.ceil(bytes.length / random.between(1, 5)));
  for (let at = 0; at < bytes.length; ) {
    const piece = bytes.subarray(at, at + 1 + random.below(most));
    at += piece.length;
    yield piece;
  }
}
