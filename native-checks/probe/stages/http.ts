import * as z from 'zod';
import { clip } from '../address.ts';
import { type Line, openLine, type Told } from '../line.ts';
import { found, known, stage } from '../stage.ts';

/** The field API's health. A router's own `{"status":"ok"}` is not M/platform. */
const health = z.object({
  status: z.string().max(40),
  service: z.literal('mplatform-field-api'),
  time: z.iso.datetime({ offset: true }),
});

/**
 * An answer that takes twice as long as a satellite needs there and back (700 ms): no line that works as it should is
 * so slow, and nobody at a till waits a second without noticing.
 */
const SLOW_MS = 1500;
/** One may be chance; with three, the middle one is not. */
const TRIES = 3;

export const http = stage('http', async ({ deps, facts, trust, signal }) => {
  const target = known(facts.target, 'target');
  const line = openLine(target, known(facts.route, 'route'), trust);
  try {
    const told = await line.ask({ path: PATH, signal });
    // At this moment and not after more tries: the clocks are compared by it.
    const ours = deps.clock.now();
    const { host } = target;
    if (told.kind !== 'answered') return found(BROKEN[told.kind], { host, reason: reasonOf(told) }, { ...told });
    const { status, ms, headers } = told;
    const location = shownLocation(headers.location, target.url);
    const evidence = {
      status,
      ms,
      server: clip(String(headers.server ?? '')),
      ...(target.secure ? { alpn: told.alpn } : {}),
      ...(location === '' ? {} : { location }),
    };
    // With its port, where that is not the usual one: it is what somebody mistyped.
    if (status !== 200) return found(byStatus(status), { host: target.url.host, status, location }, evidence);
    const answer = parse(told.body);
    if (answer === undefined) return found('probe.http-wrong-server', { host: target.url.host, status }, evidence);
    if (answer.status !== 'ok') return found('probe.http-unwell', { host, state: clip(answer.status) }, evidence);
    // The Date header is what certificates and caches live by; the body's own time stands in where a proxy took it away.
    const theirs = Date.parse(headers.date ?? '') || Date.parse(answer.time);
    const tries = [{ ms, status }, ...(await tryAgain(line, signal))];
    const times = tries.flatMap((one) => one.ms ?? []);
    const [middle, worst] = [middleOf(times), Math.max(...times)];
    return found(
      middle < SLOW_MS ? 'probe.http-ok' : 'probe.http-slow',
      { host, ms: middle, worst },
      { ...evidence, tries, serverTime: new Date(theirs).toISOString() },
      { serverClock: { theirs, ours } },
    );
  } finally {
    line.close();
  }
});

interface Try {
  /** Without an answer: after how long nobody waited for it any more. null: it broke off, which says nothing of time. */
  readonly ms: number | null;
  readonly status: number | null;
}

/**
 * On the same connection, so that each costs one way there and back. The first answer decided what is wrong; these
 * only tell how long it takes, and together get no longer than what is slow anyway.
 */
async function tryAgain(line: Line, signal: AbortSignal): Promise<readonly Try[]> {
  const enough = AbortSignal.any([signal, AbortSignal.timeout(SLOW_MS)]);
  const tries: Try[] = [];
  while (tries.length < TRIES - 1 && !enough.aborted) {
    const from = performance.now();
    const told = await line.ask({ path: PATH, signal: enough });
    const waited = told.kind === 'answered' || told.kind === 'silent' || told.kind === 'stalled';
    const ms = waited ? Math.round(performance.now() - from) : null;
    tries.push({ ms, status: told.kind === 'answered' ? told.status : null });
  }
  return tries;
}

/** Of two the longer one: a server that is quick once and then says nothing is no quick one. */
const middleOf = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

const PATH = 'v1/health';

const BROKEN = {
  silent: 'probe.http-silent',
  stalled: 'probe.http-stalled',
  cutOff: 'probe.http-cut-off',
  cutShort: 'probe.http-cut-short',
  notHttp: 'probe.http-not-spoken',
  failed: 'probe.http-failed',
} as const satisfies Record<Exclude<Told['kind'], 'answered'>, string>;

const reasonOf = (told: Told): string => ('error' in told ? told.error : '');

function byStatus(status: number) {
  if (status >= 300 && status < 400) return 'probe.http-redirect';
  if (status === 407) return 'probe.http-proxy-sign-in';
  if (status === 429) return 'probe.http-busy';
  // RFC 6585: only a network that wants a sign-in answers so.
  if (status === 511) return 'probe.http-portal';
  if (status >= 500) return 'probe.http-server-error';
  return status === 401 || status === 403 ? 'probe.http-refused' : 'probe.http-wrong-server';
}

function parse(body: Buffer): z.infer<typeof health> | undefined {
  try {
    return health.safeParse(JSON.parse(body.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Where it points, without the query: portals put session keys there. */
function shownLocation(location: string | undefined, base: URL): string {
  const url = location === undefined ? null : URL.parse(location, base.href);
  return url === null ? '' : clip(`${url.origin}${url.pathname}`);
}
