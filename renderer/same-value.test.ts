import { expect, it } from 'vitest';
import { sameValue } from './same-value.ts';

it('takes two wishes of one content for the same', () => {
  expect(sameValue(undefined, undefined)).toBe(true);
  expect(sameValue({ id: 'a', lines: [1, 2] }, { lines: [1, 2], id: 'a' })).toBe(true);
});

it.each([
  ['a', 'b'],
  [undefined, null],
  [{ id: 'a' }, { id: 'b' }],
  [{ id: 'a' }, { id: 'a', note: undefined }],
  [{ note: undefined }, { id: undefined }],
  [[1, 2], [1]],
  [new Blob(['x']), new Blob(['x'])],
])('takes %o and %o for different ones', (a, b) => expect(sameValue(a, b)).toBe(false));
