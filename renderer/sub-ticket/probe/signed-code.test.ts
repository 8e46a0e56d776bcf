import { expect, it } from 'vitest';
import { isWholeCode, shapeCode } from './signed-code.ts';

it('takes the code however it was typed, and knows when it is whole', () => {
  expect(['ab', 'abcd', 'abcde', 'ab cd-ef gh', 'ABCD-EFGH', ' abcdefghij '].map(shapeCode)).toEqual([
    'AB',
    'ABCD',
    'ABCD-E',
    'ABCD-EFGH',
    'ABCD-EFGH',
    'ABCD-EFGH',
  ]);
  expect(isWholeCode(shapeCode('abcdefg'))).toBe(false);
  expect(isWholeCode(shapeCode('abcdefgh'))).toBe(true);
});
