import { expect, it } from 'vitest';
import type { InboxField } from '../../electron/core/api/views.ts';
import { chooseAll, firstChoices, wantedBy } from './conflict-choice.ts';

const field = (name: string, theirs: string, conflict: boolean): InboxField => ({
  field: name,
  before: 'before',
  mine: 'mine',
  theirs,
  conflict,
  changedBy: null,
});
const fields = [field('phone', 'theirs', true), field('street', 'before', false)];

it('decides nothing for the person where two disagree, and keeps what only they changed', () => {
  const first = firstChoices(fields);
  expect(wantedBy(fields, first)).toBeUndefined();
  expect(wantedBy(fields, { ...first, phone: { side: 'theirs', other: '' } })).toEqual({ street: 'mine' });
  expect(wantedBy(fields, { ...first, phone: { side: 'other', other: ' 600 ' } })).toEqual({ phone: '600', street: 'mine' });
});

it('asks for nothing where all stays as M/platform has it, and for all where nothing does', () => {
  expect(wantedBy(fields, chooseAll(firstChoices(fields), 'theirs'))).toEqual({});
  expect(wantedBy(fields, chooseAll(firstChoices(fields), 'mine'))).toEqual({ phone: 'mine', street: 'mine' });
});
