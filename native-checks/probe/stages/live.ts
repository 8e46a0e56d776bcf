import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { at } from '../address.ts';
import { dial } from '../dial.ts';
import { type Ended, echoes, isSteady, type Message, nonceOf, openEcho } from '../echoes.ts';
import { found, known, type StageContext, stage } from '../stage.ts';

/**
 * A WebSocket on which a message comes back several times. With a technician's account it is the live line, and the
 * message is the probe's nonce: the server then knows that this way was gone. Without one it is the open echo.
 */
export const live = stage('live', async (context) => {
  const { facts, trust, signal } = context;
  const target = known(facts.target, 'target');
  const route = known(facts.route, 'route');
  const { path, headers, message, signedIn } = wayOf(context);
  const url = at(target, path);
  url.protocol = target.secure ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, {
    headers,
    createConnection: () => dial(target, route, trust),
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: 64 * 1024,
  });
  const { how, status = 0, reason = '', ...evidence } = await echoes(socket, message, signal);
  const { min = 0, median = 0, max = 0, roundTrips = [] } = evidence;
  const params = {
    host: target.host,
    status,
    reason,
    ms: Math.round(median),
    best: Math.round(min),
    worst: Math.round(max),
    echoes: roundTrips.length,
    of: message.times,
  };
  const shown = { ...evidence, ...(status === 0 ? {} : { status }), ...(reason === '' ? {} : { reason }) };
  if (how === 'echoed') return found(isSteady(min, max) ? 'probe.live-echoed' : 'probe.live-unsteady', params, shown);
  return found(how === 'answered' ? byAnswer(status, evidence.fromServer ?? false, signedIn) : CODES[how], params, shown);
});

interface Way {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: Message;
  readonly signedIn: boolean;
}

function wayOf({ deps: { session }, facts }: StageContext): Way {
  if (session === 'elsewhere') return { path: 'v1/echo', headers: {}, message: openEcho(randomUUID()), signedIn: false };
  // Only `signIn` leaves a ticket, and only after it compared the origins.
  if (session === null) throw new Error('A probe was opened without a session');
  const headers = { authorization: `Bearer ${session.accessToken()}` };
  return { path: 'v1/live', headers, message: nonceOf(known(facts.ticket, 'ticket')), signedIn: true };
}

const CODES = {
  noUpgrade: 'probe.live-no-upgrade',
  noEcho: 'probe.live-no-answer',
  wentSilent: 'probe.live-went-silent',
  wrongEcho: 'probe.live-wrong-answer',
  closed: 'probe.live-closed',
  cutOff: 'probe.live-cut-off',
  stripped: 'probe.live-stripped',
  failed: 'probe.live-failed',
} as const satisfies Record<Exclude<Ended['how'], 'echoed' | 'answered'>, string>;

/** What plain HTTP says to a question that has lost its wish for a WebSocket on the way: a page, or that there is none. */
const PLAIN_ANSWERS = [200, 204, 400, 404, 426];

/**
 * @param own the answer is a problem as M/platform words it, so it came from the server itself
 */
function byAnswer(status: number, own: boolean, signedIn: boolean) {
  // An older server has no open echo.
  if (!signedIn && own && status === 404) return 'probe.live-elsewhere';
  if (PLAIN_ANSWERS.includes(status)) return 'probe.live-stripped';
  // Firewalls forbid with 403, too, but in their own words.
  if (signedIn && (status === 401 || (own && status === 403))) return 'probe.live-sign-in-refused';
  return own || status >= 500 ? 'probe.live-server-error' : 'probe.live-upgrade-refused';
}
