import { createHash, timingSafeEqual } from 'node:crypto';
import { rfc3339 } from '../../domain/clock.ts';
import { ok } from '../../domain/result.ts';
import { signReceipt } from '../contract/receipt.ts';
import type { ProbeRequest, ProbeTicket, ProbeVerdictResponse } from '../contract/schemas.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import { keepHandover } from './handovers.ts';
import { contactOf, judgeProbe, type ProbeResult, storeStanding } from './probe-judge.ts';
import type { ProbeRecord } from './store/records.ts';
import { isOwnProbe, maySee } from './visibility.ts';

const MINUTE_MS = 60_000;
export const PROBE_MS = 10 * MINUTE_MS;
export const RECEIPT_MS = 24 * 60 * MINUTE_MS;

export async function startProbe(context: ServerContext, caller: Caller, request: ProbeRequest): Promise<Answer<ProbeTicket>> {
  const { store, clock, newId, random } = context;
  return store.transaction(async (tx) => {
    const subTicket = await tx.row('subTicket', request.subTicketId);
    if (subTicket === undefined || !maySee(caller.technician, subTicket)) {
      return refuseCall('subTicket.unknown', { id: request.subTicketId });
    }
    const machineId = request.machineId ?? caller.device.machineId;
    if (machineId !== caller.device.machineId && request.origin !== 'workstation') {
      return refuseCall('probes.machine-needs-workstation');
    }
    const now = clock.now();
    const probe: ProbeRecord = {
      ...request,
      id: newId(),
      deviceId: caller.device.id,
      technicianId: caller.technician.id,
      machineId,
      nonce: random(24).toString('base64url'),
      startedAt: now,
      expiresAt: now + PROBE_MS,
      echoSeenAt: null,
      answered: null,
    };
    await tx.saveProbe(probe);
    const standing = await storeStanding(tx, caller.technician, request.storeId);
    return ok({
      probeId: probe.id,
      nonce: probe.nonce,
      expiresAt: rfc3339(probe.expiresAt),
      store: standing,
      ...(await contactOf(tx, caller.technician, request.storeId)),
    });
  });
}

/** Notes that the echo of a running probe came over the device's live line. False, and nothing noted, for a wrong one. */
export async function noteEcho(
  { store, clock }: ServerContext,
  deviceId: string,
  probeId: string,
  nonce: string,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    const probe = await tx.probe(probeId);
    const device = await tx.device(deviceId);
    if (probe === undefined || !isOwnProbe(deviceId, probe) || device === undefined || device.revokedAt !== null) return false;
    if (!sameText(probe.nonce, nonce) || probe.expiresAt <= clock.now()) return false;
    if (probe.echoSeenAt === null) await tx.saveProbe({ ...probe, echoSeenAt: clock.now() });
    return true;
  });
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Judges a probe by its stages and by what the server knows itself, and signs a receipt when all is well. The same
 * result again gets the same answer; another, once answered, is refused: a new try is a new probe.
 */
export async function finishProbe(
  context: ServerContext,
  caller: Caller,
  probeId: string,
  result: ProbeResult,
): Promise<Answer<ProbeVerdictResponse>> {
  const { store, clock, receiptKeys } = context;
  const stagesDigest = digestOf(result);
  return store.transaction(async (tx) => {
    const probe = await tx.probe(probeId);
    if (probe === undefined || !isOwnProbe(caller.device.id, probe)) return refuseCall('probes.unknown');
    if (probe.answered !== null) {
      return probe.answered.stagesDigest === stagesDigest ? ok(probe.answered.answer) : refuseCall('probes.answered');
    }
    const now = clock.now();
    const proof = await judgeProbe(tx, caller, probe, result, now);
    if (proof.ok && proof.value !== null) await keepHandover(tx, probe, proof.value, now);
    const contact = await contactOf(tx, caller.technician, probe.storeId);
    const answer: ProbeVerdictResponse = proof.ok
      ? { verdict: 'passed', receipt: signReceipt(claimsOf(probe, now), receiptKeys.privateKey), ...contact }
      : { verdict: 'failed', code: proof.error, ...contact };
    await tx.saveProbe({ ...probe, answered: { stagesDigest, answer } });
    return ok(answer);
  });
}

const digestOf = ({ stages, handover }: ProbeResult): string =>
  createHash('sha256')
    .update(JSON.stringify([stages, handover ?? null]))
    .digest('hex');

const claimsOf = (probe: ProbeRecord, now: number) => ({
  probeId: probe.id,
  subTicketId: probe.subTicketId,
  storeId: probe.storeId,
  configDigest: probe.configDigest,
  machineId: probe.machineId,
  origin: probe.origin,
  passedAt: rfc3339(now),
  expiresAt: rfc3339(now + RECEIPT_MS),
});
