import { setImmediate as turn } from 'node:timers/promises';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Tokens } from '../device/tokens.ts';
import { type FieldClient, serverCode } from '../field/client.ts';
import type { Store } from '../store/store.ts';

/** As many as are written down in a moment: a transaction holds up everything else that the core is asked for. */
const PAGE = 500;

/**
 * Reads all that changed, a page at a time; a page that has come is kept even when the next one does not. While one is
 * written down the next is on its way.
 */
export async function pull(
  store: Store,
  client: FieldClient,
  tokens: Tokens,
  /** False when no further page may be asked for. */
  going: () => boolean = () => true,
  /** Says to a server that begins anew what it has forgotten; before the re-sync, so that its rows hold it. */
  tellAgain: (refused: Problem) => Promise<Result<unknown, Problem>> = async () => ok(null),
): Promise<Result<{ readonly rows: number }, Problem>> {
  const answered = (): number => store.operations.lastSettled(store.state.get('device')?.deviceId ?? '');
  const ask = (cursor: string | undefined) => tokens.using(client, (token) => client.changes(cursor, PAGE, token, answered()));
  let rows = 0;
  let askedAgain = false;
  let before = store.state.get('cursor');
  if (!going()) return err(problem('sync.stopped'));
  let coming = ask(before);
  for (;;) {
    const page = await coming;
    if (!page.ok) {
      // Once: a server that does not know its own first page is broken.
      const askAgain = serverCode(page.error) === 'changes.cursor-unknown' && !askedAgain;
      if (!askAgain) return page;
      if (!going()) return err(problem('sync.stopped'));
      askedAgain = true;
      const told = await tellAgain(page.error);
      if (!told.ok) return told;
      store.startResync();
      before = undefined;
      coming = ask(before);
      continue;
    }
    const { end, read } = page.value;
    // More, but from where we already are: it would be asked for without end.
    if (end.more && end.cursor === before) return err(problem('sync.nonsense', { server: client.server }, { cursor: before }));
    const goesOn = end.more && going();
    if (goesOn) {
      coming = ask(end.cursor);
      // Its failure is met when its turn has come.
      coming.catch(() => undefined);
    }
    let kept = 0;
    try {
      // The question leaves only when this has let go: else the next page would be asked for after this one was written.
      if (goesOn) await turn();
      const found = read();
      if (!found.ok) {
        if (goesOn) await coming;
        return found;
      }
      const { changes, unread } = found.value;
      kept = changes.length + unread.length;
      // Whoever waits gets a word in, and what has come of the next page meanwhile is unpacked.
      if (goesOn) await turn();
      store.applyChanges(changes, end.cursor, !end.more, unread);
    } catch (cause) {
      // What is on its way still writes down what time it is there: nobody may close the database before it has ended.
      await coming.catch(() => undefined);
      throw cause;
    }
    before = end.cursor;
    rows += kept;
    if (!end.more) return ok({ rows });
    if (!goesOn) return err(problem('sync.stopped'));
  }
}
