import { createHash, timingSafeEqual } from 'node:crypto';
import { rfc3339 } from '../../domain/clock.ts';
import type { Origin } from '../../domain/model/index.ts';
import { type ProbeStage, probeVerdict } from '../../domain/probe.ts';
import { ok } from '../../domain/result.ts';
import type { TextKey } from '../../domain/text.ts';
import { signReceipt } from '../contract/receipt.ts';
import type { ProbeRequest, ProbeTicket, ProbeVerdictResponse, StoreStanding } from '../contract/schemas.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import type { ReadTransaction } from './store/port.ts';
import type { ProbeRecord, TechnicianRecord } from './store/records.ts';
import { maySee } from './visibility.ts';

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
    const now = clock.now();
    const probe: ProbeRecord = {
      ...request,
      id: newId(),
      deviceId: caller.device.id,
      technicianId: caller.technician.id,
      machineId: caller.device.machineId,
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

async function storeStanding(tx: ReadTransaction, technician: TechnicianRecord, storeId: string): Promise<StoreStanding> {
  const known = await tx.pointOfSale(storeId);
  if (known === undefined) return 'unknown';
  if (known.dealerId !== technician.dealerId) return 'otherDealer';
  return known.active ? 'known' : 'inactive';
}

/** When the till of a store of this dealer's last called; nothing at all about anybody else's. */
async function contactOf(tx: ReadTransaction, { dealerId }: TechnicianRecord, storeId: string) {
  if ((await tx.pointOfSale(storeId))?.dealerId !== dealerId) return {};
  const contact = await tx.contact(storeId);
  return { tillContactAt: contact === undefined ? null : rfc3339(contact.at) };
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
    if (probe === undefined || probe.deviceId !== deviceId || device === undefined || device.revokedAt !== null) return false;
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
 * stages again get the same answer; others, once answered, are refused: a new try is a new probe.
 */
export async function finishProbe(
  context: ServerContext,
  caller: Caller,
  probeId: string,
  stages: readonly ProbeStage[],
): Promise<Answer<ProbeVerdictResponse>> {
  const { store, clock, receiptKeys } = context;
  const stagesDigest = createHash('sha256').update(JSON.stringify(stages)).digest('hex');
  return store.transaction(async (tx) => {
    const probe = await tx.probe(probeId);
    if (probe === undefined || probe.deviceId !== caller.device.id) return refuseCall('probes.unknown');
    if (probe.answered !== null) {
      return probe.answered.stagesDigest === stagesDigest ? ok(probe.answered.answer) : refuseCall('probes.answered');
    }
    const now = clock.now();
    const code = stagesFault(stages, probe.origin) ?? (await serverFault(tx, caller.technician, probe, now));
    const contact = await contactOf(tx, caller.technician, probe.storeId);
    const answer: ProbeVerdictResponse =
      code === undefined
        ? { verdict: 'passed', receipt: signReceipt(claimsOf(probe, now), receiptKeys.privateKey), ...contact }
        : { verdict: 'failed', code, ...contact };
    await tx.saveProbe({ ...probe, answered: { stagesDigest, answer } });
    return ok(answer);
  });
}

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

function stagesFault(stages: readonly ProbeStage[], origin: Origin): TextKey | undefined {
  const verdict = probeVerdict(stages, origin);
  if (verdict.cause !== undefined) return verdict.cause.code;
  return verdict.passed ? undefined : 'probes.stages-incomplete';
}

/** What the server knows itself, whatever the stages say. */
async function serverFault(
  tx: ReadTransaction,
  technician: TechnicianRecord,
  probe: ProbeRecord,
  now: number,
): Promise<TextKey | undefined> {
  if (probe.expiresAt <= now) return 'probes.expired';
  if (probe.echoSeenAt === null) return 'probes.no-echo';
  const subTicket = await tx.row('subTicket', probe.subTicketId);
  if (subTicket === undefined || !maySee(technician, subTicket)) return 'probes.sub-ticket-gone';
  if (subTicket.data.punktId !== probe.storeId) return 'probes.other-store';
  const standing = await storeStanding(tx, technician, probe.storeId);
  return standing === 'known' ? undefined : STANDING_FAULT[standing];
}

const STANDING_FAULT = {
  unknown: 'probes.store-unknown',
  otherDealer: 'probes.store-other-dealer',
  inactive: 'probes.store-inactive',
} as const satisfies Record<Exclude<StoreStanding, 'known'>, TextKey>;
