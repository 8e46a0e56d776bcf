import { ok } from '../../domain/result.ts';
import { judge } from './auth.ts';
import { type Answer, refuseCall, type ServerContext } from './context.ts';
import { isSignedOff } from './devices.ts';
import type { TokenClaims } from './tokens.ts';

/**
 * A device says that it is no more: from then on each of its tokens is refused, until a fresh code brings it back. A repeat, after
 * an answer that was lost, is answered alike. `auth.unknown`, `auth.expired`, `auth.revoked` (an operator has shut it out).
 */
export async function signOff(context: ServerContext, claims: TokenClaims): Promise<Answer<undefined>> {
  const { store, clock } = context;
  return store.transaction(async (tx) => {
    const found = await tx.device(claims.deviceId);
    if (found === undefined) return refuseCall('auth.unknown');
    if (isSignedOff(found)) return ok(undefined);
    const { answer } = judge(context, claims, found, await tx.technician(found.technicianId));
    if (!answer.ok) return answer;
    // A newer pair was handed out: what comes with the old one may be a call from before the machine was enrolled anew.
    if (found.nextIssuedAt !== null && claims.generation === found.generation) return refuseCall('auth.expired');
    const now = clock.now();
    await tx.saveDevice({ ...answer.value.device, revokedAt: now, signedOffAt: now, seenAt: now });
    return ok(undefined);
  });
}
