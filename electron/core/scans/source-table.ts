import type { Database } from '../../../sqlite/database.ts';
import type { ScanSource } from '../api/scan-views.ts';

export interface SourceRow extends ScanSource {
  readonly ticketId: string;
  readonly sha256: string;
}

type Stored = Omit<SourceRow, 'photographed' | 'shrunk'> & { readonly photographed: number; readonly shrunk: number };
const COLUMNS = 'id, ticket_id AS ticketId, sha256, name, size, photographed, shrunk, at';
const toRow = (row: Stored): SourceRow => ({
  ...row,
  photographed: row.photographed === 1,
  shrunk: row.shrunk === 1,
});

/** The `scan_source` table. */
export function createSourceTable(db: Database) {
  const of = db.prepare<[string], Stored>(`SELECT ${COLUMNS} FROM scan_source WHERE ticket_id = ? ORDER BY at, id`);
  const all = db.prepare<[], Stored>(`SELECT ${COLUMNS} FROM scan_source`);
  const add = db.prepare(
    `INSERT INTO scan_source (id, ticket_id, sha256, name, size, photographed, shrunk, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const remove = db.prepare('DELETE FROM scan_source WHERE id = ? AND ticket_id = ?');
  return {
    of: (ticketId: string): readonly SourceRow[] => of.all(ticketId).map(toRow),
    all: (): readonly SourceRow[] => all.all().map(toRow),
    add: ({ id, ticketId, sha256, name, size, photographed, shrunk, at }: SourceRow): void =>
      void add.run(id, ticketId, sha256, name, size, photographed ? 1 : 0, shrunk ? 1 : 0, at),
    remove: (ticketId: string, id: string): void => void remove.run(id, ticketId),
  };
}
