import type { MessagePortMain } from 'electron';
import { expect, test } from 'vitest';
import { type Frame, lineTo } from './page-line.ts';

function frame(over: Partial<Frame>): { readonly frame: Frame; readonly got: unknown[] } {
  const got: unknown[] = [];
  const base: Frame = {
    url: 'app://technik/',
    parent: null,
    isDestroyed: () => false,
    postMessage: (channel, _message, transfer) => void got.push([channel, transfer]),
  };
  return { frame: { ...base, ...over }, got };
}
let closed = 0;
const port = { close: () => (closed += 1) } as unknown as MessagePortMain;

test('our page gets its line', () => {
  const page = frame({});
  lineTo(page.frame)?.(port);
  expect(page.got).toEqual([['technik:port', [port]]]);
});

test.each<[string, Partial<Frame>]>([
  ['another page', { url: 'https://evil.example/' }],
  ['an empty page', { url: 'about:blank' }],
  ['a page with no address', { url: '' }],
  ['a frame in our page', { parent: {} }],
  ['a page that is gone', { isDestroyed: () => true }],
])('%s gets none', (_who, over) => expect(lineTo(frame(over).frame)).toBeUndefined());

test('nobody at all gets none', () => expect(lineTo(null)).toBeUndefined());

test('a page that is gone when the core was started again gets no new line, and the line ends', () => {
  let gone = false;
  const page = frame({ isDestroyed: () => gone });
  const give = lineTo(page.frame);
  gone = true;
  give?.(port);
  expect(page.got).toEqual([]);
  expect(closed).toBe(1);
});
