import { rfc3339 } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import type { ChangesEnd } from '../contract/schemas.ts';
import { signIn } from './auth.ts';
import { type Answer, refuseCall, type ServerContext } from './context.ts';
import { type Standing, standingOf } from './standing.ts';
import type { StoredChange } from './store/records.ts';
import type { TokenClaims } from './tokens.ts';

/** Rows read at once while a page is streamed: memory does not grow with the page. */
const PIECE = 500;

/**
 * A page of changes as NDJSON, read piece by piece while it is sent. A row that changes meanwhile gets a higher
 * number and comes later; none can come to lie before what was already read. With nothing new it costs one question.
 */
export async function changes(
  context: ServerContext,
  claims: TokenClaims,
  query: { readonly cursor?: string | undefined; readonly limit: number; readonly answered?: number | undefined },
): Promise<Answer<AsyncIterable<string>>> {
  const { store, clock } = context;
  const cursor = readCursor(query.cursor);
  const { after, seen } = cursor ?? BEGINNING;
  const signed = await signIn(context, claims, { after, seen, limit: Math.min(PIECE, query.limit) });
  if (!signed.ok) return signed;
  const { standing, caller } = signed.value;
  const { era } = standing;
  const { lastSeq } = caller.device;
  // An answer that this device has and this store never gave: it was put back from a copy, whatever the cursor says.
  const forgotten = (query.answered ?? 0) > lastSeq;
  if (!goesOn(cursor, standing) || forgotten) return refuseCall('changes.cursor-unknown', {}, { lastSeq });

  // Whoever began anew had nothing by then, and so misses no removal from before.
  const base = cursor?.base ?? (after === 0 ? standing.lastChange : 0);

  async function* lines(): AsyncGenerator<string> {
    let last = after;
    let left = query.limit;
    let now = standing;
    for (let wanted = Math.min(PIECE, left); ; ) {
      // Forgotten while this page was on its way: without an end it does not count, and the next question is told so.
      if (Math.max(last, base) < now.keptFrom) return;
      // Nor does one that goes slowly on its way go on for a device that was shut out meanwhile.
      if (now.device === undefined || now.device.revokedAt !== null) return;
      left -= now.changes.length;
      last = now.changes.at(-1)?.seq ?? last;
      // Whoever begins has nothing that could be taken away.
      const text = now.changes.filter((c) => after > 0 || 'json' in c).map(line);
      if (text.length > 0) yield text.join('');
      const ended = now.changes.length < wanted;
      if (ended || left === 0) {
        // Whoever has read all of it has read up to the newest change, whomever that was for.
        const place = written({ era, after: ended ? now.lastChange : last, seen: now.lastChange, mark: now.mark, base });
        const end: ChangesEnd = { cursor: place, more: !ended, serverTime: rfc3339(clock.now()) };
        yield `${JSON.stringify(end)}\n`;
        return;
      }
      wanted = Math.min(PIECE, left);
      const page = { after: last, seen: 0, limit: wanted };
      now = await store.read((tx) => standingOf(tx, claims.deviceId, page), 'once');
    }
  }
  return ok(lines());
}

/** The data goes out as it was stored: it need not be read to be sent. */
function line(change: StoredChange): string {
  const { seq, kind, id } = change;
  if ('json' in change) {
    return `{"seq":${seq},"kind":"${kind}","id":${JSON.stringify(id)},"version":${change.version},"data":${change.json}}\n`;
  }
  return `${JSON.stringify({ seq, kind, id, removed: true, reason: change.reason })}\n`;
}

/** As a cursor says it: up to which change a device has read, and which was the newest when it did, with its mark. */
interface Cursor {
  readonly era: string;
  readonly after: number;
  readonly seen: number;
  readonly mark: string;
  /** Of a reading from the beginning that is not at its end: which change was the newest when it began. */
  readonly base: number;
}
const BEGINNING = { after: 0, seen: 0 };

/** Undefined for a device that has none yet, null for what is no cursor. */
function readCursor(cursor: string | undefined): Cursor | undefined | null {
  if (cursor === undefined) return undefined;
  const [era = '', last = '', newest = last, mark = '', began = '0', ...rest] = cursor.split('.');
  const [after, seen, base] = [Number(last), Number(newest), Number(began)];
  const readable =
    rest.length === 0 && [last, newest, began].every((text) => /^\d{1,15}$/.test(text)) && after <= seen && base <= seen;
  return readable ? { era, after, seen, mark, base } : null;
}

const written = ({ era, after, seen, mark, base }: Cursor): string =>
  [era, after, ...(mark === '' && base <= after ? [] : [seen, mark]), ...(base <= after ? [] : [base])].join('.');

/**
 * A row that was changed after the newest change that a device saw is in none of its pages. Where a copy was put back, that newest
 * change is not there, or another one has its number now and with it another mark; then nothing can be gone on from.
 * Neither can it with a cursor of another store, nor with one from before the removals that are still kept.
 */
function goesOn(cursor: Cursor | undefined | null, { era, lastChange, seenMark, keptFrom }: Standing): boolean {
  if (cursor === undefined) return true;
  if (cursor === null || cursor.era !== era || Math.max(cursor.after, cursor.base) < keptFrom) return false;
  return cursor.seen <= lastChange && cursor.mark === seenMark;
}
