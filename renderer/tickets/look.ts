import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListColumn } from '../../electron/core/api/list-contract.ts';
import type { ListLook } from '../../electron/core/api/list-views.ts';
import type { UiKey } from '../i18n.ts';
import { useApi, useClient } from '../queries.tsx';

export const columnTitles: Readonly<Record<ListColumn, UiKey>> = {
  deadline: 'column.deadline',
  type: 'column.type',
  crmId: 'column.crmId',
  nip: 'column.nip',
  name: 'column.name',
  city: 'column.city',
  acquired: 'column.acquired',
  status: 'column.status',
  caretaker: 'column.caretaker',
  openedOn: 'column.opened',
  closedOn: 'column.closed',
  days: 'column.days',
};
/** The manual's columns in its order; what expires next stands before them. */
export const allColumns = Object.keys(columnTitles) as readonly ListColumn[];
export const sizes = [10, 25, 50, 'endless'] as const;

const FIRST: ListLook = { columns: allColumns, size: 'endless', views: [] };

/** How the list looks on this device. A change shows at once and is then kept. */
export function useLook() {
  const api = useApi();
  const client = useClient();
  const queries = useQueryClient();
  const options = api.tickets.look.queryOptions();
  const { data } = useQuery({ ...options, staleTime: Number.POSITIVE_INFINITY });
  const { mutate } = useMutation({
    mutationFn: (change: Partial<Omit<ListLook, 'views'>>) =>
      client.tickets.setLook({ ...change, columns: change.columns && [...change.columns] }),
    onSettled: () => queries.invalidateQueries({ queryKey: options.queryKey }),
  });
  const set = (change: Partial<Omit<ListLook, 'views'>>): void => {
    void queries.cancelQueries({ queryKey: options.queryKey });
    queries.setQueryData(options.queryKey, (now) => ({ ...(now ?? FIRST), ...change }));
    mutate(change);
  };
  return { look: data ?? FIRST, known: data !== undefined, set };
}
