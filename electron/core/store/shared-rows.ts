import {
  type DocumentTemplate,
  documentTemplate,
  type Material,
  material,
  type PriceList,
  priceList,
} from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';

/** What M/platform gives every device: price lists, templates of documents, materials. One that cannot be read is left out. */
export function createSharedRows(db: Database) {
  const rows = db.prepare<[string], { data: string }>(
    'SELECT data FROM server_row WHERE kind = ? AND removed_reason IS NULL ORDER BY id',
  );
  const all = <T>(kind: string, read: (value: unknown) => { data?: T }): readonly T[] =>
    rows.all(kind).flatMap(({ data }) => read(JSON.parse(data)).data ?? []);
  return {
    priceLists: (): readonly PriceList[] => all('priceList', (value) => priceList.safeParse(value)),
    documentTemplates: (): readonly DocumentTemplate[] => all('documentTemplate', (value) => documentTemplate.safeParse(value)),
    materials: (): readonly Material[] => all('material', (value) => material.safeParse(value)),
  };
}
export type SharedRows = ReturnType<typeof createSharedRows>;
