import { rfc3339 } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import type { ChangesEnd } from '../contract/schemas.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import type { StoredChange } from './store/records.ts';
import { audiencesOf } from './visibility.ts';

/** Rows read at once while a page is streamed: memory does not grow with the page. */
const PIECE = 500;

/**
 * A page of changes as NDJSON, read piece by piece while it is sent. A row that changes meanwhile gets a higher
 * number and comes later; none can come to lie before what was already read.
 */
export async function changes(
  { store, clock }: ServerContext,
  { technician }: Caller,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Answer<AsyncIterable<string>>> {
  const { era, newest } = await store.read(async (tx) => ({ era: await tx.era(), newest: await tx.lastChange() }));
  const after = readCursor(query.cursor, era, newest);
  if (after === undefined) return refuseCall('changes.cursor-unknown');
  const audiences = audiencesOf(technician);

  async function* lines(from: number): AsyncGenerator<string> {
    let last = from;
    let left = query.limit;
    let ended = false;
    while (left > 0 && !ended) {
      const wanted = Math.min(PIECE, left);
      const piece = await store.read((tx) => tx.changes(audiences, last, wanted));
      ended = piece.length < wanted;
      left -= piece.length;
      last = piece.at(-1)?.seq ?? last;
      // Whoever begins has nothing that could be taken away.
      const text = piece.filter((c) => from > 0 || 'json' in c).map(line);
      if (text.length > 0) yield text.join('');
    }
    const end: ChangesEnd = { cursor: `${era}.${last}`, more: !ended, serverTime: rfc3339(clock.now()) };
    yield `${JSON.stringify(end)}\n`;
  }
  return ok(lines(after));
}

/** The data goes out as it was stored: it need not be read to be sent. */
function line(change: StoredChange): string {
  const { seq, kind, id } = change;
  if ('json' in change) {
    return `{"seq":${seq},"kind":"${kind}","id":${JSON.stringify(id)},"version":${change.version},"data":${change.json}}\n`;
  }
  return `${JSON.stringify({ seq, kind, id, removed: true, reason: change.reason })}\n`;
}

/** A cursor of another store, or from a future that a restored copy does not know, cannot be gone on from. */
function readCursor(cursor: string | undefined, era: string, newest: number): number | undefined {
  if (cursor === undefined) return 0;
  const [of, seq, ...rest] = cursor.split('.');
  const number = Number(seq);
  if (of !== era || rest.length > 0 || !/^\d{1,15}$/.test(seq ?? '') || number > newest) return undefined;
  return number;
}
