import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { TicketSelection } from '../../electron/core/api/list-contract.ts';
import type { TicketHint, TicketRow } from '../../electron/core/api/list-views.ts';
import { useApi } from '../queries.tsx';

/** Lines asked for at once while one scrolls. */
const PIECE = 100;
/** Everything is counted once the person has stopped typing. */
const PAUSE_MS = 250;

export interface Rows {
  /** How many there are; null before anything is known. */
  readonly total: number | null;
  /** There are more than `total` says, and they are being counted. */
  readonly counting: boolean;
  /** What is shown is still that of the question before. */
  readonly stale: boolean;
  readonly failed: boolean;
  readonly retry: () => void;
  /** A line; undefined while it is on its way. */
  readonly at: (index: number) => TicketRow | undefined;
  readonly hintOf: (id: string) => TicketHint | undefined;
}

/** One page of the list, as long as the person wants it. */
export function usePage(selection: TicketSelection, page: number, pageSize: number, enabled: boolean): Rows {
  const api = useApi();
  const input = { ...selection, page, pageSize };
  const asked = useQuery(api.tickets.list.queryOptions({ input, placeholderData: keepPreviousData, enabled }));
  const more = asked.data?.more === true;
  const paused = usePaused(enabled && more && !asked.isPlaceholderData, selection);
  const count = useQuery(api.tickets.list.queryOptions({ input: { ...input, exact: true }, enabled: paused }));
  const { data, refetch, isPlaceholderData: stale, isError: failed } = asked;
  const hintOf = useHints(useMemo(() => (!enabled || data === undefined ? [] : [data.rows]), [enabled, data]));
  const total = (more ? count.data : undefined)?.total ?? data?.total ?? null;
  const counting = more && count.data === undefined;
  return useMemo(
    () => ({ total, counting, stale, failed, retry: () => void refetch(), at: (index) => data?.rows[index], hintOf }),
    [total, counting, stale, failed, refetch, data, hintOf],
  );
}

/**
 * The whole list, of which only the pieces around what is seen are fetched.
 * @param from first line that is seen
 */
export function useEndless(selection: TicketSelection, from: number, to: number, enabled: boolean): Rows {
  const api = useApi();
  const piece = (page: number, exact = false) => ({ input: { ...selection, page, pageSize: PIECE, exact } });
  const first = useQuery(api.tickets.list.queryOptions({ ...piece(0), placeholderData: keepPreviousData, enabled }));
  const { data, refetch, isPlaceholderData: stale, isError: failed } = first;
  const more = data?.more === true;
  const paused = usePaused(enabled && more && !stale, selection);
  const whole = useQuery(api.tickets.list.queryOptions({ ...piece(0, true), enabled: paused }));
  const total = (more ? whole.data : undefined)?.total ?? data?.total ?? null;
  const counting = more && whole.data === undefined;
  const last = total === null ? 0 : Math.floor(Math.max(0, total - 1) / PIECE);
  const wanted = useMemo(() => (enabled ? piecesOf(from, to, last).filter((page) => page > 0) : []), [enabled, from, to, last]);
  const queries = useMemo(
    () =>
      wanted.map((page) =>
        api.tickets.list.queryOptions({ input: { ...selection, page, pageSize: PIECE, exact: false }, gcTime: 60_000 }),
      ),
    [api, selection, wanted],
  );
  const pieces = useQueries({ queries, combine: dataOf });
  const seen = useMemo(
    () => new Map([[0, data?.rows ?? []], ...wanted.map((page, i) => [page, pieces[i]?.rows ?? []] as const)]),
    [data, wanted, pieces],
  );
  const hintOf = useHints(
    useMemo(
      () =>
        [...seen].filter(([page]) => enabled && page >= Math.floor(from / PIECE) && page <= to / PIECE).map(([, rows]) => rows),
      [seen, enabled, from, to],
    ),
  );
  // Whoever draws the lines does so anew only when one of them is another.
  return useMemo(
    () => ({
      total,
      counting,
      stale,
      failed,
      retry: () => void refetch(),
      at: (index) => seen.get(Math.floor(index / PIECE))?.[index % PIECE],
      hintOf,
    }),
    [total, counting, stale, failed, refetch, seen, hintOf],
  );
}

function dataOf<T>(answers: readonly { readonly data: T }[]): readonly T[] {
  return answers.map(({ data }) => data);
}

/** The pieces that are seen, and the ones before and after them. */
export function piecesOf(from: number, to: number, last: number): readonly number[] {
  const [start, end] = [Math.floor((from - PIECE / 2) / PIECE), Math.floor((to + PIECE / 2) / PIECE)];
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => start + i).filter((page) => page >= 0 && page <= last);
}

function useHints(pieces: readonly (readonly TicketRow[])[]): Rows['hintOf'] {
  const api = useApi();
  const queries = useMemo(
    () =>
      pieces.map((rows) => {
        const ids = rows.filter((row) => row.nextDeadline !== null).map(({ id }) => id);
        const options = api.tickets.hints.queryOptions({ input: { ids }, enabled: ids.length > 0, gcTime: 60_000 });
        // A hundred ids in a key are looked at one by one each time that it is compared; as one word, once.
        return { ...options, queryKey: [...api.tickets.hints.key(), ids.join()] as unknown as typeof options.queryKey };
      }),
    [api, pieces],
  );
  const answers = useQueries({ queries, combine: dataOf });
  return useMemo(() => {
    const hints = new Map(answers.flatMap((some) => some ?? []).map((hint) => [hint.id, hint]));
    return (id: string) => hints.get(id);
  }, [answers]);
}

/** True a moment after `on` became true, as long as `value` stays the same. */
function usePaused(on: boolean, value: unknown): boolean {
  const [paused, setPaused] = useState<unknown>(null);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [on, value]);
  return on && paused === value;
}
