import { ok } from '../../domain/result.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import { used } from './devices.ts';
import type { ReadTransaction } from './store/port.ts';
import type { TokenClaims } from './tokens.ts';

export const bearerOf = (header: string | undefined): string | undefined => /^Bearer ([^\s]{1,200})$/i.exec(header ?? '')?.[1];

/**
 * Who calls, by the `Authorization` header. Codes: `auth.unknown`, `auth.revoked`, `auth.expired` (get new tokens).
 * The first use of a new generation is written down before the call goes on.
 */
export async function authenticate(context: ServerContext, header: string | undefined): Promise<Answer<Caller>> {
  const { store, tokens } = context;
  const claims = tokens.read(bearerOf(header) ?? '', 'access');
  if (claims === undefined) return refuseCall('auth.unknown');
  const { answer, confirm } = await store.read((tx) => judge(tx, context, claims));
  if (!confirm || !answer.ok) return answer;
  return store.transaction(async (tx) => {
    const again = await judge(tx, context, claims);
    if (again.confirm && again.answer.ok) await tx.saveDevice({ ...again.answer.value.device, seenAt: context.clock.now() });
    return again.answer;
  });
}

interface Judgement {
  readonly answer: Answer<Caller>;
  /** The token is the first of its generation to be used. */
  readonly confirm: boolean;
}

async function judge(tx: ReadTransaction, { clock }: ServerContext, claims: TokenClaims): Promise<Judgement> {
  const refused = (code: Parameters<typeof refuseCall>[0]): Judgement => ({ answer: refuseCall(code), confirm: false });
  const found = await tx.device(claims.deviceId);
  if (found === undefined) return refused('auth.unknown');
  if (found.revokedAt !== null) return refused('auth.revoked');
  // An access token of a generation left behind is merely old: the device's own newer one will do.
  if (claims.generation < found.generation || claims.expiresAt <= clock.now()) return refused('auth.expired');
  const device = used(found, claims.generation);
  const technician = device && (await tx.technician(device.technicianId));
  if (device === undefined || technician === undefined) return refused('auth.unknown');
  return { answer: ok({ device, technician }), confirm: device !== found };
}
