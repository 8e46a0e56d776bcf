import { Resolver } from 'node:dns/promises';
import { errorCode } from './wait.ts';

/** What a resolver itself says (RFC 1035, 4.1.1), as c-ares names it. */
const ANSWERS = ['ESERVFAIL', 'EREFUSED', 'EFORMERR', 'ENOTIMP', 'ENODATA', 'ENOTFOUND'];

/**
 * Whether any of the system's resolvers answers at all, be it that it failed. The system itself has one word,
 * `EAI_AGAIN`, for a resolver that is not there and for one that cannot help.
 * @param servers `address:port`; the system's unless given
 */
export async function resolverAnswers(host: string, signal: AbortSignal, servers?: readonly string[]): Promise<boolean> {
  if (signal.aborted) return false;
  const resolver = new Resolver({ timeout: 700, tries: 1 });
  if (servers !== undefined) resolver.setServers(servers);
  const stop = (): void => resolver.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await resolver.resolve4(host);
    return true;
  } catch (cause) {
    return ANSWERS.includes(errorCode(cause));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
