import { rfc3339 } from '../../../domain/clock.ts';
import { reasonInWords } from '../../../domain/operations/reason-words.ts';
import type { Language } from '../../../domain/text.ts';
import type { InboxField, InboxState, OperationPlace, SaidValue } from '../api/inbox-views.ts';
import { type ReportFile, thisProgram } from '../probing/report-of.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { exportPage } from './export-page.ts';
import { editedFields, stateOf } from './items.ts';
import type { Places } from './places.ts';
import { saidBy } from './said.ts';
import { needsLook } from './unsent.ts';

/** `withdrawing`: given up after it had been sent; M/platform has not said yet what became of it. */
export type ExportedState = InboxState | 'waiting' | 'withdrawing' | 'applied' | 'withdrawn';

export interface ExportedOperation {
  readonly id: string;
  readonly kind: OperationRecord['operation']['kind'];
  readonly doneAt: string;
  readonly place: OperationPlace;
  readonly state: ExportedState;
  readonly reason: { readonly code: string; readonly sentence: string } | null;
  readonly settledAt: string | null;
  readonly fields: readonly InboxField[];
  readonly said: readonly SaidValue[];
  /** As recorded, without the proof that a close may carry. */
  readonly args: unknown;
}

export interface Export {
  readonly madeAt: string;
  readonly language: Language;
  readonly program: { readonly version: string; readonly system: string };
  readonly technician: {
    readonly name: string;
    readonly dealer: string;
    readonly server: string;
    readonly deviceId: string;
  } | null;
  readonly lastSuccessAt: string | null;
  readonly tickets: readonly ExportedTicket[];
}
export interface ExportedTicket {
  readonly place: OperationPlace;
  readonly takenAway: string | null;
  readonly operations: readonly ExportedOperation[];
}

interface Wish {
  readonly now: number;
  readonly language: Language;
  /** Tickets that were taken away and on which something was done. */
  readonly goneIds: readonly string[];
  readonly ticketId: string | null;
}

/** Facts for the file, picked one by one: what is not named here (tokens, proofs, keys) cannot get into it. */
export function gather(store: Store, places: Places, { now, language, goneIds, ticketId }: Wish): Export {
  const { operations, outlines, state } = store;
  const arrived = outlines.arrived().flatMap(({ id }) => operations.get(id) ?? []);
  const open = [...operations.undecided(), ...operations.unreadRefusals(), ...arrived];
  const ids = ticketId !== null ? [ticketId] : [...new Set([...open.map((r) => r.ticketId), ...goneIds])];
  const device = state.get('device');
  return {
    madeAt: rfc3339(now),
    language,
    program: thisProgram(),
    technician:
      device === undefined
        ? null
        : {
            name: device.technician.name,
            dealer: device.technician.dealerName,
            server: device.server,
            deviceId: device.deviceId,
          },
    lastSuccessAt: state.get('lastSuccessAt') ?? null,
    tickets: ids.map((id) => {
      const whole = ticketId !== null || goneIds.includes(id);
      const records = whole ? operations.historyOf(id) : open.filter((r) => r.ticketId === id);
      return {
        place: places.ofTicket(id),
        takenAway: places.server(id)?.removed ?? null,
        operations: records.toSorted((a, b) => a.position - b.position).map((r) => exported(store, places, r, now, language)),
      };
    }),
  };
}

function exported(store: Store, places: Places, record: OperationRecord, now: number, language: Language): ExportedOperation {
  const { operation, reason } = record;
  const place = places.of(record);
  return {
    id: operation.id,
    kind: operation.kind,
    doneAt: operation.deviceTime,
    place,
    state: exportedState(record, now),
    reason: reason === null ? null : { code: reason.code, sentence: reasonInWords(reason, place, language) },
    settledAt: record.settledAt,
    fields: editedFields(store, record),
    said: saidBy(operation),
    args: operation.kind === 'subTicket.close' ? {} : operation.args,
  };
}

function exportedState(record: OperationRecord, now: number): ExportedState {
  const { outcome, givenUp, acknowledged } = record;
  if (givenUp && outcome === null) return 'withdrawing';
  if (givenUp && outcome === 'rejected') return 'withdrawn';
  if (outcome === 'withdrawn' || (outcome === 'applied' && (!givenUp || acknowledged))) return outcome;
  return outcome === null && !needsLook(record, now) ? 'waiting' : stateOf(record, now);
}

export function exportFile(content: Export, format: 'html' | 'json'): ReportFile {
  const [day = '', time = ''] = new Date(content.madeAt).toLocaleString('sv-SE', { timeZone: 'Europe/Warsaw' }).split(' ');
  const name = `niewyslane-${day}-${time.slice(0, 5).replace(':', '')}`;
  return format === 'html'
    ? { fileName: `${name}.html`, mediaType: 'text/html; charset=utf-8', text: exportPage(content) }
    : { fileName: `${name}.json`, mediaType: 'application/json', text: `${JSON.stringify(content, null, 2)}\n` };
}
