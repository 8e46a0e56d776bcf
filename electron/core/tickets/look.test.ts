import { expect, it } from 'vitest';
import { aDatabase } from '../../../tests/support/store.ts';
import { FIRST_LOOK, ticketSelection } from '../api/list-contract.ts';
import { createListLook } from './look.ts';

const A = '0192d3a4-0000-7000-8000-00000000000a';
const B = '0192d3a4-0000-7000-8000-00000000000b';
const view = (id: string, name: string, search = '') => ({ id, name, query: ticketSelection.parse({ search }) });

it('starts with the manual’s columns and no saved view', () => {
  expect(createListLook(aDatabase().db).get()).toEqual(FIRST_LOOK);
});

it('keeps columns, size and views over a restart, the views in the order of their making', () => {
  const { db } = aDatabase();
  const look = createListLook(db);
  look.set({ columns: ['name', 'status'] });
  look.set({ size: 50 });
  look.saveView(view(A, 'Łódź', 'łódź'));
  look.saveView(view(B, 'Piekarnie', 'piekarnia'));
  look.saveView(view(A, 'Łódź i okolice', 'łódź'));
  expect(createListLook(db).get()).toEqual({
    columns: ['name', 'status'],
    size: 50,
    views: [view(A, 'Łódź i okolice', 'łódź'), view(B, 'Piekarnie', 'piekarnia')],
  });
  look.dropView(A);
  expect(look.get().views).toEqual([view(B, 'Piekarnie', 'piekarnia')]);
});

it('takes no second view of the same name', () => {
  const look = createListLook(aDatabase().db);
  look.saveView(view(A, 'Moja lista'));
  expect(look.saveView(view(B, 'MOJA LISTA'))).toMatchObject({ ok: false, error: { code: 'list.view-name-taken' } });
});

it('leaves out what a later version saved and this one cannot read, and shows the rest', () => {
  const { db } = aDatabase();
  const look = createListLook(db);
  look.saveView(view(A, 'Moja lista'));
  db.prepare('INSERT INTO list_view (id, name, data) VALUES (?, ?, ?)').run(B, 'Nowsza', '{"sort":"weather"}');
  db.prepare('INSERT INTO list_look (only, data) VALUES (1, ?)').run('{"columns":["weather"]}');
  expect(look.get()).toEqual({ ...FIRST_LOOK, views: [view(A, 'Moja lista')] });
});
