import { assertNever } from '../../domain/result.ts';
import type { CoreStatus } from '../shared/core-messages.ts';
import type { WordKey, Words } from '../shared/words.ts';
import type { TrayLook } from './tray-image.ts';

/** Undefined as long as the core has not said anything, at start and after a crash. */
export type Known = CoreStatus | undefined;

export function trayLook(status: Known): TrayLook {
  if (status === undefined) return 'busy';
  if (status.attention > 0) return 'attention';
  switch (status.sync) {
    case 'idle':
      return 'calm';
    case 'connecting':
    case 'syncing':
      return 'busy';
    case 'offline':
    case 'notEnrolled':
      return 'away';
    default:
      return assertNever(status.sync);
  }
}

const STATES: Readonly<Record<CoreStatus['sync'], WordKey>> = {
  notEnrolled: 'desktop.sync.notEnrolled',
  connecting: 'desktop.sync.connecting',
  syncing: 'desktop.sync.syncing',
  idle: 'desktop.sync.idle',
  offline: 'desktop.sync.offline',
};

/** One line each: how the line is, what waits, what needs a look. */
export function syncLines(words: Words, status: Known): readonly string[] {
  if (status === undefined) return [words('desktop.sync.starting')];
  return [
    words(STATES[status.sync]),
    ...(status.unsent > 0 ? [words('desktop.sync.unsent', { count: status.unsent })] : []),
    ...(status.attention > 0 ? [words('desktop.sync.attention', { count: status.attention })] : []),
  ];
}
