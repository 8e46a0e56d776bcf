import { randomBytes } from 'node:crypto';
import type { CodeOf } from '../../../domain/probe-findings.ts';
import { assertNever } from '../../../domain/result.ts';
import { type Line, openLine, type Told } from '../line.ts';
import { found, known, stage } from '../stage.ts';

/** Fits into any packet, headers and all. */
const SMALL_BYTES = 200;
/**
 * More than one packet even where packets are large (9000 bytes), and no more than goes out at once (ten of 1460).
 * At 64 kbit/s it takes 1.5 s.
 */
const LARGE_BYTES = 12 * 1024;
/** Enough to send a lost packet again two or three times: what is lost longer is not lost by chance. */
const PATIENCE_MS = 2000;
/** The small one's connection has to be opened first: over a satellite that alone is two seconds. */
const OPENING_PATIENCE_MS = 3000;

/**
 * Sends a small and a large body and compares what comes back. Where packets on the way are smaller than both ends
 * believe and nobody tells them, connections open and small questions pass, but large ones are lost.
 */
export const bodies = stage('bodies', async ({ facts, trust, signal }) => {
  const target = known(facts.target, 'target');
  const { host } = target;
  const line = openLine(target, known(facts.route, 'route'), trust);
  try {
    const small = await echo(line, SMALL_BYTES, OPENING_PATIENCE_MS, signal);
    const params = { host, bytes: SMALL_BYTES, status: small.status };
    if (small.fate !== 'same') return found(OF_SMALL[small.fate], params, { small: small.evidence });
    // A line that is slow for little is slow for much.
    const large = await echo(line, LARGE_BYTES, Math.max(PATIENCE_MS, 4 * small.ms), signal);
    const evidence = { small: small.evidence, large: large.evidence };
    return found(OF_LARGE[large.fate], { host, bytes: LARGE_BYTES, status: large.status }, evidence);
  } finally {
    line.close();
  }
});

type Fate = 'same' | 'changed' | 'stalled' | 'cutOff' | 'absent' | 'busy' | 'serverError' | 'refused';

const OF_LARGE = {
  same: 'probe.bodies-pass',
  changed: 'probe.bodies-changed',
  stalled: 'probe.bodies-large-stall',
  cutOff: 'probe.bodies-cut-off',
  busy: 'probe.bodies-busy',
  // The server took the small one, so whoever minds the large one minds its size.
  absent: 'probe.bodies-refused',
  serverError: 'probe.bodies-refused',
  refused: 'probe.bodies-refused',
} as const satisfies Record<Fate, CodeOf<'bodies'>>;

const OF_SMALL = {
  ...OF_LARGE,
  stalled: 'probe.bodies-small-stall',
  absent: 'probe.bodies-untested',
  serverError: 'probe.bodies-server-error',
} as const satisfies Record<Fate, CodeOf<'bodies'>>;

interface Echo {
  readonly fate: Fate;
  readonly status: number;
  readonly ms: number;
  readonly evidence: Readonly<Record<string, unknown>>;
}

async function echo(line: Line, bytes: number, patienceMs: number, signal: AbortSignal): Promise<Echo> {
  // Nothing on the way can make it smaller, and nobody can give it back without having had all of it.
  const body = randomBytes(bytes);
  const started = performance.now();
  const told = await line.ask({ path: 'v1/echo', body, patienceMs, signal });
  const ms = Math.round(performance.now() - started);
  const status = 'status' in told ? told.status : 0;
  const received = told.kind === 'answered' ? told.body.length : 'bytes' in told ? told.bytes : 0;
  const reason = 'error' in told ? { reason: told.error } : {};
  return { fate: fateOf(told, body), status, ms, evidence: { bytes, ms, how: told.kind, status, received, ...reason } };
}

function fateOf(told: Told, sent: Buffer): Fate {
  switch (told.kind) {
    case 'answered':
      return told.status === 200 ? (told.body.equals(sent) ? 'same' : 'changed') : byStatus(told.status);
    case 'silent':
    case 'stalled':
      return 'stalled';
    case 'cutOff':
    case 'cutShort':
    case 'failed':
      return 'cutOff';
    case 'notHttp':
      return 'changed';
    default:
      return assertNever(told);
  }
}

function byStatus(status: number): Fate {
  // As an older server answers, which has no such call.
  if (status === 404 || status === 405 || status === 501) return 'absent';
  if (status === 429) return 'busy';
  return status >= 500 ? 'serverError' : 'refused';
}
