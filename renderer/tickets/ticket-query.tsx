import { createContext, type ReactNode, type RefObject, useContext, useMemo, useRef, useState } from 'react';
import type { TicketSelection } from '../../electron/core/api/list-contract.ts';

/** Where in the list one was: found again when one comes back from a ticket. */
export interface Place {
  /** Pixels. */
  offset: number;
  /** The line that has, or had, the keyboard, and its number; null before there was one. */
  active: string | null;
  index: number;
  /** Another line was chosen in the other list meanwhile. */
  moved: boolean;
}
const HEAD: Place = { offset: 0, active: null, index: 0, moved: false };

/** What the list shows. Kept above the screens, so that the list is found again as it was left. */
interface ListState {
  readonly selection: TicketSelection;
  readonly page: number;
  /** Whatever narrows or reorders the list starts it at its beginning. */
  readonly change: (part: Partial<TicketSelection>) => void;
  readonly turnTo: (page: number) => void;
  readonly place: RefObject<Place>;
  readonly side: RefObject<Place>;
}

export const everything: TicketSelection = {
  search: '',
  statuses: [],
  onlyMine: false,
  due: 'any',
  waiting: false,
  acquired: 'any',
  caretaker: null,
  openedFrom: null,
  openedTo: null,
  sort: 'urgency',
  descending: false,
};

/** Which parts of the filter are set; the order is none of it. */
export const narrowed = (selection: TicketSelection): readonly (keyof TicketSelection)[] =>
  (Object.keys(everything) as (keyof TicketSelection)[]).filter(
    (key) => key !== 'sort' && key !== 'descending' && JSON.stringify(selection[key]) !== JSON.stringify(everything[key]),
  );

/** Whether two show the same tickets in the same order. */
export const isSame = (a: TicketSelection, b: TicketSelection): boolean =>
  (Object.keys(everything) as (keyof TicketSelection)[]).every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));

const ListContext = createContext<ListState | null>(null);

export function TicketListState({ children }: { readonly children: ReactNode }) {
  const [{ selection, page }, set] = useState({ selection: everything, page: 0 });
  const place = useRef<Place>({ ...HEAD });
  const side = useRef<Place>({ ...HEAD });
  const state = useMemo(
    () => ({
      selection,
      page,
      place,
      side,
      change: (part: Partial<TicketSelection>) => {
        place.current = { ...HEAD };
        side.current = { ...HEAD };
        set((now) => ({ selection: { ...now.selection, ...part }, page: 0 }));
      },
      turnTo: (next: number) => {
        place.current = { ...HEAD };
        set((now) => ({ ...now, page: next }));
      },
    }),
    [selection, page],
  );
  return <ListContext value={state}>{children}</ListContext>;
}

export function useTicketList(): ListState {
  const state = useContext(ListContext);
  if (state === null) throw new Error('TicketListState is missing');
  return state;
}
