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
  const data = asked.data;
  const hintOf = useHints(!enabled || data === undefined ? [] : [data.rows]);
  return {
    total: (more ? count.data : undefined)?.total ?? data?.total ?? null,
    counting: more && count.data === undefined,
    stale: asked.isPlaceholderData,
    failed: asked.isError,
    retry: () => void asked.refetch(),
    at: (index) => data?.rows[index],
    hintOf,
  };
}

/**
 * The whole list, of which only the pieces around what is seen are fetched.
 * @param from first line that is seen
 */
export function useEndless(selection: TicketSelection, from: number, to: number, enabled: boolean): Rows {
  const api = useApi();
  const piece = (page: number, exact = false) => ({ input: { ...selection, page, pageSize: PIECE, exact } });
  const first = useQuery(api.tickets.list.queryOptions({ ...piece(0), placeholderData: keepPreviousData, enabled }));
  const more = first.data?.more === true;
  const paused = usePaused(enabled && more && !first.isPlaceholderData, selection);
  const whole = useQuery(api.tickets.list.queryOptions({ ...piece(0, true), enabled: paused }));
  const total = (more ? whole.data : undefined)?.total ?? first.data?.total ?? null;
  const last = total === null ? 0 : Math.floor(Math.max(0, total - 1) / PIECE);
  const wanted = enabled ? piecesOf(from, to, last).filter((page) => page > 0) : [];
  const pieces = useQueries({
    queries: wanted.map((page) => api.tickets.list.queryOptions({ ...piece(page), enabled, gcTime: 60_000 })),
  });
  const seen = new Map([[0, first.data?.rows ?? []], ...wanted.map((page, i) => [page, pieces[i]?.data?.rows ?? []] as const)]);
  const hintOf = useHints(
    [...seen].filter(([page]) => enabled && page >= Math.floor(from / PIECE) && page <= to / PIECE).map(([, rows]) => rows),
  );
  return {
    total,
    counting: more && whole.data === undefined,
    stale: first.isPlaceholderData,
    failed: first.isError,
    retry: () => void first.refetch(),
    at: (index) => seen.get(Math.floor(index / PIECE))?.[index % PIECE],
    hintOf,
  };
}

/** The pieces that are seen, and the ones before and after them. */
export function piecesOf(from: number, to: number, last: number): readonly number[] {
  const [start, end] = [Math.floor((from - PIECE / 2) / PIECE), Math.floor((to + PIECE / 2) / PIECE)];
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => start + i).filter((page) => page >= 0 && page <= last);
}

function useHints(pieces: readonly (readonly TicketRow[])[]): Rows['hintOf'] {
  const api = useApi();
  const answers = useQueries({
    queries: pieces.map((rows) => {
      const ids = rows.filter((row) => row.nextDeadline !== null).map(({ id }) => id);
      return api.tickets.hints.queryOptions({ input: { ids }, enabled: ids.length > 0, gcTime: 60_000 });
    }),
    combine: (all) => all.map(({ data }) => data),
  });
  const hints = useMemo(() => new Map(answers.flatMap((some) => some ?? []).map((hint) => [hint.id, hint])), [answers]);
  return (id) => hints.get(id);
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
