import { expect, it } from 'vitest';
import { formatSize, likelyKind, shortName } from './file-text.ts';

it('guesses what a scan is by its name, else takes the next one that is missing', () => {
  const missing = ['agreement', 'powerOfAttorney'] as const;
  expect(likelyKind('Pelnomocnictwo SAM.pdf', missing)).toBe('powerOfAttorney');
  expect(likelyKind('wycena_v2.PDF', missing)).toBe('quote');
  expect(likelyKind('Faktura 12-2026.pdf', missing)).toBe('invoice');
  expect(likelyKind('skan0001.pdf', missing)).toBe('agreement');
  expect(likelyKind('skan0001.pdf', [])).toBe('other');
});

it('writes sizes as the reader is used to', () => {
  expect(formatSize(70, 'pl')).toBe('1\u00a0KB');
  expect([formatSize(831_488, 'pl'), formatSize(3_565_158, 'pl'), formatSize(3_565_158, 'en')]).toEqual([
    '812\u00a0KB',
    '3,4\u00a0MB',
    '3.4\u00a0MB',
  ]);
});

it('shortens a name that is too long without its ending, and cuts no letter in two', () => {
  expect(shortName('wycena.pdf')).toBe('wycena.pdf');
  const short = shortName(`${'bardzo-długa-nazwa-'.repeat(20)}.pdf`);
  expect(short).toMatch(/^bardzo-długa.*…\.pdf$/);
  expect(short.length).toBeLessThanOrEqual(200);
  for (const before of [0, 1, 2]) expect(shortName(`${'a'.repeat(before)}${'😀'.repeat(150)}.pdf`).isWellFormed()).toBe(true);
});
