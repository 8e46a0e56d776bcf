import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts';

const NORMAL = { width: 1280, height: 860 };
const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 984 };
const till = { x: 0, y: 0, width: 1024, height: 728 };
const was = { x: 2000, y: 100, width: 1200, height: 800, maximized: false };

test('it opens where it was closed, on whichever screen that is', () => {
  expect(placeWindow(was, [screen, second], NORMAL)).toEqual({ x: 2000, y: 100, width: 1200, height: 800 });
});

test('the first time it has its usual size, less where the screen is smaller', () => {
  expect(placeWindow(undefined, [screen], NORMAL)).toEqual(NORMAL);
  expect(placeWindow(undefined, [till], NORMAL)).toEqual({ width: 1024, height: 728 });
});

test.each([
  ['its screen is gone', was],
  ['only its lower edge would be seen', { ...was, x: 100, y: -500 }],
  ['only its left edge would be seen', { ...was, x: 1900, y: 100 }],
  ['it lies under the task bar', { ...was, x: 100, y: 1030 }],
])('where %s it opens in the middle of the first screen', (_why, state) => {
  const placed = placeWindow(state, [screen], NORMAL);
  expect(placed).toEqual({ width: 1200, height: 800 });
});

test('what was large on a large screen fits the small one', () => {
  expect(placeWindow({ ...was, x: 0, y: 0, width: 1900, height: 1000 }, [till], NORMAL)).toEqual({
    x: 0,
    y: 0,
    width: 1024,
    height: 728,
  });
});

test('it is remembered whole; what is not a place, or not there, is none, and where it cannot be kept nothing breaks', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'technik-window-')), 'window.json');
  expect(readWindowState(file)).toBeUndefined();
  writeWindowState(file, was);
  expect(readWindowState(file)).toEqual(was);
  expect(existsSync(`${file}.part`)).toBe(false);
  for (const wrong of ['{', '{"x":1}', JSON.stringify({ ...was, width: -1 }), JSON.stringify({ ...was, x: 0.5 })]) {
    writeFileSync(file, wrong);
    expect(readWindowState(file)).toBeUndefined();
  }
  writeWindowState(join(file, 'nowhere', 'window.json'), was);
});
