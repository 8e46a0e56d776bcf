import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { warsawDate } from '../../domain/calendar.ts';
import type { Material } from '../../domain/model/index.ts';
import type { FileShelf } from './files.ts';
import { NO_DEALER } from './operator.ts';
import type { Store } from './store/port.ts';
import { EVERYONE } from './visibility.ts';

const ID = 'pierwsze-kroki';

/**
 * A material to practise with, so that nobody who learns finds an empty shelf. What an operator made of it since stays;
 * without the file, as where only part of the program was copied, there is none.
 * @param resources the folder of that name
 */
export async function seedMaterial(store: Store, shelf: FileShelf, resources: string, now: number): Promise<void> {
  if ((await store.read((tx) => tx.row('material', ID))) !== undefined) return;
  const bytes = await readFile(join(resources, 'training', 'materials', `${ID}.pdf`)).catch(() => undefined);
  if (bytes === undefined) return;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const type = 'application/pdf';
  if ((await shelf.find(sha256)) === undefined) {
    const upload = {
      id: uuidv7(),
      sha256,
      size: bytes.length,
      type,
      dealerId: NO_DEALER,
      deviceId: 'seed',
      createdAt: now,
    } as const;
    const created = await shelf.create(upload, false);
    const put = created.ok ? await shelf.append(upload.id, 0, Readable.from([bytes])) : created;
    await shelf.drop(upload.id);
    // A full disk: there is no material this time.
    if (!put.ok) return;
  }
  const data: Material = {
    id: ID,
    title: 'Pierwsze kroki z M/platform na kasie z PC-POS 7',
    description: 'Co pokazać detaliście i co mu zostawić. Materiał do ćwiczeń.',
    sha256,
    size: bytes.length,
    type,
    pcposVersions: [],
    updatedOn: warsawDate(now),
  };
  await store.transaction((tx) => tx.saveRow({ kind: 'material', id: ID, audience: EVERYONE, data }));
}
