import { timingSafeEqual } from 'node:crypto';
import type { SubTicket } from '../../../domain/model/index.ts';
import { type ProbeStage, probeStageIds } from '../../../domain/probe.ts';
import { findingOf } from '../../../domain/probe-findings.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { type Handover, type ReadHandover, readHandover } from '../../../mplatform/contract/index.ts';
import { sameAddress } from '../../../native-checks/probe/address.ts';
import type { SignedResultView } from '../api/views.ts';

const HOUR_MS = 3_600_000;
/** As long as a receipt lives: an older result says too little of the till as it is now. */
export const SIGNED_LIFE_MS = 24 * HOUR_MS;
const AHEAD_MS = HOUR_MS / 6;

export interface ReadDeps {
  readonly subTicket: SubTicket;
  /** The address that M/platform wants tills to call, when known. */
  readonly serverAddress: string | null;
  /** This device's own. */
  readonly machineId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a text is that a till is said to have signed, and whether it can be used for this sub-ticket. */
export function readSigned(text: string, deps: ReadDeps): Result<ReadHandover & { readonly view: SignedResultView }, Problem> {
  const read = readHandover(text);
  if (read === undefined) return err(problem('handover.unreadable'));
  const { machineId, finishedAt, storeId, serverAddress, stages } = read.handover;
  const wrong = whatIsWrong(read, deps) ?? null;
  return ok({ ...read, view: { machineId, finishedAt, storeId, serverAddress, stages, problem: wrong } });
}

function whatIsWrong({ handover, signatureValid }: ReadHandover, deps: ReadDeps): Problem | undefined {
  const { subTicket, serverAddress } = deps;
  if (!signatureValid) return problem('handover.forged');
  if (!wellFormed(handover.stages)) return problem('handover.stages-differ', { version: handover.appVersion });
  if (handover.machineId === deps.machineId) return problem('handover.this-machine');
  if (handover.storeId !== subTicket.punktId)
    return problem('handover.other-store', { found: handover.storeId, expected: subTicket.punktId });
  if (serverAddress === null) return problem('till.no-server-address');
  if (!sameAddress(handover.serverAddress, serverAddress))
    return problem('handover.other-server', { found: handover.serverAddress, expected: serverAddress });
  if (handover.till === null) return problem('handover.no-till');
  const age = deps.now - madeAt(handover);
  if (age > SIGNED_LIFE_MS) return problem('handover.too-old', { hours: Math.floor(age / HOUR_MS) });
  return age < -AHEAD_MS ? problem('handover.from-later') : undefined;
}

/** By the server's clock, as far as the till compared its own with it: tills' clocks are wrong by days. */
function madeAt({ stages, finishedAt }: Handover): number {
  const off = stages.find((stage) => stage.id === 'clock')?.evidence.clockOffMs;
  return Date.parse(finishedAt) - (typeof off === 'number' ? off : 0);
}

/** Each stage once, and each with an ending that is its own: what another version found cannot be judged by this one. */
function wellFormed(stages: readonly ProbeStage[]): boolean {
  const ids = new Set(stages.map((stage) => stage.id));
  return (
    ids.size === stages.length &&
    ids.size === probeStageIds.length &&
    stages.every(({ id, code, status }) => findingOf(id, code)?.status === status)
  );
}

/** Whether the code that the person read off the till is this key's; case, spaces and the dash do not matter. */
export function sameCode(given: string, code: string): boolean {
  const plain = (text: string) => Buffer.from(text.toUpperCase().replace(/[\s–-]/g, ''));
  const [a, b] = [plain(given), plain(code)];
  return a.length === b.length && timingSafeEqual(a, b);
}
