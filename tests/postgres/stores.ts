import type { Store } from '../../mplatform/server/store/port.ts';
import { openPostgresStore, type PostgresStoreOptions } from '../../mplatform/server/store/postgres.ts';

export async function opened(options: PostgresStoreOptions): Promise<Store> {
  const store = await openPostgresStore(options);
  if (!store.ok) throw new Error(`${store.error.code} ${JSON.stringify(store.error.params)}`);
  return store.value;
}
