import { clip, isLoopbackHost, type Target } from '../address.ts';
import { plainAnswer } from '../plain.ts';
import { found, known, type StageContext, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/**
 * Once the encrypted way is clear, a page of the network is a remark and not worth more waiting than the handshake
 * took, which had more to say and began later.
 */
const LEAST_GRACE_MS = 100;

/**
 * Whether the network answers for the server with a sign-in page of its own (RFC 8952 calls it a captive portal). It
 * can do so only without encryption, and it is the cause only where the way to the server is not clear as well.
 */
export const portal = stage('portal', async (context) => {
  const { facts, outcomeOf } = context;
  const target = known(facts.target, 'target');
  if (isLoopbackHost(target.host)) return found('probe.portal-not-needed');
  // After the proxy's failure there is no other way to ask: this machine is not meant to go out by itself.
  if ((await outcomeOf('proxy'))?.status === 'failed' || facts.proxy !== undefined) return found('probe.portal-through-proxy');
  const clear = wayClear(context);
  const plain = await untilClear(plainAnswer(context), clear, context.signal);
  if (plain === undefined) return found('probe.portal-untested', {}, { answer: 'none in time' });
  const { got, address, port } = plain;
  const asked = { address, port };
  if (got.kind !== 'answered') {
    return found('probe.portal-untested', {}, { ...asked, answer: got.kind, ...('error' in got ? { error: got.error } : {}) });
  }
  const { status, headers, body } = got;
  const location = locationOf(headers.location, target);
  const evidence = { ...asked, status, ms: got.ms, ...(location === null ? {} : { location: shown(location) }) };
  const meaning = meaningOf(status, String(headers['content-type'] ?? ''), body, location, target);
  if (meaning === 'none') return found('probe.portal-none', {}, evidence);
  if (meaning === 'httpsOnly') return found('probe.portal-https-only', {}, evidence);
  if (meaning === 'inconclusive') return found('probe.portal-untested', {}, evidence);
  const from = location === null ? address : location.host;
  if ((await clear) !== null) return found('probe.portal-but-through', { from: clip(from) }, evidence);
  return location === null
    ? found('probe.portal-page', {}, evidence)
    : found('probe.portal-redirect', { location: shown(location) }, evidence);
});

/**
 * How long the stage that shows the way to be clear took, in milliseconds; null where it is not clear. A certificate
 * that is believed is nobody else's; where it is read on the way, only M/platform's own answer counts.
 */
async function wayClear({ outcomeOf }: StageContext): Promise<number | null> {
  const tls = await outcomeOf('tls');
  if (tls?.code === 'probe.tls-trusted' || tls?.code === 'probe.tls-expires-soon') return tls.ms;
  const http = await outcomeOf('http');
  return http?.status === 'passed' || http?.status === 'warned' ? http.ms : null;
}

async function untilClear<T>(answer: Promise<T>, clear: Promise<number | null>, signal: AbortSignal): Promise<T | undefined> {
  const enough = new AbortController();
  const inTime = untilStopped(answer, AbortSignal.any([signal, enough.signal]));
  const ms = await Promise.race([clear, inTime.then(() => null)]);
  const grace = ms === null ? undefined : setTimeout(() => enough.abort(), Math.max(LEAST_GRACE_MS, ms));
  const outcome = await inTime;
  clearTimeout(grace);
  return outcome === 'stopped' ? undefined : outcome;
}

type Meaning = 'none' | 'httpsOnly' | 'page' | 'inconclusive';

function meaningOf(status: number, type: string, body: string, location: URL | null, { host }: Target): Meaning {
  // Some gateways make a 200 without a body of a 204.
  if (status === 204 || (status === 200 && body === '')) return 'none';
  // RFC 6585: only a network that wants a sign-in answers so.
  if (status === 511) return 'page';
  if (status === 200) return /\bhtml\b/i.test(type) || /^\s*</.test(body) ? 'page' : 'inconclusive';
  if (status < 300 || status > 399 || location === null) return 'inconclusive';
  return location.protocol === 'https:' && location.hostname.replace(/^\[|\]$/g, '') === host ? 'httpsOnly' : 'page';
}

const locationOf = (location: string | undefined, { url }: Target): URL | null =>
  location === undefined ? null : URL.parse(location, `http://${url.hostname}/`);

/** Without the query: portals put session keys there. */
const shown = (url: URL): string => clip(`${url.protocol}//${url.host}${url.pathname}`);
