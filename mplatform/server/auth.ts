import { ok } from '../../domain/result.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import { used } from './devices.ts';
import { type PageAsk, type Standing, standingOf } from './standing.ts';
import type { DeviceRecord, TechnicianRecord } from './store/records.ts';
import type { TokenClaims } from './tokens.ts';

const bearerOf = (header: string | undefined): string | undefined => /^Bearer ([^\s]{1,200})$/i.exec(header ?? '')?.[1];

interface Headers {
  readonly authorization?: string | undefined;
}
/** The limit of calls asks for it first, then whoever answers: a signature is checked once. */
const claimed = new WeakMap<Headers, { readonly claims: TokenClaims | undefined }>();

/** What a call's `Authorization` header claims; undefined when no server of these keys wrote it. */
export function claimsOf({ tokens }: ServerContext, headers: Headers): TokenClaims | undefined {
  const found = claimed.get(headers) ?? { claims: tokens.read(bearerOf(headers.authorization) ?? '', 'access') };
  claimed.set(headers, found);
  return found.claims;
}

/**
 * Who calls, by the `Authorization` header. Codes: `auth.unknown`, `auth.revoked`, `auth.expired` (get new tokens).
 * The first use of a new generation is written down before the call goes on.
 */
export async function authenticate(context: ServerContext, headers: Headers): Promise<Answer<Caller>> {
  const claims = claimsOf(context, headers);
  if (claims === undefined) return refuseCall('auth.unknown');
  const signed = await signIn(context, claims);
  return signed.ok ? ok(signed.value.caller) : signed;
}

/** The same for claims that were read, together with how things stand: one look at the database for both. */
export async function signIn(
  context: ServerContext,
  claims: TokenClaims,
  page?: PageAsk,
): Promise<Answer<{ readonly caller: Caller; readonly standing: Standing }>> {
  const { store, clock } = context;
  const standing = await store.read((tx) => standingOf(tx, claims.deviceId, page), 'once');
  const { answer, confirm } = judge(context, claims, standing.device, standing.technician);
  if (!answer.ok) return answer;
  if (!confirm) return ok({ caller: answer.value, standing });
  return store.transaction(async (tx) => {
    const device = await tx.device(claims.deviceId);
    const again = judge(context, claims, device, device && (await tx.technician(device.technicianId)));
    if (!again.answer.ok) return again.answer;
    const caller = again.answer.value;
    if (again.confirm) await tx.saveDevice({ ...caller.device, seenAt: clock.now() });
    return ok({ caller, standing });
  });
}

interface Judgement {
  readonly answer: Answer<Caller>;
  /** The token is the first of its generation to be used. */
  readonly confirm: boolean;
}

/** Whether these claims let this device in, as it is written down now. */
export function judge(
  { clock }: ServerContext,
  claims: TokenClaims,
  found: DeviceRecord | undefined,
  technician: TechnicianRecord | undefined,
): Judgement {
  const refused = (code: Parameters<typeof refuseCall>[0]): Judgement => ({ answer: refuseCall(code), confirm: false });
  if (found === undefined) return refused('auth.unknown');
  if (found.revokedAt !== null) return refused('auth.revoked');
  // An access token of a generation left behind is merely old: the device's own newer one will do.
  if (claims.generation < found.generation || claims.expiresAt <= clock.now()) return refused('auth.expired');
  const device = used(found, claims.generation);
  if (device === undefined || technician === undefined) return refused('auth.unknown');
  return { answer: ok({ device, technician }), confirm: device !== found };
}
