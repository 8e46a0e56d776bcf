import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { readHandover } from '../../../mplatform/contract/index.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { HandedOverPlace } from '../api/handed-over-views.ts';
import type { Mode } from '../api/views.ts';
import type { Store } from '../store/store.ts';

const ON_THIS_MACHINE: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Which sub-tickets a till's result may be of, by what it states itself. Whether it can be used for one of them is judged there,
 * as for a file that was chosen on its screen.
 * Errors: `handover.unreadable`, `handover.forged`, `handover.of-training`, `handover.of-production`,
 * `handover.nobodys-store`, `handover.store-done`
 */
export function placesOf(
  text: string,
  { mode, db, store }: { readonly mode: Mode; readonly db: Database; readonly store: Store },
): Result<readonly HandedOverPlace[], Problem> {
  const read = readHandover(text);
  if (read === undefined) return err(problem('handover.unreadable'));
  if (!read.signatureValid) return err(problem('handover.forged'));
  const { storeId: punktId, serverAddress } = read.handover;
  // Training's M/platform is always this machine's own.
  const ofTraining = isHere(serverAddress);
  if (mode === 'training' && !ofTraining) return err(problem('handover.of-production'));
  const all = ticketsWith(db, punktId).flatMap((ticketId) => {
    const view = store.viewRows.dossier(ticketId);
    if (view === undefined || view.removed !== null) return [];
    const { ticket, subTickets } = view.dossier;
    return subTickets
      .filter((subTicket) => subTicket.punktId === punktId)
      .map(({ id, status, pointOfSale }) => ({
        status,
        place: { ticketId, subTicketId: id, name: ticket.company.name, city: pointOfSale.city },
      }));
  });
  const open = all.filter(({ status }) => status !== 'closed' && status !== 'resigned').map(({ place }) => place);
  if (open.length > 0) return ok(open);
  if (all.length > 0) return err(problem('handover.store-done', { punktId }));
  return err(problem(mode === 'production' && ofTraining ? 'handover.of-training' : 'handover.nobodys-store', { punktId }));
}

function isHere(address: string): boolean {
  try {
    return ON_THIS_MACHINE.includes(new URL(address.includes('://') ? address : `https://${address}`).hostname);
  } catch {
    return false;
  }
}

/** By the words of the list, of which each point's ID is one: no ticket is read for it. */
const ticketsWith = (db: Database, punktId: string): readonly string[] =>
  db
    .prepare<[string], string>(
      `SELECT id FROM view_ticket WHERE removed = 0 AND n IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?) ORDER BY n LIMIT 100`,
    )
    .pluck()
    .all(`"${punktId.replaceAll('"', '""')}"`);
