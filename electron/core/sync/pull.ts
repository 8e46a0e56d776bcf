import type { Problem } from '../../../domain/problem.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { Tokens } from '../device/tokens.ts';
import { type FieldClient, serverCode } from '../field/client.ts';
import type { Store } from '../store/store.ts';

const PAGE = 1000;

/** Reads all that changed, a page at a time; a page that has come is kept even when the next one does not. */
export async function pull(
  store: Store,
  client: FieldClient,
  tokens: Tokens,
): Promise<Result<{ readonly rows: number }, Problem>> {
  let rows = 0;
  for (;;) {
    const page = await tokens.using(client, (token) => client.changes(store.state.get('cursor'), PAGE, token));
    if (!page.ok) {
      // Once: a server that does not know its own first page is broken.
      const askAgain = serverCode(page.error) === 'changes.cursor-unknown' && store.state.get('cursor') !== undefined;
      if (!askAgain) return page;
      store.startResync();
      continue;
    }
    const { changes, end } = page.value;
    store.applyChanges(changes, end.cursor, !end.more);
    rows += changes.length;
    if (!end.more) return ok({ rows });
  }
}
