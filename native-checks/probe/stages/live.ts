import { WebSocket } from 'ws';
import * as z from 'zod';
import { at } from '../address.ts';
import { dial } from '../dial.ts';
import { found, known, stage } from '../stage.ts';
import type { ProbeTicket } from '../types.ts';
import { errorCode } from '../wait.ts';

const message = z.object({ type: z.string(), probeId: z.string().optional(), nonce: z.string().optional() });

export const live = stage('live', async ({ deps, facts, trust, signal }) => {
  const target = known(facts.target, 'target');
  const route = known(facts.route, 'route');
  const ticket = known(facts.ticket, 'ticket');
  const { session } = deps;
  // Only `signIn` leaves a ticket, and only after it compared the origins.
  if (session === null || session === 'elsewhere') throw new Error('A probe was opened without a session');
  const url = at(target, 'v1/live');
  url.protocol = target.secure ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${session.accessToken()}` },
    createConnection: () => dial(target, route, trust),
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: 64 * 1024,
  });
  const ended = await echo(socket, ticket, signal);
  const { code, ...evidence } = ended;
  const { host } = target;
  const params = { host, ms: ended.ms ?? 0, status: ended.status ?? 0, reason: ended.reason ?? '' };
  return found(code, params, evidence);
});

interface Ended {
  readonly code: LiveCode;
  readonly ms?: number;
  readonly upgradeMs?: number;
  readonly status?: number;
  readonly reason?: string;
}

/** Sends the nonce once and waits for the very same back; pokes of the server in between are not answers. */
function echo(socket: WebSocket, { probeId, nonce }: ProbeTicket, signal: AbortSignal): Promise<Ended> {
  const started = performance.now();
  let upgradeMs: number | undefined;
  return new Promise((resolve) => {
    const since = (from: number): number => Math.round(performance.now() - from);
    const done = (ended: Ended): void => {
      signal.removeEventListener('abort', stop);
      resolve(upgradeMs === undefined ? ended : { ...ended, upgradeMs });
      socket.terminate();
    };
    const stop = (): void => done({ code: upgradeMs === undefined ? 'probe.live-no-upgrade' : 'probe.live-no-answer' });
    // Kept for good: terminating a socket that is not open yet raises an error of its own.
    socket.on('error', (cause) => done(broken(errorCode(cause), upgradeMs !== undefined)));
    socket.once('unexpected-response', (_request, { statusCode: status = 0 }) => done({ code: byStatus(status), status }));
    socket.once('open', () => {
      upgradeMs = since(started);
      const sent = performance.now();
      socket.on('message', (data, isBinary) => {
        const answer = isBinary ? undefined : read(data.toString());
        if (answer !== undefined && answer.type !== 'echo') return;
        const same = answer?.probeId === probeId && answer.nonce === nonce;
        done(same ? { code: 'probe.live-echoed', ms: since(sent) } : { code: 'probe.live-wrong-answer' });
      });
      socket.send(JSON.stringify({ type: 'echo', probeId, nonce }));
    });
    // 1006 is no frame of the other side: the connection was cut on the way.
    socket.once('close', (status) => done({ code: status === 1006 ? 'probe.live-cut-off' : 'probe.live-closed', status }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

type LiveCode = ReturnType<typeof byStatus> | ReturnType<typeof broken>['code'] | 'probe.live-echoed' | OpenCode;
type OpenCode = 'probe.live-no-upgrade' | 'probe.live-no-answer' | 'probe.live-wrong-answer' | 'probe.live-closed';

const byStatus = (status: number) => {
  if (status === 401 || status === 403) return 'probe.live-sign-in-refused';
  return status >= 500 ? 'probe.live-server-error' : 'probe.live-upgrade-refused';
};

const broken = (reason: string, open: boolean) => {
  const cut = open || reason === 'ECONNRESET' || reason === 'EPIPE';
  return { code: cut ? ('probe.live-cut-off' as const) : ('probe.live-failed' as const), reason };
};

function read(text: string): z.infer<typeof message> | undefined {
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
