import { expect, it } from 'vitest';
import type { DiffLine } from '../../electron/core/api/views.ts';
import { diffRows } from './diff-rows.ts';

const line = (kind: DiffLine['kind'], number: number, text: string): DiffLine => ({ kind, line: number, text });

it('puts what replaces a line beside it and marks only what differs', () => {
  expect(diffRows([line('removed', 7, 'ShopIds: 688'), line('added', 7, 'ShopIds: 688,735')])).toEqual([
    {
      kind: 'changed',
      before: { line: 7, text: ['ShopIds: 688', '', ''] },
      after: { line: 7, text: ['ShopIds: 688', ',735', ''] },
    },
  ]);
});

it('gives every line the number that it has in its own file', () => {
  const rows = diffRows([
    line('same', 4, 'a'),
    line('added', 5, 'new'),
    line('added', 6, 'newer'),
    line('same', 7, 'b'),
    line('gap', 8, ''),
    line('same', 40, 'c'),
  ]);
  const numbers = rows.map((row) => (row.kind === 'gap' ? 'gap' : [row.before?.line ?? null, row.after?.line ?? null]));
  expect(numbers).toEqual([[4, 4], [null, 5], [null, 6], [5, 7], 'gap', [38, 40]]);
});

it('tears no character apart', () => {
  const [row] = diffRows([line('removed', 1, '😀'), line('added', 1, '😁')]);
  expect(row).toMatchObject({ before: { text: ['', '😀', ''] }, after: { text: ['', '😁', ''] } });
});
