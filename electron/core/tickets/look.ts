import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import { listLook, type SavedView, ticketSelection } from '../api/list-contract.ts';
import type { ListLook } from '../api/list-views.ts';

const MOST_VIEWS = 50;

/** How the list looks here, and its saved views. What another version wrote and this one cannot read is left, and not shown. */
export function createListLook(db: Database) {
  const look = db.prepare<[], string>('SELECT data FROM list_look').pluck();
  const put = db.prepare(
    'INSERT INTO list_look (only, data) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET data = excluded.data',
  );
  const views = db.prepare<[], { id: string; name: string; data: string }>('SELECT id, name, data FROM list_view ORDER BY rowid');
  const putView = db.prepare(
    `INSERT INTO list_view (id, name, data) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, data = excluded.data`,
  );
  const dropView = db.prepare('DELETE FROM list_view WHERE id = ?');

  const settings = () => {
    const data = look.get();
    return (data === undefined ? undefined : listLook.safeParse(JSON.parse(data)).data) ?? listLook.parse({});
  };

  function saved(): readonly SavedView[] {
    return views.all().flatMap(({ id, name, data }) => {
      const query = ticketSelection.safeParse(JSON.parse(data)).data;
      return query === undefined ? [] : [{ id, name, query }];
    });
  }

  return {
    get: (): ListLook => ({ ...settings(), views: saved() }),
    set(change: Partial<Omit<ListLook, 'views'>>): Result<null, Problem> {
      put.run(JSON.stringify({ ...settings(), ...change }));
      return ok(null);
    },
    saveView({ id, name, query }: SavedView): Result<null, Problem> {
      const others = saved().filter((view) => view.id !== id);
      if (others.some((view) => view.name.toLocaleLowerCase('pl') === name.toLocaleLowerCase('pl')))
        return err(problem('list.view-name-taken', { name }));
      if (others.length >= MOST_VIEWS) return err(problem('list.too-many-views', { most: MOST_VIEWS }));
      putView.run(id, name, JSON.stringify(query));
      return ok(null);
    },
    dropView(id: string): Result<null, Problem> {
      dropView.run(id);
      return ok(null);
    },
  };
}
