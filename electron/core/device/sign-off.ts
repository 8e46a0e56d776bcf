import { type FieldClient, serverCode } from '../field/client.ts';
import type { Tokens } from './tokens.ts';

/**
 * Says to M/platform that this device is no more. True when it knows so, from now on or already; false when its operator still
 * lists the device. Never rejects: whoever forgets a device does not depend on it.
 */
export async function saysItIsGone(server: FieldClient, tokens: Tokens): Promise<boolean> {
  try {
    const answer = await tokens.using(server, server.signOff);
    return answer.ok || serverCode(answer.error) === 'auth.revoked';
  } catch {
    return false;
  } finally {
    server.disconnect();
  }
}
