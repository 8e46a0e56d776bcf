import type { DocumentType } from '../../../domain/document-file.ts';
import type { Material } from '../../../domain/model/index.ts';
import type { Database } from '../../../sqlite/database.ts';

/** A version of a material that lies here whole. */
export interface KeptMaterial {
  readonly id: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly type: DocumentType;
  readonly updatedOn: string;
}

/** The `kept_material` table: which version of each material is on this computer. */
export function createKeptMaterials(db: Database) {
  const all = db.prepare<[], KeptMaterial>(
    'SELECT id, sha256, size, type, updated_on AS updatedOn FROM kept_material ORDER BY id',
  );
  const put = db.prepare(
    `INSERT INTO kept_material (id, sha256, size, type, updated_on) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, type = excluded.type, updated_on = excluded.updated_on`,
  );
  const forget = db.prepare('DELETE FROM kept_material WHERE id = ?');
  // Also those that only a newer version of the program can read: what M/platform lists is not thrown away.
  const listed = db.prepare<[], string>(`SELECT id FROM server_row WHERE kind = 'material' AND removed_reason IS NULL`).pluck();
  return {
    all: (): readonly KeptMaterial[] => all.all(),
    put: ({ id, sha256, size, type, updatedOn }: Material): void => void put.run(id, sha256, size, type, updatedOn),
    forget: (id: string): void => void forget.run(id),
    listed: (): ReadonlySet<string> => new Set(listed.all()),
  };
}
export type KeptMaterials = ReturnType<typeof createKeptMaterials>;
