import { expect, it } from 'vitest';
import type { DocumentKind } from '../../domain/model/index.ts';
import { whichIsWhich } from './which-is-which.ts';

const all: readonly DocumentKind[] = ['quote', 'agreement', 'powerOfAttorney'];
const files = (...names: string[]) => names.map((name) => ({ name, picture: !name.endsWith('.pdf') }));
const guessed = (names: string[], missing = all, said?: DocumentKind) =>
  whichIsWhich(files(...names), missing, said).map((g) => `${g.kind}: ${g.files.map((f) => f.name).join(' ')}`);

it('names say which file is which, whatever their order', () => {
  expect(guessed(['Pelnomocnictwo.pdf', 'Umowa SAM.pdf', 'wycena.pdf'])).toEqual([
    'powerOfAttorney: Pelnomocnictwo.pdf',
    'agreement: Umowa SAM.pdf',
    'quote: wycena.pdf',
  ]);
});

it('where names say nothing, the order does, as the manual has it', () => {
  expect(guessed(['skan1.pdf', 'skan2.pdf', 'skan3.pdf', 'skan4.pdf'])).toEqual([
    'quote: skan1.pdf',
    'agreement: skan2.pdf',
    'powerOfAttorney: skan3.pdf',
    'other: skan4.pdf',
  ]);
  expect(guessed(['skan1.pdf'], ['powerOfAttorney'])).toEqual(['powerOfAttorney: skan1.pdf']);
});

it('what a later name claims is not guessed for an earlier file', () => {
  expect(guessed(['skan1.pdf', 'wycena.pdf'])).toEqual(['agreement: skan1.pdf', 'quote: wycena.pdf']);
});

it('pictures named alike are pages of one document, counted as people count', () => {
  expect(guessed(['umowa 10.jpg', 'umowa 9.jpg', 'wycena.jpg', 'Umowa 1.jpg'])).toEqual([
    'agreement: Umowa 1.jpg umowa 9.jpg umowa 10.jpg',
    'quote: wycena.jpg',
  ]);
  // Two PDFs are two documents, the later one a newer version.
  expect(guessed(['umowa.pdf', 'umowa 2.pdf'])).toEqual(['agreement: umowa.pdf', 'agreement: umowa 2.pdf']);
});

it('what the person said beforehand holds for all of them', () => {
  expect(guessed(['IMG_2.jpg', 'IMG_1.jpg'], all, 'quote')).toEqual(['quote: IMG_1.jpg IMG_2.jpg']);
  expect(guessed(['a.pdf', 'b.pdf'], all, 'other')).toEqual(['other: a.pdf', 'other: b.pdf']);
});
