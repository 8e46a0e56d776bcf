import { subTicket, ticket } from '../../../domain/model/index.ts';
import { type Change, readChangesLine, type UnreadRow } from '../../../mplatform/contract/index.ts';

/**
 * A row that was checked and is kept as it was written. Not as a value: a page of those would outlive every small
 * collection of garbage, and make the memory of a long sync twice as large.
 */
export interface WrittenRow {
  readonly kind: 'ticket' | 'subTicket';
  readonly seq: number;
  readonly id: string;
  readonly version: number;
  /** Its data, JSON. */
  readonly text: string;
  /** Of a sub-ticket, else empty. */
  readonly ticketId: string;
  readonly punktId: string;
}
export type ReceivedChange = Change | WrittenRow;
type Line = ReceivedChange | UnreadRow | Exclude<ReturnType<typeof readChangesLine>, Change | UnreadRow | undefined>;

/** How M/platform writes a row. One that is written otherwise means the same and is read the longer way. */
const ROW =
  /^\{"seq":([1-9]\d{0,14}),"kind":"(ticket|subTicket)","id":"([A-Za-z0-9][A-Za-z0-9._-]{0,63})","version":([1-9]\d{0,8}),"data":(\{.*\})\}$/;

/** One line of a page, parsed and checked; undefined for what is no line of any version. */
export function readLine(line: string): Line | undefined {
  const match = ROW.exec(line);
  return (match && readWritten(match)) ?? readChangesLine(parseJson(line));
}

function readWritten([, seq, kind, id = '', version, text = '']: RegExpExecArray): WrittenRow | undefined {
  const data = parseJson(text);
  const row = { seq: Number(seq), id, version: Number(version), text };
  if (kind === 'ticket') {
    const read = ticket.safeParse(data).data;
    return read?.id === id ? { ...row, kind, ticketId: '', punktId: '' } : undefined;
  }
  const read = subTicket.safeParse(data).data;
  return read?.id === id ? { ...row, kind: 'subTicket', ticketId: read.ticketId, punktId: read.punktId } : undefined;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
