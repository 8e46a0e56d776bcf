import type { SubTicket } from '../../../domain/model/index.ts';
import type { Checklist } from './checklist.ts';

/** How much of the version is named by the longest beginning that fits: 0 for a list for any version, -1 where none fits. */
function closeness({ pcposVersions }: Checklist, version: string | null): number {
  if (pcposVersions.length === 0) return 0;
  const fitting = pcposVersions.filter((beginning) => version?.startsWith(beginning));
  return Math.max(-1, ...fitting.map(({ length }) => length));
}

/** Only exchanged, or bought as well: who exchanges knows an earlier PC-POS already. */
const kindOf = ({ purchase, exchange }: SubTicket['stations']) => (purchase === 0 && exchange > 0 ? 'exchange' : 'purchase');

/**
 * The checklist for a point of sale: of those that fit the till's version the one that says most of it, and of those one for
 * what is bought there. A version that is not known fits the general lists alone.
 */
export function whichChecklist(
  lists: readonly Checklist[],
  version: string | null,
  stations: SubTicket['stations'],
): Checklist | undefined {
  const kind = kindOf(stations);
  const fitting = lists.filter((list) => closeness(list, version) >= 0 && (list.stations ?? kind) === kind);
  return fitting.toSorted(
    (a, b) =>
      closeness(b, version) - closeness(a, version) || Number(a.stations === undefined) - Number(b.stations === undefined),
  )[0];
}
