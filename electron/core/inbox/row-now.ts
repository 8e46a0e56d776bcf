import type { Dossier } from '../../../domain/model/index.ts';
import { changedRow } from '../../../mplatform/contract/index.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import type { Edit } from './said.ts';

export type EditedRow = Readonly<Record<string, string>>;

/** The row as the server told it with its no, where that is newer than what was pulled since; else undefined. */
export function newerRow(store: Store, { detail, operation }: OperationRecord) {
  const kind = operation.kind.startsWith('ticket.') ? 'ticket' : 'subTicket';
  const told = changedRow.safeParse(detail.current).data;
  const standing = store.serverRows.standing(kind, operation.target);
  if (told === undefined || told.kind !== kind || told.id !== operation.target) return undefined;
  // What was taken away stays away until M/platform gives it back itself.
  if (standing === undefined || standing.removed !== null || standing.version >= told.version) return undefined;
  return told;
}

/** What M/platform has in the fields that an edit speaks of. */
export function theirRow(store: Store, record: OperationRecord, edit: Edit): EditedRow {
  const newer = newerRow(store, record);
  if (newer?.kind === 'ticket') return newer.data.company;
  if (newer?.kind === 'subTicket') return newer.data.pointOfSale;
  return rowOf(store.serverRows.dossier(record.ticketId)?.dossier, edit);
}

/** The same fields as they are shown now, with what is pending. */
export const shownRow = (store: Store, record: OperationRecord, edit: Edit): EditedRow =>
  rowOf(store.viewRows.dossier(record.ticketId)?.dossier, edit);

function rowOf(dossier: Dossier | undefined, edit: Edit): EditedRow {
  if (dossier === undefined) return {};
  if (edit.kind === 'ticket.editCompany') return dossier.ticket.company;
  return dossier.subTickets.find((s) => s.id === edit.target)?.pointOfSale ?? {};
}
