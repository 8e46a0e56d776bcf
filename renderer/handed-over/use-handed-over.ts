import { useQuery } from '@tanstack/react-query';
import type { HandedOverView } from '../../electron/core/api/handed-over-views.ts';
import { useApi } from '../queries.tsx';

/** The file that waits to be looked at; null where none does. */
export function useHandedOver(): HandedOverView | null {
  const { data } = useQuery(useApi().handedOver.next.queryOptions());
  return data?.ok === true ? data.value : null;
}

/** The same, where it is this sub-ticket's. */
export function useHandedOverFor(subTicketId: string): HandedOverView | null {
  const next = useHandedOver();
  const [only, ...others] = next?.places ?? [];
  return only?.subTicketId === subTicketId && others.length === 0 ? next : null;
}
