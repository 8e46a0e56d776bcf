import { createContext, type ReactNode, useContext, useState } from 'react';
import type { TicketStatus } from '../../domain/model/index.ts';
import type { TicketQuery } from '../../electron/core/api/contract.ts';

/** What the list shows. Kept above the screens, so that the list is found again as it was left. */
interface ListState {
  readonly query: TicketQuery;
  readonly change: (part: Partial<TicketQuery>) => void;
}

const first: TicketQuery = {
  search: '',
  statuses: [],
  onlyMine: false,
  sort: 'urgency',
  descending: false,
  page: 0,
  pageSize: 25,
};

export const pageSizes = [10, 25, 50] as const;
export const statuses: readonly TicketStatus[] = [
  'new',
  'agreement',
  'inProgress',
  'suspended',
  'resigned',
  'closed',
  'withdrawn',
];

const ListContext = createContext<ListState | null>(null);

export function TicketListState({ children }: { readonly children: ReactNode }) {
  const [query, setQuery] = useState(first);
  // Whatever narrows or reorders the list starts it at its first page.
  const change = (part: Partial<TicketQuery>) => setQuery((now) => ({ ...now, page: 0, ...part }));
  return <ListContext value={{ query, change }}>{children}</ListContext>;
}

export function useTicketList(): ListState {
  const state = useContext(ListContext);
  if (state === null) throw new Error('TicketListState is missing');
  return state;
}
