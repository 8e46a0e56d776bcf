import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the room for new values at the size it has, a few megabytes. V8 would let it grow to a hundred during a long
 * sync, which is quicker by nothing here: the process waits for the disk and the line.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
