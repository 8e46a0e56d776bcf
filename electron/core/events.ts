import type { ChangedEvent } from './api/views.ts';

type Topic = ChangedEvent['topics'][number];

/** Tells every listening interface that something changed. Events that come in one turn are told as one. */
export function createEvents() {
  const listeners = new Set<(event: ChangedEvent) => void>();
  let collected = new Set<Topic>();
  return {
    emit(...topics: readonly Topic[]): void {
      const first = collected.size === 0;
      for (const topic of topics) collected.add(topic);
      if (!first) return;
      queueMicrotask(() => {
        const event: ChangedEvent = { topics: [...collected] };
        collected = new Set();
        for (const listener of listeners) listener(event);
      });
    },
    /** Every event from now on, until the signal says stop. A slow listener gets the topics joined, never a backlog. */
    async *stream(signal: AbortSignal | undefined): AsyncGenerator<ChangedEvent, void> {
      const waiting = new Set<Topic>();
      let wake = (): void => {};
      const listener = (event: ChangedEvent): void => {
        for (const topic of event.topics) waiting.add(topic);
        wake();
      };
      listeners.add(listener);
      const onAbort = (): void => wake();
      signal?.addEventListener('abort', onAbort);
      try {
        while (signal?.aborted !== true) {
          if (waiting.size === 0) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          const topics = [...waiting];
          waiting.clear();
          yield { topics };
        }
      } finally {
        listeners.delete(listener);
        signal?.removeEventListener('abort', onAbort);
      }
    },
  };
}
export type Events = ReturnType<typeof createEvents>;
