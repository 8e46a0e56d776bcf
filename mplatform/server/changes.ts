import { rfc3339 } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import type { ChangesEnd } from '../contract/schemas.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import type { ReadTransaction } from './store/port.ts';
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
  { device, technician }: Caller,
  query: { readonly cursor?: string | undefined; readonly limit: number; readonly answered?: number | undefined },
): Promise<Answer<AsyncIterable<string>>> {
  const { lastSeq } = device;
  const after = await store.read((tx) => readCursor(tx, query.cursor));
  // An answer that this device has and this store never gave: it was put back from a copy, whatever the cursor says.
  const forgotten = (query.answered ?? 0) > lastSeq;
  if (after === undefined || forgotten) return refuseCall('changes.cursor-unknown', {}, { lastSeq });
  const { era } = after;
  const audiences = audiencesOf(technician);

  async function* lines(from: number): AsyncGenerator<string> {
    let last = from;
    let left = query.limit;
    let ended = false;
    let seen = { newest: 0, mark: '' };
    while (left > 0 && !ended) {
      const wanted = Math.min(PIECE, left);
      const piece = await store.read(async (tx) => {
        const newest = await tx.lastChange();
        seen = { newest, mark: await tx.markOf(newest) };
        return tx.changes(audiences, last, wanted);
      });
      ended = piece.length < wanted;
      left -= piece.length;
      last = piece.at(-1)?.seq ?? last;
      // Whoever begins has nothing that could be taken away.
      const text = piece.filter((c) => from > 0 || 'json' in c).map(line);
      if (text.length > 0) yield text.join('');
    }
    const cursor = [era, last, ...(seen.mark === '' ? [] : [seen.newest, seen.mark])].join('.');
    const end: ChangesEnd = { cursor, more: !ended, serverTime: rfc3339(clock.now()) };
    yield `${JSON.stringify(end)}\n`;
  }
  return ok(lines(after.change));
}

/** The data goes out as it was stored: it need not be read to be sent. */
function line(change: StoredChange): string {
  const { seq, kind, id } = change;
  if ('json' in change) {
    return `{"seq":${seq},"kind":"${kind}","id":${JSON.stringify(id)},"version":${change.version},"data":${change.json}}\n`;
  }
  return `${JSON.stringify({ seq, kind, id, removed: true, reason: change.reason })}\n`;
}

/**
 * A cursor says up to which change a device has read, and which was the newest when it did: a row that was changed after
 * that point is in none of its pages. Where a copy was put back, that newest change is not there, or another one has its
 * number now and with it another mark; then nothing can be gone on from. Neither can it with a cursor of another store.
 */
async function readCursor(tx: ReadTransaction, cursor: string | undefined) {
  const era = await tx.era();
  if (cursor === undefined) return { era, change: 0 };
  const [of, seq = '', seen = seq, mark = '', ...rest] = cursor.split('.');
  const [change, newest] = [Number(seq), Number(seen)];
  const readable = of === era && rest.length === 0 && [seq, seen].every((text) => /^\d{1,15}$/.test(text)) && change <= newest;
  const given = readable && newest <= (await tx.lastChange()) && mark === (await tx.markOf(newest));
  return given ? { era, change } : undefined;
}
