import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNip, isValidNip, nipDigits } from './nip.ts';

const nineDigits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 }).map((d) => d.join(''));

describe('NIP', () => {
  it.each(['7974569439', '8213457130'])('takes the manual’s own %s', (nip) => expect(isValidNip(nip)).toBe(true));

  it.each(['797-456-94-39', '797 456 94 39', 'PL7974569439', 'pl 797-456-94-39', ' 7974569439 ', '797\u00a0456\u00a094\u00a039'])(
    'reads %j as people write it',
    (text) => {
      expect(isValidNip(text)).toBe(true);
      expect(nipDigits(text)).toBe('7974569439');
      expect(formatNip(text)).toBe('797-456-94-39');
    },
  );

  it.each(['', '797456943', '79745694391', '797456943a', 'DE7974569439', '0000000000', '７９７４５６９４３９'])(
    'refuses %j',
    (text) => expect(isValidNip(text)).toBe(false),
  );

  it('leaves what is no NIP as it was typed', () => expect(formatNip('brak')).toBe('brak'));

  it('is told apart from the same number with any one digit wrong', () => {
    for (const nip of ['7974569439', '8213457130']) {
      for (let i = 0; i < 10; i += 1) {
        for (let wrong = 0; wrong < 10; wrong += 1) {
          if (String(wrong) === nip[i]) continue;
          expect(isValidNip(nip.slice(0, i) + wrong + nip.slice(i + 1))).toBe(false);
        }
      }
    }
  });

  it('has exactly one check digit for nine digits, or none when the remainder is ten', () => {
    const weights = [6, 5, 7, 2, 3, 4, 5, 6, 7];
    fc.assert(
      fc.property(nineDigits, (nine) => {
        fc.pre(nine !== '000000000');
        const remainder = weights.reduce((sum, w, i) => sum + w * Number(nine[i]), 0) % 11;
        const fitting = [...'0123456789'].filter((last) => isValidNip(nine + last));
        expect(fitting).toEqual(remainder === 10 ? [] : [String(remainder)]);
      }),
    );
  });
});
