import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { onlineManager, QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Problem } from '../domain/problem.ts';
import type { Result } from '../domain/result.ts';
import type { ChangedEvent } from '../electron/core/api/views.ts';
import type { Client, Connection } from './api.ts';
import { sameValue } from './same-value.ts';

const makeUtils = (client: Client) => createTanstackQueryUtils(client);
export type Api = ReturnType<typeof makeUtils>;

const ApiContext = createContext<{ readonly api: Api; readonly client: Client; readonly up: boolean } | null>(null);

function useContextOf() {
  const value = useContext(ApiContext);
  if (value === null) throw new Error('ApiProvider is missing');
  return value;
}
export const useApi = (): Api => useContextOf().api;
export const useClient = (): Client => useContextOf().client;
export const useConnected = (): boolean => useContextOf().up;

export function ApiProvider({ connection, children }: { readonly connection: Connection; readonly children: ReactNode }) {
  const [queries] = useState(() => {
    // "Online" here means that the core answers; whether there is internet is the core's business, not the page's.
    onlineManager.setEventListener((set) => {
      set(connection.isUp());
      return connection.subscribe(() => set(connection.isUp()));
    });
    return new QueryClient({
      defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 1 }, mutations: { networkMode: 'always' } },
    });
  });
  const up = useSyncExternalStore(connection.subscribe, connection.isUp);
  const { client } = connection;
  const api = useMemo(() => makeUtils(client), [client]);
  const value = useMemo(() => ({ api, client, up }), [api, client, up]);

  useEffect(() => {
    if (!up) return;
    const ending = new AbortController();
    void queries.invalidateQueries();
    void followChanges(client, ending.signal, (event) => refresh(queries, api, event));
    return () => ending.abort();
  }, [up, client, api, queries]);

  return (
    <QueryClientProvider client={queries}>
      <ApiContext value={value}>{children}</ApiContext>
    </QueryClientProvider>
  );
}

async function followChanges(client: Client, signal: AbortSignal, onChange: (event: ChangedEvent) => void): Promise<void> {
  try {
    for await (const event of await client.app.changes(undefined, { signal })) onChange(event);
  } catch {
    // The line broke or the page listens anew: the next connection reads everything again.
  }
}

function refresh(queries: QueryClient, api: Api, { topics }: ChangedEvent): void {
  const stale = {
    status: [api.app.key(), api.aside.key(), api.screen.key(), api.inbox.key()],
    tickets: [
      api.handedOver.key(),
      api.tickets.key(),
      api.quotes.key(),
      api.forms.key(),
      api.hesitation.key(),
      api.subTickets.key(),
      api.operations.key(),
      api.documents.key(),
      api.inbox.key(),
    ],
    // The closing gate looks at the file on disk and at the last probe, so a sub-ticket follows both.
    till: [api.till.key(), api.app.key(), api.subTickets.key()],
    probes: [api.probe.key(), api.subTickets.key()],
    files: [api.files.key(), api.materials.key()],
    practice: [api.practice.key()],
    drafts: [api.quotes.key(), api.forms.key(), api.notes.key(), api.retailerTraining.key()],
    reminders: [api.reminders.key()],
    updates: [api.updates.key()],
    handedOver: [api.handedOver.key()],
  } as const;
  for (const queryKey of topics.flatMap((topic) => stale[topic])) void queries.invalidateQueries({ queryKey });
}

export const useStatus = () => useQuery(useApi().app.status.queryOptions()).data;

export interface Act<I> {
  readonly run: (input: I) => void;
  readonly busy: boolean;
  /** The expected failure of the last try. */
  readonly problem: Problem | null;
  /** The last try ended by a bug or a broken line: whether it happened is not known here. */
  readonly crashed: boolean;
  readonly reset: () => void;
}

interface Asked<I> {
  readonly input: I;
}

/** Something the technician does: the failure stays beside its button until the next try. */
export function useAct<I, T>(call: (input: I) => Promise<Result<T, Problem>>, after?: (value: T) => void): Act<I> {
  const queries = useQueryClient();
  const asked = useRef<Asked<I> | null>(null);
  const { mutate, ...mutation } = useMutation({
    mutationFn: async (asking: Asked<I>) => {
      try {
        return await call(asking.input);
      } finally {
        if (asked.current === asking) asked.current = null;
      }
    },
    onSuccess: (result) => {
      if (result.ok) after?.(result.value);
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const run = useCallback(
    (input: I) => {
      // A button looks busy only a moment after its click: a second one until then is the same wish, not another.
      if (asked.current !== null && sameValue(asked.current.input, input)) return;
      asked.current = { input };
      mutate(asked.current);
    },
    [mutate],
  );
  return {
    run,
    busy: mutation.isPending,
    problem: mutation.data?.ok === false ? mutation.data.error : null,
    crashed: mutation.isError,
    reset: mutation.reset,
  };
}
