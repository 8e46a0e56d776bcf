import { rfc3339 } from '../../domain/clock.ts';
import { claimFault, type ProbeKnowledge, readStages, type SentStage, verdictFault } from '../../domain/probe-proof.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { TextKey } from '../../domain/text.ts';
import type { StoreStanding } from '../contract/schemas.ts';
import type { Caller } from './context.ts';
import { type Accepted, acceptHandover } from './handovers.ts';
import type { ReadTransaction } from './store/port.ts';
import type { ProbeRecord, TechnicianRecord } from './store/records.ts';
import { isOfOwnDealer, maySee } from './visibility.ts';

export interface ProbeResult {
  readonly stages: readonly SentStage[];
  /** What the till signed, when it is another machine than the device. */
  readonly handover?: string | undefined;
}

/** The code of why there is no proof; else the till's handover where one was needed. */
export async function judgeProbe(
  tx: ReadTransaction,
  { device, technician }: Caller,
  probe: ProbeRecord,
  result: ProbeResult,
  now: number,
): Promise<Result<Accepted | null, TextKey>> {
  const read = readStages(result.stages);
  if (!read.ok) return read;
  const stages = read.value;
  const fault =
    verdictFault(stages, probe.origin) ??
    (await serverFault(tx, technician, probe, now)) ??
    claimFault(stages, { ...probe, probeId: probe.id }, await knowledgeOf(tx, probe));
  if (fault !== undefined) return err(fault);
  if (result.handover === undefined && probe.machineId !== device.machineId) return err('probes.handover-missing');
  const { handover: text } = result;
  const serverAddress = await addressOf(tx);
  const accepted = text === undefined ? ok(null) : await acceptHandover(tx, probe, text, stages, serverAddress, now);
  if (!accepted.ok) return accepted;
  const observedFrom = Math.min(probe.startedAt, accepted.value?.observedFrom ?? probe.startedAt);
  const changedAt = await tx.otherConfigurationAt(probe.subTicketId, probe.configDigest);
  return changedAt !== null && changedAt > observedFrom ? err('probes.configuration-changed') : accepted;
}

const addressOf = async (tx: ReadTransaction): Promise<string | null> =>
  (await tx.row('setting', 'pcpos'))?.data.serverAddress ?? null;

async function knowledgeOf(tx: ReadTransaction, { subTicketId, storeId, configDigest }: ProbeRecord): Promise<ProbeKnowledge> {
  const contact = await tx.contact(storeId);
  const configuration = (await tx.row('subTicket', subTicketId))?.data.configuration ?? null;
  return {
    serverAddress: await addressOf(tx),
    tillContactAt: contact === undefined ? null : rfc3339(contact.at),
    recordedAt: configuration?.digest === configDigest ? configuration.recordedAt : null,
  };
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

export async function storeStanding(tx: ReadTransaction, technician: TechnicianRecord, storeId: string): Promise<StoreStanding> {
  const known = await tx.pointOfSale(storeId);
  if (known === undefined) return 'unknown';
  if (!isOfOwnDealer(technician, known)) return 'otherDealer';
  return known.active ? 'known' : 'inactive';
}

/** When the till of a store of this dealer's last called; nothing at all about anybody else's. */
export async function contactOf(tx: ReadTransaction, technician: TechnicianRecord, storeId: string) {
  if (!isOfOwnDealer(technician, await tx.pointOfSale(storeId))) return {};
  const contact = await tx.contact(storeId);
  return { tillContactAt: contact === undefined ? null : rfc3339(contact.at) };
}
