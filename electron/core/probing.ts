import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../../domain/clock.ts';
import type { SubTicket } from '../../domain/model/index.ts';
import { type ProbeStage, probeVerdict } from '../../domain/probe.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { isTextKey } from '../../domain/text.ts';
import { readReceipt } from '../../mplatform/contract/index.ts';
import { isPcPosRunning, type TillReading } from '../../native-checks/pcpos/index.ts';
import { type ProbeSession, runProbe } from '../../native-checks/probe/index.ts';
import type { ProbeEvent, ProbeRun } from './api/views.ts';
import type { Tokens } from './device/tokens.ts';
import type { FieldClient } from './field/client.ts';
import type { Store } from './store/store.ts';
import type { Till } from './till.ts';

export interface ProbingDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly till: Till;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
}

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ProbeEvent) => void;
}

/** Runs the probe for a sub-ticket with what stands on the till's disk, and brings its receipt. */
export function createProbing({ store, clock, till, tokens, client }: ProbingDeps) {
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  function run(subTicket: SubTicket, options: RunOptions): Promise<ProbeRun> {
    const signal = AbortSignal.any([options.signal, stopping.signal]);
    const mine = probe(subTicket, { ...options, signal });
    running.add(mine);
    const done = (): void => void running.delete(mine);
    mine.then(done, done);
    return mine;
  }

  async function probe(subTicket: SubTicket, options: RunOptions): Promise<ProbeRun> {
    const id = uuidv7();
    const startedAt = rfc3339(clock.now());
    if (stopping.signal.aborted) {
      // The database may be closed already: nothing is asked of it, and nothing was found out that should be kept.
      const nothing = { stages: [], cause: null, receipt: null, problem: null } as const;
      return { id, subTicketId: subTicket.id, startedAt, finishedAt: startedAt, verdict: 'cancelled', ...nothing };
    }
    const onEvent = options.onEvent ?? (() => {});
    const read = await till.reading();
    const fieldClient = client();
    const serverAddress = addressToProbe(read);
    onEvent({ type: 'started', serverAddress });

    const opened: { probeId?: string } = {};
    const configuration = subTicket.configuration;
    const stages = await runProbe(
      {
        serverAddress: serverAddress ?? '',
        storeId: subTicket.punktId,
        expected:
          configuration === null
            ? null
            : {
                digest: configuration.digest,
                serverAddress: configuration.serverAddress,
                storeIds: configuration.storeIds,
                recordedAt: configuration.recordedAt,
              },
      },
      {
        clock,
        ...(fieldClient?.ca === undefined ? {} : { ca: fieldClient.ca }),
        session: fieldClient === undefined ? null : await session(fieldClient, subTicket, read, opened),
        till: {
          read: async () => {
            const r = await till.reading();
            return r.ok ? ok({ ...r.value, changedAt: null }) : r;
          },
          isRunning: (port) => isPcPosRunning(port),
          runningSince: async () => null,
        },
      },
      { signal: options.signal, onStage: (stage) => onEvent({ type: 'stage', stage }) },
    );
    const finished = await conclude({
      id,
      subTicket,
      startedAt,
      stages,
      probeId: opened.probeId,
      fieldClient,
      cancelled: options.signal.aborted,
    });
    onEvent({ type: 'finished', run: finished });
    return finished;
  }

  /** The address on the till's disk; when there is none to be read, the one it should have, so that the rest is still tried. */
  const addressToProbe = (read: Result<TillReading, Problem>): string | null =>
    (read.ok ? read.value.server : null) ?? store.serverRows.setting()?.serverAddress ?? null;

  async function session(
    fieldClient: FieldClient,
    subTicket: SubTicket,
    read: Result<TillReading, Problem>,
    opened: { probeId?: string },
  ): Promise<ProbeSession | null> {
    if (store.state.get('device') === undefined) return null;
    let liveToken = '';
    return {
      origin: fieldClient.origin,
      accessToken: () => liveToken,
      async open(signal) {
        const answer = await tokens.using(fieldClient, (token) => {
          liveToken = token;
          const request = {
            subTicketId: subTicket.id,
            storeId: subTicket.punktId,
            configDigest: read.ok ? read.value.digest : '0'.repeat(64),
            origin: subTicket.configuration?.origin ?? 'workstation',
          } as const;
          return fieldClient.openProbe(request, token, signal);
        });
        if (answer.ok) opened.probeId = answer.value.probeId;
        return answer;
      },
    };
  }

  async function conclude(run: {
    readonly id: string;
    readonly subTicket: SubTicket;
    readonly startedAt: string;
    readonly stages: readonly ProbeStage[];
    readonly probeId: string | undefined;
    readonly fieldClient: FieldClient | undefined;
    readonly cancelled: boolean;
  }): Promise<ProbeRun> {
    const verdict = probeVerdict(run.stages, run.subTicket.configuration?.origin ?? 'workstation');
    const base = {
      id: run.id,
      subTicketId: run.subTicket.id,
      startedAt: run.startedAt,
      finishedAt: rfc3339(clock.now()),
      stages: run.stages,
      cause: verdict.cause ?? null,
    };
    const keep = (finished: ProbeRun, receipt: string | null): ProbeRun => {
      store.probeRuns.add(finished, receipt);
      return finished;
    };
    if (run.cancelled) return keep({ ...base, verdict: 'cancelled', receipt: null, problem: null }, null);
    const { fieldClient, probeId } = run;
    if (fieldClient === undefined || probeId === undefined)
      return keep({ ...base, verdict: 'failed', receipt: null, problem: null }, null);
    // Failed probes are told too: the server keeps what was found, and decides by its own knowledge.
    const answer = await tokens.using(fieldClient, (token) => fieldClient.probeResult(probeId, run.stages, token));
    const receipt = answer.ok ? answer.value.receipt : undefined;
    const believed = receipt === undefined ? undefined : believe(receipt, run.subTicket);
    if (verdict.passed && believed?.ok && receipt !== undefined) {
      return keep({ ...base, verdict: 'passed', receipt: believed.value, problem: null }, receipt);
    }
    const why = !answer.ok
      ? answer.error
      : believed !== undefined && !believed.ok
        ? believed.error
        : serverDoubt(answer.value.code);
    return keep({ ...base, verdict: 'failed', receipt: null, problem: verdict.passed ? why : null }, null);
  }

  /** A receipt is believed only when signed by the server's key from enrolment and for this very sub-ticket. */
  function believe(text: string, subTicket: SubTicket) {
    const device = store.state.get('device');
    const read = device === undefined ? undefined : readReceipt(text, device.receiptPublicKey);
    if (read === undefined || !read.signatureValid) return err(problem('closing.receipt-forged'));
    return read.claims.subTicketId === subTicket.id ? ok(read.claims) : err(problem('closing.receipt-other-sub-ticket'));
  }

  return {
    run,
    /** Cancels what runs and waits until it has been written down. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.allSettled(running);
    },
  };
}
export type Probing = ReturnType<typeof createProbing>;

const serverDoubt = (code: string | undefined): Problem =>
  code !== undefined && isTextKey(code) ? problem(code) : problem('sync.refused', { code: code ?? 'unknown', sentence: '' });
