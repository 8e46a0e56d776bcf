import type { Clock } from '../../../domain/clock.ts';
import type { Language } from '../../../domain/text.ts';
import type { Events } from '../events.ts';
import { reportOf } from '../probing/report-of.ts';
import type { Workplace } from '../workplace.ts';
import type { guardedCalls } from './guarded.ts';
import type { ProbeEvent } from './views.ts';

export interface ProbeCallDeps {
  readonly workplace: () => Workplace;
  readonly events: Events;
  readonly clock: Clock;
  readonly language: () => Language;
}

export function probeCalls(
  calls: ReturnType<typeof guardedCalls>['probe'],
  { workplace, events, clock, language }: ProbeCallDeps,
) {
  async function* probe(subTicketId: string, signal: AbortSignal | undefined): AsyncGenerator<ProbeEvent, void> {
    const { store, probing, sync } = workplace();
    const ticketId = store.viewRows.ticketIdOf(subTicketId);
    const subTicket =
      ticketId === undefined ? undefined : store.viewRows.dossier(ticketId)?.dossier.subTickets.find((s) => s.id === subTicketId);
    if (subTicket === undefined) return;
    const cancel = new AbortController();
    signal?.addEventListener('abort', () => cancel.abort());
    if (signal?.aborted) cancel.abort();
    // What was done before must have arrived, or the server would not know whose store this is. The way there is
    // tested meanwhile: a dead server must not make the person wait for two time limits.
    const first = store.operations.waiting() > 0 ? sync.now() : undefined;
    const queue: ProbeEvent[] = [];
    let wake = (): void => {};
    const running = probing.run(subTicket, {
      signal: cancel.signal,
      ...(first === undefined ? {} : { first }),
      onEvent: (event) => {
        queue.push(event);
        wake();
      },
    });
    running.finally(() => wake()).catch(() => {});
    try {
      for (;;) {
        const event = queue.shift();
        if (event !== undefined) {
          yield event;
          if (event.type === 'finished') break;
          continue;
        }
        const finished = await Promise.race([
          running.then(() => true),
          new Promise<false>((resolve) => (wake = () => resolve(false))),
        ]);
        if (finished && queue.length === 0) break;
      }
    } finally {
      // Whoever stops listening stops the probe.
      cancel.abort();
      events.emit('probes', 'tickets', 'status');
    }
  }

  return {
    run: calls.run.handler(({ input, signal }) => probe(input.subTicketId, signal)),
    history: calls.history.handler(({ input }) => workplace().store.probeRuns.of(input.subTicketId)),
    report: calls.report.handler(({ input }) => {
      const { store } = workplace();
      return reportOf(store, input.runId, input.format, { language: language(), now: clock.now() });
    }),
    readSigned: calls.readSigned.handler(({ input }) => workplace().probing.signed.read(input.subTicketId, input.text)),
    takeSigned: calls.takeSigned.handler(async ({ input }) => {
      try {
        return await workplace().probing.signed.take(input.subTicketId, input.text, input.code);
      } finally {
        events.emit('probes', 'tickets', 'status');
      }
    }),
  };
}
