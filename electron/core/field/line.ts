import { isUtf8 } from 'node:buffer';
import { type SubTicket, subTicket, type Ticket, ticket } from '../../../domain/model/index.ts';
import { type Change, type ChangesEnd, changesEnd, readChangesLine, type UnreadRow } from '../../../mplatform/contract/index.ts';
import { type Listed, listedOf } from '../store/listed.ts';
import { checkerOf } from './checker.ts';

/**
 * A row that was checked and is kept as it was written, with what the list of tickets says of it. Not as a value: a page
 * of those would outlive every small collection of garbage, and make the memory of a long sync twice as large.
 */
export interface WrittenRow {
  readonly kind: 'ticket' | 'subTicket';
  readonly seq: number;
  readonly id: string;
  readonly version: number;
  /** Its data, JSON in UTF-8: a part of its page. */
  readonly bytes: Buffer;
  /** Of a ticket. */
  readonly listed?: Listed;
  /** Of a sub-ticket, else empty. */
  readonly ticketId: string;
  readonly punktId: string;
}
export type ReceivedChange = Change | WrittenRow;
type Line = ReceivedChange | UnreadRow | ChangesEnd;

/** How M/platform writes a row. One that is written otherwise means the same and is read the longer way. All of it ASCII. */
const HEAD =
  /^\{"seq":([1-9]\d{0,14}),"kind":"(ticket|subTicket)","id":"([A-Za-z0-9][A-Za-z0-9._-]{0,63})","version":([1-9]\d{0,8}),"data":(?=\{)/;
const LONGEST_LINE = 8 * 1024 * 1024;
const NEW_LINE = 10;
const BRACE = 0x7b;
const isTicket = checkerOf(ticket) as (value: unknown) => value is Ticket;
const isSubTicket = checkerOf(subTicket) as (value: unknown) => value is SubTicket;

/** A page of changes as it lies in memory: its end is known at once, its rows when they are asked for. */
export interface ReceivedPage {
  readonly end: ChangesEnd;
  /** At most so many rows, in order; undefined when one of them is no line of any version, or there are more. */
  readonly rows: (most: number) => readonly (ReceivedChange | UnreadRow)[] | undefined;
}

/**
 * @returns `cut-off` where the end is missing: it was lost on the way, so none of the page counts. `nonsense` where it
 * does not even begin as a page does
 */
export function readPage(bytes: Buffer): ReceivedPage | 'cut-off' | 'nonsense' {
  if (bytes.length > 0 && bytes[0] !== BRACE) return 'nonsense';
  const page = isUtf8(bytes) ? bytes : Buffer.from(bytes.toString());
  const length = page.at(-1) === NEW_LINE ? page.length - 1 : page.length;
  const last = length <= 0 ? 0 : page.lastIndexOf(NEW_LINE, length - 1) + 1;
  if (length - last > LONGEST_LINE) return 'nonsense';
  const end = changesEnd.safeParse(parseJson(page.toString('utf8', last, length))).data;
  return end === undefined ? 'cut-off' : { end, rows: (most) => readRows(page.subarray(0, last), most) };
}

function readRows(page: Buffer, most: number): readonly (ReceivedChange | UnreadRow)[] | undefined {
  const rows: (ReceivedChange | UnreadRow)[] = [];
  for (let from = 0; from < page.length; ) {
    const to = page.indexOf(NEW_LINE, from);
    const row = to - from > LONGEST_LINE ? undefined : readLine(page.subarray(from, to));
    // Filed under another row's id, an end in the middle, or more than was asked for: none of the contract's.
    if (row === undefined || 'cursor' in row || rows.length === most) return undefined;
    if ('data' in row && 'id' in row.data && row.data.id !== row.id) return undefined;
    rows.push(row);
    from = to + 1;
  }
  return rows;
}

/** One line of a page, parsed and checked; undefined for what is no line of any version. */
export function readLine(line: Buffer): Line | undefined {
  const text = line.toString('utf8');
  const head = HEAD.exec(text);
  return (head && readWritten(head, text, line)) ?? readChangesLine(parseJson(text));
}

function readWritten([head, seq, kind, id = '', version]: RegExpExecArray, text: string, line: Buffer): WrittenRow | undefined {
  if (!text.endsWith('}')) return undefined;
  // What stands between is JSON by itself, so nothing else can stand there.
  const data = parseJson(text.slice(head.length, -1));
  const row = { seq: Number(seq), id, version: Number(version), bytes: line.subarray(head.length, -1) };
  if (kind === 'ticket')
    return isTicket(data) && data.id === id ? { ...row, kind, listed: listedOf(data), ticketId: '', punktId: '' } : undefined;
  if (!isSubTicket(data) || data.id !== id) return undefined;
  return { ...row, kind: 'subTicket', ticketId: data.ticketId, punktId: data.punktId };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
