import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { LEFT_TO_DEVICE, type ProbeStage, TESTED_BY_TILL } from '../../domain/probe.ts';
import { readStages, sameAddress, verdictFault } from '../../domain/probe-proof.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { TextKey } from '../../domain/text.ts';
import { type Handover, readHandover } from '../contract/handover.ts';
import type { ReadTransaction, WriteTransaction } from './store/port.ts';
import type { ProbeRecord } from './store/records.ts';

const MINUTE_MS = 60_000;
export const HANDOVER_MS = 24 * 60 * MINUTE_MS;
export const HANDOVER_AHEAD_MS = 10 * MINUTE_MS;

/** A till's signed result that stands for this probe. */
export interface Accepted {
  readonly handover: Handover;
  /** The till's key, spelled in the one way in which it is compared. */
  readonly publicKey: string;
  /** When the till began, by the server's clock as far as the till could tell it. */
  readonly observedFrom: number;
}

/**
 * Whether what a till signed is proof for the probe that another machine hands in for it.
 *
 * @param stages what the device hands in: the till's own word for word, and its own for what the till left to it
 */
export async function acceptHandover(
  tx: ReadTransaction,
  probe: ProbeRecord,
  text: string,
  stages: readonly ProbeStage[],
  serverAddress: string | null,
  now: number,
): Promise<Result<Accepted, TextKey>> {
  const read = readHandover(text);
  if (read === undefined) return err('probes.handover-unreadable');
  const { handover, signatureValid } = read;
  if (!signatureValid) return err('probes.handover-forged');
  const publicKey = Buffer.from(handover.publicKey, 'base64url').toString('base64url');
  const offMs = clockOffMs(handover);
  const fault =
    subjectFault(handover, probe, serverAddress) ??
    (await identityFault(tx, handover, probe, publicKey)) ??
    ageFault(Date.parse(handover.finishedAt) - offMs, now) ??
    stagesFault(handover, stages);
  if (fault !== undefined) return err(fault);
  const began = Math.min(Date.parse(handover.startedAt), Date.parse(handover.finishedAt));
  return ok({ handover, publicKey, observedFrom: began - offMs });
}

/** Remembers the machine's key, if it is its first, and that this result has been used. */
export async function keepHandover(tx: WriteTransaction, probe: ProbeRecord, accepted: Accepted, at: number): Promise<void> {
  const { handover, publicKey } = accepted;
  const { machineId } = handover;
  const dealerId = await dealerOf(tx, probe);
  if ((await tx.machineKey(dealerId, machineId)) === undefined)
    await tx.saveMachineKey({ dealerId, machineId, publicKey, since: at });
  await tx.saveHandover({ id: handover.id, probeId: probe.id, machineId, at });
}

/** Another dealer's technician must not be able to put a key of their own in the place of a till's. */
async function dealerOf(tx: ReadTransaction, { technicianId }: ProbeRecord): Promise<string> {
  const technician = await tx.technician(technicianId);
  if (technician === undefined) throw new Error(`Probe of an unknown technician ${technicianId}`);
  return technician.dealerId;
}

function subjectFault({ machineId, storeId, till, serverAddress }: Handover, probe: ProbeRecord, expected: string | null) {
  if (machineId !== probe.machineId) return 'probes.handover-other-machine';
  if (storeId !== probe.storeId) return 'probes.handover-other-store';
  if (till === null || till.digest !== probe.configDigest) return 'probes.handover-other-configuration';
  if (!till.stores.includes(probe.storeId)) return 'probes.handover-other-store';
  const right = [serverAddress, till.server ?? ''].every((one) => expected !== null && sameAddress(one, expected));
  return right ? undefined : 'probes.handover-other-server';
}

async function identityFault(tx: ReadTransaction, { id, machineId }: Handover, probe: ProbeRecord, publicKey: string) {
  const pinned = await tx.machineKey(await dealerOf(tx, probe), machineId);
  if (pinned !== undefined && pinned.publicKey !== publicKey) return 'probes.handover-other-key';
  const used = await tx.handover(id);
  return used !== undefined && used.probeId !== probe.id ? 'probes.handover-used' : undefined;
}

const clockEvidence = z.object({ clockOffMs: z.number() });

/**
 * How far the till's clock was ahead of M/platform's in that very run. Tills' clocks are wrong by years, and the till
 * compared its own with M/platform's; it signed that too, so whoever could lie here could as well lie about the time.
 */
function clockOffMs({ stages }: Handover): number {
  const found = clockEvidence.safeParse(stages.find((s) => s.id === 'clock')?.evidence);
  return found.success ? found.data.clockOffMs : 0;
}

function ageFault(finishedAt: number, now: number) {
  if (finishedAt > now + HANDOVER_AHEAD_MS) return 'probes.handover-from-future';
  return finishedAt > now - HANDOVER_MS ? undefined : 'probes.handover-too-old';
}

function stagesFault(handover: Handover, stages: readonly ProbeStage[]): TextKey | undefined {
  const signed = readStages(handover.stages);
  if (!signed.ok) return signed.error;
  const own = signed.value.filter((s) => TESTED_BY_TILL.includes(s.id));
  const fault = verdictFault(own, 'workstation', TESTED_BY_TILL);
  if (fault !== undefined) return fault;
  const carried = stages.filter((s) => !LEFT_TO_DEVICE.includes(s.id));
  const same = carried.every((stage) =>
    isDeepStrictEqual(
      stage,
      own.find((s) => s.id === stage.id),
    ),
  );
  return same ? undefined : 'probes.handover-stages-differ';
}
