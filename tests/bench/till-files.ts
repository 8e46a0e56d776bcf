import { readFileSync } from 'node:fs';
import { sample } from '../../electron/core/workstation/testing.ts';

const MEGABYTE = 1024 * 1024;

/** A till's file of that size: the usual one over and over, each section under a name of its own. */
export function bigTillFile(megabytes: number): Buffer {
  const typical = readFileSync(sample('typical.conf'), 'latin1');
  const parts: string[] = [];
  for (let length = 0, i = 0; length < megabytes * MEGABYTE; i++) {
    const part = i === 0 ? typical : typical.replace(/(Section: ?)(\w+)/g, `$1$2${i}`);
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join(''), 'latin1');
}
