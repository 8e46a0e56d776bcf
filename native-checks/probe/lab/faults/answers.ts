import { createServer as createHttp, type RequestListener, request } from 'node:http';
import { createServer } from 'node:https';
import type { WebSocket } from 'ws';
import { makeAuthority, makeCertificate } from '../certificates.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import { healthBody, healthy, type Lab, type MplatformLab } from '../servers.ts';
import type { LabRun } from '../shop.ts';

const http = faultsOf('http');
const live = faultsOf('live');

const plain = (port: number): LabRun => ({ server: `http://127.0.0.1:${port}` });
const serving =
  (options: MplatformLab, more: Partial<LabRun> = {}) =>
  async (lab: Lab): Promise<LabRun> => ({ ...plain(await lab.mplatform(options)), ...more });
/** What every request gets instead of the health. */
const answering = (listener: RequestListener, more: Partial<LabRun> = {}) => serving({ http: listener }, more);
const status = (code: number) => answering((_q, a) => a.writeHead(code).end('{}'));

export const answerFaults: readonly Fault[] = [
  http(
    'probe.http-wrong-server',
    'another web server',
    'a web server answers that is not M/platform',
    answering((_q, a) => a.end('<html>Witamy</html>')),
  ),
  http(
    'probe.http-unwell',
    'M/platform at work on itself',
    'the health says maintenance',
    answering((_q, a) => a.end(healthBody().replace('"ok"', '"maintenance"'))),
  ),
  http('probe.http-server-error', 'server error', 'every answer is 500', status(500)),
  http('probe.http-busy', 'too many questions', 'every answer is 429', status(429)),
  http('probe.http-refused', 'not let in', 'every answer is 403', status(403)),
  http('probe.http-proxy-sign-in', 'proxy in the way', 'somebody on the way answers 407', status(407)),
  http('probe.http-portal', 'network wants a sign-in', 'somebody on the way answers 511', status(511)),
  http(
    'probe.http-redirect',
    'sent elsewhere',
    'every answer is 302 to another address',
    answering((_q, a) => a.writeHead(302, { location: 'http://inny.example.pl/' }).end()),
  ),
  http(
    'probe.http-silent',
    'HTTP silent',
    'the server takes the question and says nothing',
    answering(() => {}, SHORT),
  ),
  http(
    'probe.http-stalled',
    'half a response',
    'the answer stops half-way and the line stays silent',
    answering((_q, a) => a.writeHead(200, { 'content-length': 100 }).write('{"status'), SHORT),
  ),
  http(
    'probe.http-cut-off',
    'cut before the answer',
    'the connection ends when it was asked',
    answering((q) => q.socket.destroy()),
  ),
  http(
    'probe.http-cut-short',
    'cut half-way',
    'the connection ends in the middle of the answer',
    answering((q, a) => {
      a.writeHead(200, { 'content-length': 100 }).write('{"status', () => q.socket.destroy());
    }),
  ),
  http('probe.http-not-spoken', 'no web server', 'something else than HTTP answers', async (lab) =>
    plain(await lab.tcp((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))),
  ),
  http(
    'probe.http-slow',
    'slow answers',
    'every answer takes more than a second and a half',
    answering((q, a) => void setTimeout(() => healthy(q, a), 1_600)),
  ),
  http('probe.http-failed', 'two certificates', 'another server answers the second connection', async (lab) => {
    const [authority, stranger] = await Promise.all([makeAuthority('Lab CA'), makeCertificate({})]);
    const pair = await makeCertificate({ authority });
    // Within the first handshake, so that no second one can begin before.
    const agree = (): string => {
      server.setSecureContext(stranger);
      return 'http/1.1';
    };
    const server = createServer({ ...pair, ALPNCallback: agree }, healthy);
    return { server: `https://127.0.0.1:${await lab.listen(server)}`, deps: { ca: authority.cert } };
  }),
];

const refusing = (code: number) => serving({ upgrade: (s) => s.end(`HTTP/1.1 ${code} No\r\ncontent-length: 0\r\n\r\n`) });
const FAKE =
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: nonsense\r\n\r\n';

export const liveFaults: readonly Fault[] = [
  live(
    'probe.live-upgrade-refused',
    'WebSocket refused',
    'HTTP is fine, the upgrade is answered with 403 on the way',
    refusing(403),
  ),
  live('probe.live-sign-in-refused', 'WebSocket without sign-in', 'the upgrade is answered with 401', refusing(401)),
  live('probe.live-server-error', 'WebSocket error', 'the upgrade is answered with 502', refusing(502)),
  live(
    'probe.live-no-upgrade',
    'WebSocket swallowed',
    'HTTP is fine, the upgrade is never answered',
    serving({ upgrade: () => {} }, SHORT),
  ),
  live('probe.live-no-answer', 'WebSocket dead', 'it opens and nothing comes back', serving({ live: () => {} }, SHORT)),
  live(
    'probe.live-wrong-answer',
    'WebSocket lies',
    'another thing comes back than was sent',
    serving({ live: (s) => s.on('message', () => s.send('hej')) }),
  ),
  live(
    'probe.live-closed',
    'WebSocket closed',
    'the server closes it before it answers',
    serving({ live: (s) => s.close(1013) }),
  ),
  live('probe.live-cut-off', 'WebSocket cut', 'the connection ends when it was opened', serving({ live: (s) => s.terminate() })),
  live(
    'probe.live-failed',
    'no WebSocket',
    'the upgrade is confirmed by something that does not know it',
    serving({ upgrade: (s) => s.write(FAKE), http: healthy }),
  ),
  live(
    'probe.live-stripped',
    'Upgrade stripped',
    'a proxy passes the question on without the wish for a WebSocket',
    async (lab) => plain(await lab.listen(strippingProxy(await lab.mplatform()))),
  ),
  live(
    'probe.live-unsteady',
    'WebSocket stutters',
    'one message takes half a second longer than another',
    serving({ live: (s) => withholding(s, (count, reply) => (count === 3 ? setTimeout(reply, 700) : reply())) }),
  ),
  live(
    'probe.live-went-silent',
    'WebSocket dies',
    'it works a few times, then nothing comes back',
    serving({ live: (s) => withholding(s, (count, reply) => count < 4 && reply()) }, SHORT),
  ),
];

/** Gives each message back when `give` says so; `count` is how many have come so far. */
function withholding(socket: WebSocket, give: (count: number, reply: () => void) => void): void {
  let count = 0;
  socket.on('message', (data) => give(++count, () => socket.send(data.toString())));
}

/** Passes plain requests on, as many proxies do: what is meant for one connection only is not passed on (RFC 9110, 7.6.1). */
function strippingProxy(behind: number) {
  return createHttp((asked, answer) => {
    const { upgrade: _, connection: __, ...headers } = asked.headers;
    const onward = request({ host: '127.0.0.1', port: behind, method: asked.method, path: asked.url, headers });
    onward.on('response', (got) => got.pipe(answer.writeHead(got.statusCode ?? 502, got.headers)));
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
}
