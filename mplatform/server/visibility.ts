import type { Dossier } from '../../domain/model/index.ts';
import type { ReadTransaction } from './store/port.ts';
import type { NewRow, StoredDossier } from './store/records.ts';

/**
 * Who may see what, in one place. The dealer bounds it: a technician sees every ticket of the own dealer, with its
 * sub-tickets, also those that a colleague took (the list shows them; the rules forbid to change them), and nothing
 * of any other dealer. Settings are everyone's. Who is to be changed by whom is the rules' affair (`domain/operations`).
 */
export const EVERYONE = '*';

export interface Viewer {
  readonly dealerId: string;
}

export const audiencesOf = ({ dealerId }: Viewer): readonly [string, string] => [dealerId, EVERYONE];

export const maySee = (viewer: Viewer, row: { readonly audience: string }): boolean => audiencesOf(viewer).includes(row.audience);

/** What carries its dealer itself: uploads, points of sale, people. */
export const isOfOwnDealer = ({ dealerId }: Viewer, it: { readonly dealerId: string } | undefined): boolean =>
  it?.dealerId === dealerId;

/** A probe is told to the device that began it, and to nobody else: not even to another one of the same technician. */
export const isOwnProbe = (deviceId: string, probe: { readonly deviceId: string } | undefined): boolean =>
  probe?.deviceId === deviceId;

/** The name under which a technician may read a file: of a ticket that they may see, or of a material. Else undefined. */
export async function fileNameFor(tx: ReadTransaction, viewer: Viewer, sha256: string): Promise<string | undefined> {
  const audiences = audiencesOf(viewer);
  const ticket = await tx.ticketNaming(audiences, sha256);
  const attached = ticket?.data.files.find((file) => file.sha256 === sha256);
  if (attached !== undefined) return attached.name;
  // Few, and asked for only where no ticket names the file.
  return (await tx.rowsOfKind('material', audiences)).find(({ data }) => data.sha256 === sha256)?.data.title;
}

/** Rows of a dossier, bound to the dealer of its ticket. */
export function rowsOf({ ticket, subTickets }: Dossier): readonly NewRow[] {
  const audience = ticket.dealerId;
  return [
    { kind: 'ticket', id: ticket.id, audience, data: ticket },
    ...subTickets.map((data) => ({ kind: 'subTicket', id: data.id, audience, data }) as const),
  ];
}

export const plain = (stored: StoredDossier): Dossier => ({
  ticket: stored.ticket.data,
  subTickets: stored.subTickets.map((row) => row.data),
});
