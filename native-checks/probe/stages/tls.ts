import type { TLSSocket } from 'node:tls';
import { clip, isLoopback } from '../address.ts';
import { type Certificate, interceptor, issuerOf, readChain, type Shake, validAt } from '../certificates.ts';
import { dialSecurely } from '../dial.ts';
import { plainAnswer } from '../plain.ts';
import { found, known, type StageContext, stage } from '../stage.ts';
import { errorCode, untilStopped } from '../wait.ts';
import { CLOCK_OFF_MS, span } from './clock.ts';

const SOON_MS = 14 * 86_400_000;

export const tls = stage('tls', async (context) => {
  const { deps, facts, trust, signal } = context;
  const target = known(facts.target, 'target');
  const route = known(facts.route, 'route');
  const { host } = target;
  if (!target.secure) {
    const local = !('proxy' in route) && known(facts.addresses, 'addresses').every((one) => isLoopback(one.address));
    return local ? found('probe.tls-not-needed', { host }) : found('probe.tls-required', { host });
  }
  // Only to read the certificate, even one that is not believed: nothing is sent over this connection.
  const shaken = await shake(dialSecurely(target, route, trust, false), signal);
  if (shaken.kind === 'failed') return found(noHandshake(shaken.error), { host, reason: shaken.error }, { error: shaken.error });
  const { chain, error, protocol } = shaken;
  const leaf = chain[0];
  const root = chain.at(-1);
  const trustedBy = error !== null || root === undefined ? [] : trust.sourcesOf(root.fingerprint256);
  const evidence = { protocol, error, trustedBy, chain };
  const issuer = issuerOf(chain);
  const now = deps.clock.now();
  const params = {
    host,
    protocol: protocol ?? '',
    issuer,
    names: clip(leaf?.names.join(', ') || (leaf?.subject ?? '')),
    from: day(chain.find((one) => Date.parse(one.validFrom) > now)?.validFrom ?? leaf?.validFrom),
    until: day(chain.find((one) => Date.parse(one.validTo) < now)?.validTo ?? leaf?.validTo),
    reason: error ?? '',
  };
  const middle = interceptor(chain);
  const dated = error === 'CERT_HAS_EXPIRED' || error === 'CERT_NOT_YET_VALID';
  const ourClock = dated ? await clockAtFault(chain, context) : undefined;
  if (ourClock !== undefined) {
    const { code, offMs, serverTime } = ourClock;
    return found(code, { ...params, difference: span(offMs) }, { ...evidence, clockOffMs: offMs, serverTime });
  }
  if (error !== null) return found(notBelieved(error, middle !== null, chain), params, evidence);
  if (middle !== null) return found('probe.tls-intercepted-quietly', params, evidence);
  const soon = leaf !== undefined && Date.parse(leaf.validTo) - now < SOON_MS;
  return found(soon ? 'probe.tls-expires-soon' : 'probe.tls-trusted', params, evidence);
});

function shake(socket: TLSSocket, signal: AbortSignal): Promise<Shake> {
  return new Promise((resolve) => {
    const done = (outcome: Shake): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(outcome);
    };
    const stop = (): void => done({ kind: 'failed', error: 'silent' });
    socket.once('secureConnect', () => {
      // Typed as Error, but Node keeps the code alone here.
      const error = socket.authorized ? null : String(socket.authorizationError);
      done({ kind: 'done', error, protocol: socket.getProtocol(), chain: readChain(socket) });
    });
    socket.on('error', (cause) => done({ kind: 'failed', error: errorCode(cause) }));
    socket.once('close', () => done({ kind: 'failed', error: 'ECONNRESET' }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Whether the certificate is good and this machine's clock is not, by the `Date` of an answer without encryption.
 * Anybody on the way could have written that, so it only explains the failure and never undoes it.
 */
async function clockAtFault(chain: readonly Certificate[], context: StageContext) {
  const plain = await untilStopped(plainAnswer(context), context.signal);
  const clock = plain === 'stopped' ? undefined : plain?.clock;
  if (clock === undefined || !validAt(chain, clock.theirs)) return undefined;
  const offMs = clock.ours - clock.theirs;
  if (Math.abs(offMs) <= CLOCK_OFF_MS) return undefined;
  const code = offMs > 0 ? ('probe.tls-clock-ahead' as const) : ('probe.tls-clock-behind' as const);
  return { code, offMs: Math.abs(offMs), serverTime: new Date(clock.theirs).toISOString() };
}

const day = (instant: string | undefined): string => instant?.slice(0, 10) ?? '';

/** OpenSSL's verdict on the certificate. Dates and name stand for themselves; only trust can be an interceptor's doing. */
function notBelieved(error: string, intercepted: boolean, chain: readonly Certificate[]) {
  switch (error) {
    case 'CERT_HAS_EXPIRED':
      return 'probe.tls-expired';
    case 'CERT_NOT_YET_VALID':
      return 'probe.tls-not-yet-valid';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'probe.tls-wrong-name';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return intercepted ? 'probe.tls-intercepted' : 'probe.tls-self-signed';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return intercepted && chain.length > 0 ? 'probe.tls-intercepted' : 'probe.tls-unknown-authority';
    default:
      return 'probe.tls-rejected';
  }
}

const TOO_OLD = ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_VERSION_TOO_LOW'];
const NOT_SPOKEN = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'];
const CUT_OFF = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

function noHandshake(error: string) {
  if (error === 'silent' || error === 'ETIMEDOUT') return 'probe.tls-silent';
  // A proxy that let through before and now does not is the network's, as a cut is.
  if (CUT_OFF.includes(error) || error.startsWith('PROXY_')) return 'probe.tls-cut-off';
  if (TOO_OLD.includes(error)) return 'probe.tls-too-old';
  if (NOT_SPOKEN.includes(error)) return 'probe.tls-not-spoken';
  return error.includes('ALERT') ? 'probe.tls-refused' : 'probe.tls-failed';
}
