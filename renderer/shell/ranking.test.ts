import { expect, it } from 'vitest';
import { ranked } from './ranking.ts';

const named = (label: string, detail = '') => ({ label, detail });
const found = (text: string, ...all: readonly ReturnType<typeof named>[]) => ranked(all, text).map(({ label }) => label);

it('puts what is called so before what has the words, and that before what only stands there', () => {
  const all = [named('Pokaż', 'Terminy po kolei'), named('Termin po terminie'), named('Po terminie')];
  expect(found('po termin', ...all)).toEqual(['Po terminie', 'Termin po terminie', 'Pokaż']);
});

it('finds without case and diacritics, by beginnings of words only, and all of it when nothing is typed', () => {
  const all = [named('Załącz skan'), named('Połącz'), named('Zakończ')];
  expect(found('ZALA', ...all)).toEqual(['Załącz skan']);
  expect(found('łącz', ...all)).toEqual([]);
  expect(found(' ', ...all)).toEqual(['Załącz skan', 'Połącz', 'Zakończ']);
});
