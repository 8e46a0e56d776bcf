import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatGrosze, parseGrosze } from './money.ts';

describe('money', () => {
  it.each([
    [0, '0,00\u00a0zł'],
    [5, '0,05\u00a0zł'],
    [100, '1,00\u00a0zł'],
    [123_450, '1\u00a0234,50\u00a0zł'],
    [123_456_789, '1\u00a0234\u00a0567,89\u00a0zł'],
    [-99, '-0,99\u00a0zł'],
    [-100_000, '-1\u00a0000,00\u00a0zł'],
  ])('shows %d grosze as %j, unbroken over lines', (amount, shown) => expect(formatGrosze(amount)).toBe(shown));

  it.each([
    ['1 234,50', 123_450],
    ['1234.5', 123_450],
    ['1234 zł', 123_400],
    ['1234zł', 123_400],
    ['1 234,50 zł ', 123_450],
    ['\t1\u202f234,50\u00a0ZŁ\r\n', 123_450],
    ['0,01', 1],
    ['0', 0],
  ])('reads %j as %d grosze', (typed, amount) => expect(parseGrosze(typed)).toBe(amount));

  it.each(['', 'zł', ',50', '12,', '12,345', '-5', '1,2,3', '1.234,50', '12e3', 'sto', '12345678901', '5 zł 5'])(
    'does not guess what %j means',
    (typed) => expect(parseGrosze(typed)).toBeUndefined(),
  );

  it('reads back every amount that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (amount) => parseGrosze(formatGrosze(amount)) === amount),
    );
  });
});
