import * as z from 'zod';
import { clip } from '../address.ts';
import { type Got, get } from '../get.ts';
import { found, known, stage } from '../stage.ts';

/** The field API's health. `service` is checked where given: a router's own `{"status":"ok"}` is not M/platform. */
const health = z.object({
  status: z.string().max(40),
  service: z.literal('mplatform-field-api').optional(),
  time: z.iso.datetime({ offset: true }),
});

export const http = stage('http', async ({ deps, facts, trust, signal }) => {
  const target = known(facts.target, 'target');
  const got = await get(target, known(facts.route, 'route'), trust, 'v1/health', signal);
  const { host } = target;
  if (got.kind !== 'answered') return found(BROKEN[got.kind], { host, reason: 'error' in got ? got.error : '' }, { ...got });
  const { status, ms } = got;
  const location = shownLocation(got.headers.location, target.url);
  const evidence = { status, ms, server: clip(String(got.headers.server ?? '')), ...(location === '' ? {} : { location }) };
  if (status !== 200) return found(byStatus(status), { host, status, location }, evidence);
  const answer = parse(got.body);
  if (answer === undefined) return found('probe.http-wrong-server', { host, status }, evidence);
  if (answer.status !== 'ok') return found('probe.http-unwell', { host, state: clip(answer.status) }, evidence);
  // The Date header is what certificates and caches live by; the body's own time stands in where a proxy took it away.
  const theirs = Date.parse(got.headers.date ?? '') || Date.parse(answer.time);
  const serverClock = { theirs, ours: deps.clock.now() };
  return found('probe.http-ok', { host, ms }, { ...evidence, serverTime: new Date(theirs).toISOString() }, { serverClock });
});

const BROKEN = {
  silent: 'probe.http-silent',
  stalled: 'probe.http-stalled',
  cutOff: 'probe.http-cut-off',
  cutShort: 'probe.http-cut-short',
  notHttp: 'probe.http-not-spoken',
  failed: 'probe.http-failed',
} as const satisfies Record<Exclude<Got['kind'], 'answered'>, string>;

function byStatus(status: number) {
  if (status >= 300 && status < 400) return 'probe.http-redirect';
  if (status === 407) return 'probe.http-proxy-sign-in';
  if (status === 429) return 'probe.http-busy';
  // RFC 6585: only a network that wants a sign-in answers so.
  if (status === 511) return 'probe.http-portal';
  if (status >= 500) return 'probe.http-server-error';
  return status === 401 || status === 403 ? 'probe.http-refused' : 'probe.http-wrong-server';
}

function parse(body: string): z.infer<typeof health> | undefined {
  try {
    return health.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Where it points, without the query: portals put session keys there. */
function shownLocation(location: string | undefined, base: URL): string {
  const url = location === undefined ? null : URL.parse(location, base.href);
  return url === null ? '' : clip(`${url.origin}${url.pathname}`);
}
