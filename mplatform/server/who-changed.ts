import { rfc3339 } from '../../domain/clock.ts';
import type { Dossier } from '../../domain/model/index.ts';
import { nipDigits } from '../../domain/nip.ts';
import type { Refusal } from '../../domain/operations/decide.ts';
import { type Intent, intent } from '../../domain/operations/operation.ts';
import type { ChangedBy } from '../contract/schemas.ts';
import type { ReadTransaction } from './store/port.ts';
import type { TechnicianRecord } from './store/records.ts';
import { isOfOwnDealer } from './visibility.ts';

/** By field; `technicianId` where another technician has the whole ticket. */
export type WhoChanged = Readonly<Record<string, ChangedBy>>;

/** How far back it is looked: what was overwritten since is not what stands there now. */
const LOOK_BACK = 100;

/** Who made the refused operation's fields what they are now, as far as it was a technician, told from what was decided. */
export async function whoChanged(
  tx: ReadTransaction,
  asks: TechnicianRecord,
  { ticket, subTickets }: Dossier,
  refused: Intent,
  { code, fields = [] }: Refusal,
): Promise<WhoChanged> {
  const named = async (technicianId: string, at: string): Promise<ChangedBy | undefined> => {
    const who = await tx.technician(technicianId);
    return who && { technician: isOfOwnDealer(asks, who) ? who.name : null, dealer: who.dealerName, at };
  };
  if (code === 'ticket.taken-by-another' || code === 'ticket.already-taken') {
    const { technicianId, takenAt } = ticket;
    const who = technicianId === null || takenAt === null ? undefined : await named(technicianId, takenAt);
    return who === undefined ? {} : { technicianId: who };
  }
  if (code !== 'operation.conflict') return {};
  const row = rowOf(refused, ticket, subTickets);
  const found: Record<string, ChangedBy> = {};
  const seen = new Set<string>();
  for (const { operation, technicianId, decidedAt } of await tx.appliedTo(refused.target, LOOK_BACK)) {
    const edit = intent.safeParse(operation).data;
    if (edit === undefined || edit.kind !== refused.kind || !('fields' in edit.args)) continue;
    for (const [field, { to }] of Object.entries(edit.args.fields)) {
      if (seen.has(field) || !fields.includes(field)) continue;
      seen.add(field);
      // What the row says now was not this one's doing: an operator's, or somebody's through another way in.
      if (!same(field, row?.[field], to)) continue;
      const who = await named(technicianId, rfc3339(decidedAt));
      if (who !== undefined) found[field] = who;
    }
  }
  return found;
}

function rowOf(
  { kind, target }: Intent,
  ticket: Dossier['ticket'],
  subTickets: Dossier['subTickets'],
): Readonly<Record<string, string>> | undefined {
  if (kind === 'ticket.editCompany') return ticket.company;
  return subTickets.find((s) => s.id === target)?.pointOfSale;
}

const same = (field: string, now: string | undefined, to: string): boolean =>
  now !== undefined && (now === to || (field === 'nip' && nipDigits(now) === nipDigits(to)));
