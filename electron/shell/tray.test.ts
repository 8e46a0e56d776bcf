import { expect, test } from 'vitest';
import type { CoreStatus } from '../shared/core-messages.ts';
import { wordsIn } from '../shared/words.ts';
import { type Known, syncLines, trayLook } from './sync-words.ts';
import { drawTray, type TrayLook } from './tray-image.ts';

const status = (over: Partial<CoreStatus>): CoreStatus => ({
  type: 'status',
  language: 'pl',
  sync: 'idle',
  unsent: 0,
  attention: 0,
  ...over,
});

test.each<[Known, TrayLook]>([
  [undefined, 'busy'],
  [status({}), 'calm'],
  [status({ sync: 'syncing' }), 'busy'],
  [status({ sync: 'connecting', unsent: 3 }), 'busy'],
  [status({ sync: 'offline', unsent: 3 }), 'away'],
  [status({ sync: 'notEnrolled' }), 'away'],
  [status({ sync: 'idle', attention: 1 }), 'attention'],
  [status({ sync: 'offline', attention: 1 }), 'attention'],
])('%j looks %s', (known, look) => expect(trayLook(known)).toBe(look));

test('the tray says how the line is, what waits and what needs a look, and nothing of a ticket', () => {
  const words = wordsIn(() => 'pl');
  expect(syncLines(words, undefined)).toEqual(['Program się uruchamia']);
  expect(syncLines(words, status({}))).toEqual(['Połączono z M/platform']);
  expect(syncLines(words, status({ sync: 'offline', unsent: 2, attention: 1 }))).toEqual([
    'Brak połączenia z M/platform',
    'Czeka na wysłanie: 2',
    'Wymaga uwagi: 1',
  ]);
});

const LOOKS: readonly TrayLook[] = ['calm', 'busy', 'away', 'attention'];
/** Which pixels are more than half there. */
const shape = (look: TrayLook): string =>
  [...drawTray(look, 16)]
    .filter((_, i) => i % 4 === 3)
    .map((opacity) => (opacity > 127 ? '#' : '.'))
    .join('');

test.each([16, 24, 32])(
  'at %i pixels it is a whole picture, clear at the corners, its colours never above its opacity',
  (size) => {
    for (const look of LOOKS) {
      const pixels = drawTray(look, size);
      expect(pixels).toHaveLength(size * size * 4);
      expect(pixels[3]).toBe(0);
      for (let at = 0; at < pixels.length; at += 4) {
        const [blue = 0, green = 0, red = 0, opacity = 0] = pixels.subarray(at, at + 4);
        expect(Math.max(blue, green, red)).toBeLessThanOrEqual(opacity);
      }
    }
  },
);

test('who cannot tell its colours apart can tell its shapes', () => {
  for (const [i, one] of LOOKS.entries()) {
    for (const other of LOOKS.slice(i + 1)) {
      const [a, b] = [shape(one), shape(other)];
      const differ = [...a].filter((pixel, at) => pixel !== b[at]).length;
      expect({ one, other, differ: differ > 40 }).toEqual({ one, other, differ: true });
    }
  }
});
