import { expect, it } from 'vitest';
import { allShortcuts, ariaKeysOf, keysOf, shortcutOf } from './shortcuts.ts';

const press = (key: string, code: string, keys: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
  shortcutOf({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...keys });

it('knows its keys, with either of the two commands', () => {
  expect(press('k', 'KeyK', { ctrlKey: true })).toBe('palette');
  expect(press('K', 'KeyK', { metaKey: true })).toBe('palette');
  expect(press('2', 'Digit2', { altKey: true })).toBe('sync');
  expect(press('F1', 'F1')).toBe('shortcuts');
});

it('never takes a letter from whoever types, nor what AltGr makes of one on a Polish keyboard', () => {
  for (const key of 'kfs123') expect(press(key, '')).toBeUndefined();
  expect(press('ś', 'KeyS', { ctrlKey: true, altKey: true })).toBeUndefined();
  expect(press('K', 'KeyK', { ctrlKey: true, shiftKey: true })).toBeUndefined();
});

it('goes by the key where Alt makes another letter of it', () => {
  expect(press('ß', 'KeyS', { altKey: true })).toBe('syncNow');
});

it('says them in one way to the eye and in one to a screen reader, each once', () => {
  expect([keysOf('palette'), ariaKeysOf('palette'), keysOf('shortcuts')]).toEqual(['Ctrl K', 'Control+K', 'F1']);
  expect(new Set(allShortcuts.map(keysOf)).size).toBe(allShortcuts.length);
});
