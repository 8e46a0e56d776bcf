import { expect, it } from 'vitest';
import { aDatabase } from '../../../../tests/support/store.ts';
import { SHAPES } from './shapes.ts';

/** Columns in the order in which SQLite stores them: where there is no row number, those of the key come first. */
function storedAs(db: ReturnType<typeof aDatabase>['db'], table: string): readonly string[] {
  const columns = db.prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)').all(table);
  const [{ wr } = { wr: 0 }] = db.prepare<[string], { wr: number }>('SELECT wr FROM pragma_table_list(?)').all(table);
  if (wr === 0) return columns.map(({ name }) => name);
  const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  return [...key, ...columns.filter(({ pk }) => pk === 0)].map(({ name }) => name);
}

it.each(SHAPES.map((shape) => [shape.table, shape] as const))(
  'rows of %s are known by all that is stored of them',
  (table, shape) => {
    const { db } = aDatabase();
    expect(Object.keys(shape.columns)).toEqual(storedAs(db, table));
  },
);

it('a table that is not known by its shape follows from others, or is not missed', () => {
  const { db } = aDatabase();
  const all = db.prepare<[], string>(`SELECT name FROM pragma_table_list WHERE type = 'table'`).pluck().all();
  const known = SHAPES.map(({ table }) => table);
  expect(all.filter((name) => !known.includes(name) && !name.startsWith('sqlite_')).toSorted()).toEqual([
    'list_look',
    'practice_run',
    'practice_step',
    'taken_away_read',
    'unread_row',
    'view_sub_ticket',
    'view_ticket',
  ]);
});
