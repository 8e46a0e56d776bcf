import { v7 as uuidv7 } from 'uuid';
import { rfc3339 } from '../../../domain/clock.ts';
import type { SubTicket } from '../../../domain/model/index.ts';
import { LEFT_TO_DEVICE, type ProbeStage, probeStageIds, probeVerdict } from '../../../domain/probe.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Handover } from '../../../mplatform/contract/index.ts';
import { runProbe } from '../../../native-checks/probe/index.ts';
import type { ProbeRun, SignedResultView } from '../api/views.ts';
import { sinceGood } from './compare.ts';
import { handIn } from './hand-in.ts';
import type { ProbingDeps } from './probing.ts';
import { readSigned, sameCode } from './read-signed.ts';
import { createSession, type OpenedProbe } from './session.ts';

export interface SignedDeps extends ProbingDeps {
  tracked<T>(work: Promise<T>): Promise<T>;
  readonly stopped: AbortSignal;
}

/** Takes in what a till found out about itself and signed, completed by what only this device can test. */
export function createSigned(deps: SignedDeps) {
  const { store, clock, tokens, client, machineId } = deps;

  function subTicketOf(id: string): SubTicket | undefined {
    const ticketId = store.viewRows.ticketIdOf(id);
    return ticketId === undefined ? undefined : store.viewRows.dossier(ticketId)?.dossier.subTickets.find((s) => s.id === id);
  }

  function readFor(subTicketId: string, text: string) {
    const subTicket = subTicketOf(subTicketId);
    if (subTicket === undefined) return err(problem('subTicket.unknown', { id: subTicketId }));
    const serverAddress = store.serverRows.setting()?.serverAddress ?? null;
    const read = readSigned(text, { subTicket, serverAddress, machineId, now: clock.now() });
    return read.ok ? ok({ ...read.value, subTicket }) : read;
  }

  async function take(subTicketId: string, text: string, code: string): Promise<Result<ProbeRun, Problem>> {
    const startedAt = rfc3339(clock.now());
    const read = readFor(subTicketId, text);
    if (!read.ok) return read;
    const { handover, view } = read.value;
    if (view.problem !== null) return err(view.problem);
    if (!sameCode(code, read.value.code)) return err(problem('handover.code-differs'));
    const { till } = handover;
    if (till === null) return err(problem('handover.no-till'));
    // First of all, so that nothing is begun without a line, and what was done before has arrived.
    const reached = await deps.sync();
    if (!reached.ok) return err(needsLine(reached.error));
    const recorded = record(subTicketId, handover, till);
    if (!recorded.ok) return recorded;
    const sent = recorded.value ? await deps.sync() : ok(null);
    if (!sent.ok) return err(needsLine(sent.error));
    const subTicket = subTicketOf(subTicketId);
    if (subTicket === undefined) return err(problem('subTicket.unknown', { id: subTicketId }));
    return complete({ subTicket, handover, digest: till.digest, text, code: read.value.code, startedAt });
  }

  /** True when M/platform has to be told: the same file on another machine is another till. */
  function record(subTicketId: string, handover: Handover, till: NonNullable<Handover['till']>): Result<boolean, Problem> {
    const known = subTicketOf(subTicketId)?.configuration;
    if (known?.digest === till.digest && known.machineId === handover.machineId && known.origin === 'workstation')
      return ok(false);
    const submitted = store.submit({
      kind: 'subTicket.recordConfiguration',
      target: subTicketId,
      args: {
        digest: till.digest,
        file: till.file,
        serverAddress: till.server ?? '',
        storeIds: [...till.stores],
        profile: till.profile,
        machineId: handover.machineId,
        origin: 'workstation',
      },
    });
    return submitted.ok ? ok(true) : submitted;
  }

  async function complete(of: {
    readonly subTicket: SubTicket;
    readonly handover: Handover;
    readonly digest: string;
    readonly text: string;
    readonly code: string;
    readonly startedAt: string;
  }): Promise<Result<ProbeRun, Problem>> {
    const { subTicket, handover, digest } = of;
    const { machineId: tillMachine } = handover;
    const fieldClient = client();
    const device = store.state.get('device');
    if (fieldClient === undefined || device === undefined) return err(problem('device.not-enrolled'));
    const opened: OpenedProbe = {};
    const request = {
      subTicketId: subTicket.id,
      storeId: subTicket.punktId,
      configDigest: digest,
      origin: 'workstation',
      machineId: tillMachine,
    } as const;
    const configuration = subTicket.configuration;
    const own = await runProbe(
      {
        serverAddress: handover.serverAddress,
        storeId: subTicket.punktId,
        expected: configuration === null ? null : { ...configuration },
      },
      {
        clock,
        ...(deps.proxyFor === undefined ? {} : { proxyFor: deps.proxyFor }),
        ...(fieldClient.ca === undefined ? {} : { ca: fieldClient.ca }),
        session: createSession({ client: fieldClient, tokens, request, first: undefined }, opened),
        till: null,
      },
      { signal: deps.stopped, only: LEFT_TO_DEVICE },
    );
    if (deps.stopped.aborted) return err(problem('sync.stopped'));
    // This device's own way is not the till's: where it is the one that is shut, nothing is said of the till.
    const shut = own.find((stage) => stage.status === 'failed' && !LEFT_TO_DEVICE.includes(stage.id));
    if (shut !== undefined) return err(needsLine(problem(shut.code, shut.params)));

    const stages = merge(handover.stages, own);
    const verdict = probeVerdict(stages, 'workstation');
    const answer =
      opened.probeId === undefined
        ? undefined
        : await handIn(
            { client: fieldClient, tokens, receiptPublicKey: device.receiptPublicKey, signal: deps.stopped },
            { probeId: opened.probeId, stages, handover: of.text },
            { subTicketId: subTicket.id, machineId: tillMachine, configDigest: digest },
          );
    if (deps.stopped.aborted) return err(problem('sync.stopped'));
    const receipt = verdict.passed && answer?.receipt.ok ? answer.receipt.value : undefined;
    const why = verdict.passed && answer !== undefined && !answer.receipt.ok ? answer.receipt.error : null;
    const run: ProbeRun = {
      id: uuidv7(),
      subTicketId: subTicket.id,
      startedAt: of.startedAt,
      finishedAt: rfc3339(clock.now()),
      verdict: receipt === undefined ? 'failed' : 'passed',
      cause: verdict.cause ?? null,
      stages,
      receipt: receipt?.claims ?? null,
      problem: why,
      sinceGood: sinceGood(store.probeRuns.lastPassed(subTicket.id), stages),
      handover: { machineId: tillMachine, code: of.code },
    };
    const tillContactAt = answer?.tillContactAt ?? opened.tillContactAt ?? null;
    store.probeRuns.add(run, { receipt: receipt?.text ?? null, tillContactAt });
    return ok(run);
  }

  return {
    read(subTicketId: string, text: string): Result<SignedResultView, Problem> {
      const read = readFor(subTicketId, text);
      return read.ok ? ok(read.value.view) : read;
    },
    take: (subTicketId: string, text: string, code: string): Promise<Result<ProbeRun, Problem>> =>
      deps.stopped.aborted ? Promise.resolve(err(problem('sync.stopped'))) : deps.tracked(take(subTicketId, text, code)),
  };
}

/** The till's own stages, with those of this device in the place of what the till could not test. */
function merge(tills: readonly ProbeStage[], own: readonly ProbeStage[]): readonly ProbeStage[] {
  return probeStageIds.flatMap((id) => (LEFT_TO_DEVICE.includes(id) ? own : tills).find((stage) => stage.id === id) ?? []);
}

const needsLine = (why: Problem): Problem => problem('handover.needs-line', {}, { because: why.code });
