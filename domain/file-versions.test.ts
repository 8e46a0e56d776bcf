import { expect, it } from 'vitest';
import { filesOfKind, replaces } from './file-versions.ts';
import type { AttachedFile, DocumentKind } from './model/index.ts';

const file = (kind: DocumentKind, name: string): AttachedFile => ({
  kind,
  name,
  sha256: name.padEnd(64, '0'),
  size: 1,
  attachedAt: '2026-11-23T10:00:00+01:00',
  attachedBy: 'Jan Kowalski',
});
const files = [
  file('quote', 'w1'),
  file('invoice', 'f1'),
  file('quote', 'w2'),
  file('other', 'o1'),
  file('invoice', 'f2'),
  file('quote', 'w3'),
  file('other', 'o2'),
];
const shown = (kind: DocumentKind, points: number) => {
  const { present, earlier } = filesOfKind(files, kind, points);
  return [present.map((f) => f.name).join(' '), earlier.map((f) => f.name).join(' ')];
};

it('the quote is there once, with its earlier versions, the latest first', () => {
  expect(shown('quote', 1)).toEqual(['w3', 'w2 w1']);
  expect(shown('quote', 2)).toEqual(['w3', 'w2 w1']);
  expect(shown('agreement', 1)).toEqual(['', '']);
});

it('another invoice replaces the first only where there is one point of sale to be billed', () => {
  expect(shown('invoice', 1)).toEqual(['f2', 'f1']);
  expect(shown('invoice', 2)).toEqual(['f1 f2', '']);
});

it('of other documents there are as many as wanted', () => expect(shown('other', 1)).toEqual(['o1 o2', '']));

it('where each point of sale has its own, an invoice replaces the one of the same point, whatever the others have', () => {
  const own = (name: string, subTicketId?: string): AttachedFile => ({
    ...file('invoice', name),
    ...(subTicketId === undefined ? {} : { subTicketId }),
  });
  const ofTwo = [own('a1', 's-1'), own('shared'), own('b1', 's-2'), own('a2', 's-1')];
  const { present, earlier } = filesOfKind(ofTwo, 'invoice', 2);
  expect([present.map((f) => f.name), earlier.map((f) => f.name)]).toEqual([['shared', 'b1', 'a2'], ['a1']]);
  const next = (subTicketId?: string) => replaces(ofTwo, own('next', subTicketId), 2);
  expect([next('s-1'), next('s-3'), next()]).toEqual([true, false, false]);
});
