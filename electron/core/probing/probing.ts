import { v7 as uuidv7 } from 'uuid';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { SubTicket } from '../../../domain/model/index.ts';
import { type ProbeStage, probeVerdict } from '../../../domain/probe.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { type ProbeInput, type ProbeSession, runProbe } from '../../../native-checks/probe/index.ts';
import type { ProbeEvent, ProbeRun } from '../api/views.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { Host } from '../host.ts';
import type { Store } from '../store/store.ts';
import type { Till } from '../till.ts';
import { sinceGood } from './compare.ts';
import { handIn } from './hand-in.ts';
import { createSession, type OpenedProbe } from './session.ts';
import { createSigned } from './signed.ts';
import { type ProbedTill, whichTill } from './which-till.ts';

export interface ProbingDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly till: Till;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  readonly machineId: string;
  readonly proxyFor: Host['proxyFor'];
  /** Sends and fetches what waits. */
  readonly sync: () => Promise<Result<null, Problem>>;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: (event: ProbeEvent) => void;
  /** Signing in waits for it; the way there is tested meanwhile. */
  readonly first?: Promise<unknown>;
  /** Another till than the one chosen here: a file that the command line names. */
  readonly at?: ProbedTill;
  readonly timeoutMs?: number;
}

/** Runs the probe for a sub-ticket with what stands on the till's disk, brings its receipt, and keeps every run. */
export function createProbing(deps: ProbingDeps) {
  const { store, clock, till, tokens, client, machineId, proxyFor } = deps;
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  /** What has begun is waited for at the end, so that it is written down. */
  function tracked<T>(work: Promise<T>): Promise<T> {
    running.add(work);
    const done = (): void => void running.delete(work);
    work.then(done, done);
    return work;
  }

  async function probe(subTicket: SubTicket, options: RunOptions): Promise<ProbeRun> {
    const id = uuidv7();
    const startedAt = rfc3339(clock.now());
    if (stopping.signal.aborted) {
      // The database may be closed already: nothing is asked of it, and nothing was found out that should be kept.
      return { ...NOTHING, id, subTicketId: subTicket.id, startedAt, finishedAt: startedAt, verdict: 'cancelled' };
    }
    const onEvent = options.onEvent ?? (() => {});
    const fieldClient = client();
    const at = options.at ?? (await whichTill(subTicket, { machineId, folder: till.folder, reading: till.reading }));
    const serverAddress = at.serverAddress ?? store.serverRows.setting()?.serverAddress ?? null;
    onEvent({ type: 'started', serverAddress });

    const opened: OpenedProbe = {};
    const stages = await runProbe(
      inputFor(subTicket, serverAddress),
      {
        clock,
        proxyFor,
        ...(fieldClient?.ca === undefined ? {} : { ca: fieldClient.ca }),
        session: sessionFor(subTicket, at, opened, options.first),
        till: at.access,
      },
      {
        signal: options.signal,
        onStage: (stage) => onEvent({ type: 'stage', stage }),
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      },
    );
    const finished = await conclude({ id, subTicket, startedAt, stages, opened, at, signal: options.signal });
    onEvent({ type: 'finished', run: finished });
    return finished;
  }

  function sessionFor(
    subTicket: SubTicket,
    { digest, origin }: ProbedTill,
    opened: OpenedProbe,
    first?: Promise<unknown>,
  ): ProbeSession | null {
    const fieldClient = client();
    if (fieldClient === undefined || store.state.get('device') === undefined) return null;
    const request = { subTicketId: subTicket.id, storeId: subTicket.punktId, configDigest: digest, origin };
    return createSession({ client: fieldClient, tokens, request, first }, opened);
  }

  async function conclude(run: {
    readonly id: string;
    readonly subTicket: SubTicket;
    readonly startedAt: string;
    readonly stages: readonly ProbeStage[];
    readonly opened: OpenedProbe;
    readonly at: ProbedTill;
    readonly signal: AbortSignal;
  }): Promise<ProbeRun> {
    const { subTicket, stages, opened } = run;
    const verdict = probeVerdict(stages, run.at.origin);
    const base = {
      id: run.id,
      subTicketId: subTicket.id,
      startedAt: run.startedAt,
      stages,
      cause: verdict.cause ?? null,
      sinceGood: sinceGood(store.probeRuns.lastPassed(subTicket.id), stages),
      handover: null,
    };
    const keep = (ended: Pick<ProbeRun, 'verdict' | 'receipt' | 'problem'>, signed: string | null): ProbeRun => {
      const finished = { ...base, ...ended, finishedAt: rfc3339(clock.now()) };
      store.probeRuns.add(finished, { receipt: signed, tillContactAt: opened.tillContactAt ?? null });
      return finished;
    };
    const without = (ending: 'failed' | 'cancelled', why: Problem | null = null): ProbeRun =>
      keep({ verdict: ending, receipt: null, problem: why }, null);
    if (run.signal.aborted) return without('cancelled');
    const fieldClient = client();
    const device = store.state.get('device');
    if (fieldClient === undefined || device === undefined || opened.probeId === undefined) return without('failed');
    // Failed probes are told too: the server keeps what was found, and decides by its own knowledge.
    const answer = await handIn(
      { client: fieldClient, tokens, receiptPublicKey: device.receiptPublicKey, signal: run.signal },
      { probeId: opened.probeId, stages },
      { subTicketId: subTicket.id, machineId: device.machineId, configDigest: run.at.digest },
    );
    if (run.signal.aborted) return without('cancelled');
    if (answer.tillContactAt !== undefined) opened.tillContactAt = answer.tillContactAt;
    if (!verdict.passed) return without('failed');
    if (!answer.receipt.ok) return without('failed', answer.receipt.error);
    const { claims, text } = answer.receipt.value;
    return keep({ verdict: 'passed', receipt: claims, problem: null }, text);
  }

  return {
    run(subTicket: SubTicket, options: RunOptions): Promise<ProbeRun> {
      return tracked(probe(subTicket, { ...options, signal: AbortSignal.any([options.signal, stopping.signal]) }));
    },
    sessionFor,
    /** What a till without an account found out about itself. */
    signed: createSigned({ ...deps, tracked, stopped: stopping.signal }),
    busy: (): boolean => running.size > 0,
    /** Cancels what runs and waits until it has been written down. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.allSettled(running);
    },
  };
}
export type Probing = ReturnType<typeof createProbing>;

const NOTHING = { stages: [], cause: null, receipt: null, problem: null, sinceGood: null, handover: null } as const;

export const inputFor = ({ configuration, punktId }: SubTicket, serverAddress: string | null): ProbeInput => ({
  serverAddress: serverAddress ?? '',
  storeId: punktId,
  expected:
    configuration === null
      ? null
      : {
          digest: configuration.digest,
          serverAddress: configuration.serverAddress,
          storeIds: configuration.storeIds,
          recordedAt: configuration.recordedAt,
        },
});
