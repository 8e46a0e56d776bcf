import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { ok } from '../../domain/result.ts';
import type { Enrolment, enrolRequest, TokenPair } from '../contract/schemas.ts';
import { type Answer, refuseCall, type ServerContext } from './context.ts';
import type { WriteTransaction } from './store/port.ts';
import type { DeviceRecord, EnrolmentCodeRecord } from './store/records.ts';
import { ACCESS_MS } from './tokens.ts';

export type EnrolRequest = z.output<typeof enrolRequest>;

/** Codes are read out over the phone and typed: case, spaces and dashes do not matter. Only the hash is kept. */
export const hashCode = (code: string): string =>
  createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest('hex');

/**
 * Enrols a machine for the technician whose code it is. A repeat (the answer was lost) is the same device and, until
 * its tokens are first used, gets the very same ones. A machine that enrols again keeps its device, and so the count
 * of its operations; a fresh code also brings back a revoked one.
 */
export async function enrol(context: ServerContext, request: EnrolRequest): Promise<Answer<Enrolment>> {
  const { store, clock, newId, receiptKeys } = context;
  return store.transaction(async (tx) => {
    const now = clock.now();
    const code = await tx.enrolmentCode(hashCode(request.enrolmentCode));
    const technician = code && (await tx.technician(code.technicianId));
    if (code === undefined || technician === undefined) return refuseCall('enrolment.code-unknown');
    if (code.expiresAt !== null && code.expiresAt <= now) return refuseCall('enrolment.code-expired');
    if (!code.unlimited && code.usedBy !== null && code.usedBy !== request.machineId) return refuseCall('enrolment.code-used');

    const known = await tx.deviceOf(request.machineId, technician.id);
    const fresh = !code.unlimited && code.usedBy === null;
    const mayReturn = fresh || (code.unlimited && known !== undefined && isSignedOff(known));
    if (known !== undefined && known.revokedAt !== null && !mayReturn) return refuseCall('auth.revoked');

    const { machineId, name, appVersion } = request;
    const device: DeviceRecord = known
      ? { ...known, name, appVersion, revokedAt: null, signedOffAt: null }
      : { ...unused, id: newId(), technicianId: technician.id, machineId, name, appVersion, enrolledAt: now };
    await claim(tx, code, machineId);
    const pair = await handOut(context, tx, device, now);
    const { id, dealerId, dealerName } = technician;
    const formers = await Promise.all((request.formers ?? []).map((former) => standingOf(tx, former, id)));
    return ok({
      ...pair,
      deviceId: device.id,
      technician: { id, name: technician.name, dealerId, dealerName },
      receiptPublicKey: receiptKeys.publicKey,
      lastSeq: device.lastSeq,
      formers: formers.flatMap((former) => former ?? []),
    });
  });
}

/** Nothing is said of another technician's. One that is not here was forgotten by a store put back from a copy. */
async function standingOf(tx: WriteTransaction, deviceId: string, technicianId: string) {
  const found = await tx.device(deviceId);
  if (found !== undefined && found.technicianId !== technicianId) return undefined;
  return { deviceId, lastSeq: found?.lastSeq ?? 0 };
}

/** Whether the device went by itself, and nobody has shut it out or let it in since. */
export const isSignedOff = ({ revokedAt, signedOffAt }: Pick<DeviceRecord, 'revokedAt' | 'signedOffAt'>): boolean =>
  signedOffAt !== null && signedOffAt === revokedAt;

const unused = { revokedAt: null, signedOffAt: null, generation: 0, nextIssuedAt: null, seenAt: null, lastSeq: 0 } as const;

async function claim(tx: WriteTransaction, code: EnrolmentCodeRecord, machineId: string): Promise<void> {
  if (!code.unlimited && code.usedBy === null) await tx.saveEnrolmentCode({ ...code, usedBy: machineId });
}

/**
 * The pair of the generation after the one in use. Asked again, it is the same pair, as long as its access token
 * would still be of use; after that the same generation with a later end.
 */
async function handOut({ tokens }: ServerContext, tx: WriteTransaction, device: DeviceRecord, now: number): Promise<TokenPair> {
  const still = device.nextIssuedAt !== null && device.nextIssuedAt <= now && now < device.nextIssuedAt + ACCESS_MS;
  const issuedAt = still ? (device.nextIssuedAt ?? now) : now;
  await tx.saveDevice({ ...device, nextIssuedAt: issuedAt, seenAt: now });
  return tokens.pair(device.id, device.generation + 1, issuedAt, now);
}

/** The next pair for a refresh token. One of a generation already left behind has a code of its own: it may be a copy. */
export async function refresh(context: ServerContext, refreshToken: string): Promise<Answer<TokenPair>> {
  const { store, clock, tokens } = context;
  const claims = tokens.read(refreshToken, 'refresh');
  if (claims === undefined) return refuseCall('auth.unknown');
  return store.transaction(async (tx) => {
    const now = clock.now();
    const found = await tx.device(claims.deviceId);
    if (found === undefined) return refuseCall('auth.unknown');
    if (found.revokedAt !== null) return refuseCall('auth.revoked');
    if (claims.generation < found.generation) return refuseCall('auth.superseded');
    if (claims.expiresAt <= now) return refuseCall('auth.expired');
    const device = used(found, claims.generation);
    return device === undefined ? refuseCall('auth.unknown') : ok(await handOut(context, tx, device, now));
  });
}

/**
 * The device after a token of `generation` was used: the first use of the next generation makes it the one in use
 * and the one before void. Undefined when that generation was never handed out.
 */
export function used(device: DeviceRecord, generation: number): DeviceRecord | undefined {
  if (generation === device.generation) return device;
  if (generation === device.generation + 1 && device.nextIssuedAt !== null) return { ...device, generation, nextIssuedAt: null };
  return undefined;
}
