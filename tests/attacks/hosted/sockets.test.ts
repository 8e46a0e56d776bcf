import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Patience } from '../../../electron/hosted/server.ts';
import { enter, type Inside, pageToken, raw, statusOf, testHosted } from '../../../electron/hosted/testing.ts';

/** Another program on this machine that found the port: whatever it writes to it, it gets neither page nor line. */

let hosted: Awaited<ReturnType<typeof testHosted>>;
let host: string;
async function open(patience: Patience): Promise<void> {
  hosted = await testHosted(undefined, undefined, { patience });
  host = `Host: ${new URL(hosted.origin).host}`;
}
const LONG = 60_000;
beforeEach(() => open({ headers: LONG, request: LONG, looks: 50 }));
afterEach(() => hosted.close());

const PAGE_LINE = /data-shell/;

/** A socket of the attacker's own, and all that came back on it until it was closed. */
function dial(): { readonly socket: Socket; readonly all: Promise<string>; readonly connected: Promise<void> } {
  const socket = connect(Number(new URL(hosted.origin).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('error', () => {});
  return {
    socket,
    all: new Promise((resolve) => socket.on('close', () => resolve(text))),
    connected: new Promise((resolve) => socket.on('connect', () => resolve())),
  };
}

const upgrade = (inside: Inside, token: string, ...more: readonly string[]): readonly string[] => [
  'GET /rpc HTTP/1.1',
  host,
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  `Sec-WebSocket-Protocol: technik, token.${token}`,
  `Cookie: ${inside.cookie}`,
  ...more,
];
const origin = (): string => `Origin: ${hosted.origin}`;

describe('a request that two readers could read differently', () => {
  const smuggled = 'GET /page.js HTTP/1.1\r\nHost: smuggled\r\n\r\n';

  test.each<[string, readonly string[], string]>([
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${smuggled}`],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 40'], smuggled],
    ['chunks under two names', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${smuggled}`],
    ['chunks that are no chunks', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`],
    ['a length that is no number', ['Content-Length: +5'], smuggled],
    ['a name with a blank', ['Content-Length : 5'], smuggled],
    ['a folded line', ['X-A: b', ' Content-Length: 5'], smuggled],
    ['a line that ends in LF alone', ['X-A: b\nX-B: c'], smuggled],
    ['a NUL in a value', ['X-A: a\0b'], smuggled],
  ])('is refused whole, and what hides behind it is not read: %s', async (_what, lines, body) => {
    const inside = await enter(hosted);
    const { socket, all } = dial();
    const head = ['POST /session HTTP/1.1', host, origin(), `Cookie: ${inside.cookie}`, `X-Technik-Key: ${inside.key}`];
    socket.write(`${[...head, ...lines].join('\r\n')}\r\n\r\n${body}`);
    const answer = await all;
    expect(statusOf(answer)).toBe(400);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(answer).not.toContain('token');
  });

  test('requests sent in one go are each judged by themselves', async () => {
    const inside = await enter(hosted);
    const { socket, all } = dial();
    const good = `GET / HTTP/1.1\r\n${host}\r\nCookie: ${inside.cookie}\r\n\r\n`;
    socket.write(`${good}GET / HTTP/1.1\r\n${host}\r\n\r\nGET / HTTP/1.1\r\n${host}\r\nCookie: ${inside.cookie}\r\n\r\n`);
    const answer = await all;
    // The second has no cookie of its own, and with it the line ends.
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '401']);
  });

  test('what follows a refused upgrade is not read as a request', async () => {
    const inside = await enter(hosted);
    const { socket, all } = dial();
    const second = `GET / HTTP/1.1\r\n${host}\r\nCookie: ${inside.cookie}\r\n\r\n`;
    socket.write(`${upgrade(inside, 'guess', origin()).join('\r\n')}\r\n\r\n${second}`);
    const answer = await all;
    expect(statusOf(answer)).toBe(401);
    expect(answer).not.toMatch(PAGE_LINE);
  });
});

describe('an upgrade', () => {
  test.each<[string, (lines: readonly string[]) => readonly string[], number]>([
    ['from another site', (l) => [...l, 'Origin: https://evil.example'], 403],
    ['from another port of this machine', (l) => [...l, 'Origin: http://127.0.0.1:9'], 403],
    ['from a file or a sandboxed frame', (l) => [...l, 'Origin: null'], 403],
    ['with no Origin', (l) => l, 403],
    ['with two Origins', (l) => [...l, `Origin: ${hosted.origin}`, 'Origin: https://evil.example'], 403],
    ['under another name', (l) => [...l.map((x) => (x === host ? 'Host: evil.example' : x)), `Origin: ${hosted.origin}`], 403],
    ['under two names', (l) => [...l, 'Host: evil.example', `Origin: ${hosted.origin}`], 403],
    [
      'at an absolute address',
      (l) => [...l.map((x) => x.replace(' /rpc ', ` ${hosted.origin}/rpc `)), `Origin: ${hosted.origin}`],
      400,
    ],
    ['told by the browser to come from elsewhere', (l) => [...l, `Origin: ${hosted.origin}`, 'Sec-Fetch-Site: cross-site'], 403],
    ['without the cookie', (l) => [...l.filter((x) => !x.startsWith('Cookie')), `Origin: ${hosted.origin}`], 401],
    ['without a token', (l) => [...l.filter((x) => !x.startsWith('Sec-WebSocket-Protocol')), `Origin: ${hosted.origin}`], 401],
    [
      'to another protocol',
      (l) => [...l.map((x) => x.replace('Upgrade: websocket', 'Upgrade: h2c')), `Origin: ${hosted.origin}`],
      400,
    ],
  ])('%s gets no line', async (_what, change, status) => {
    const inside = await enter(hosted);
    const token = await pageToken(hosted, inside);
    const answer = await raw(hosted.origin, change(upgrade(inside, token)));
    // Node itself refuses two Hosts, sometimes before we do.
    expect(status === 403 ? [400, 403] : [status]).toContain(statusOf(answer));
    expect(answer).not.toContain(' 101 ');
  });

  test('with everything right is let in: the attacks above fail for their one fault', async () => {
    const inside = await enter(hosted);
    const { socket } = dial();
    const answered = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
    socket.write(`${upgrade(inside, await pageToken(hosted, inside), origin()).join('\r\n')}\r\n\r\n`);
    expect(statusOf(await answered)).toBe(101);
    socket.destroy();
  });
});

describe('who dawdles', () => {
  // Short, and long enough for an honest request on a busy machine.
  const headers = { headers: 1_000, request: LONG, looks: 50 };
  const whole = { headers: 1_000, request: 1_000, looks: 50 };
  test.each<[string, string, Patience]>([
    ['says nothing', '', headers],
    ['sends half a line', 'GET / HT', headers],
    ['sends headers a little at a time', 'GET / HTTP/1.1\r\n', headers],
    ['promises a body and keeps it', 'POST', whole],
  ])('%s and is cut off, while the window is served', async (_what, beginning, patience) => {
    await hosted.close();
    await open(patience);
    const inside = await enter(hosted);
    const { socket, all, connected } = dial();
    await connected;
    const lines = ['POST /session HTTP/1.1', host, origin(), `Cookie: ${inside.cookie}`, `X-Technik-Key: ${inside.key}`];
    socket.write(beginning === 'POST' ? `${[...lines, 'Content-Length: 10'].join('\r\n')}\r\n\r\n{` : beginning);
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 40);
    if (beginning !== 'GET / HTTP/1.1\r\n') clearInterval(drip);
    expect((await fetch(hosted.origin, { headers: { cookie: inside.cookie } })).status).toBe(200);
    const answer = await all;
    clearInterval(drip);
    expect(['', '408']).toContain(answer === '' ? '' : String(statusOf(answer)));
  });

  test('holds up no end: the shell closes with strangers and windows still connected', async () => {
    const inside = await enter(hosted);
    const strangers = [dial(), dial(), dial()];
    await Promise.all(strangers.map(({ connected }) => connected));
    strangers[0]?.socket.write('GET / HTTP/1.1\r\n');
    const token = await pageToken(hosted, inside);
    const ws = new WebSocket(`${hosted.origin.replace('http', 'ws')}/rpc`, ['technik', `token.${token}`], {
      headers: { cookie: inside.cookie, origin: hosted.origin },
    });
    await new Promise((resolve) => ws.once('open', resolve));
    const gone = new Promise((resolve) => ws.once('close', resolve));
    await hosted.close();
    await Promise.all([gone, ...strangers.map(({ all }) => all)]);
    await expect(fetch(hosted.origin)).rejects.toThrow();
  });
});

describe('what is too large', () => {
  test('headers', async () => {
    const answer = await raw(hosted.origin, ['GET / HTTP/1.1', host, `X-A: ${'a'.repeat(20_000)}`, 'Connection: close']);
    expect(statusOf(answer)).toBe(431);
  });

  test('an address', async () => {
    const answer = await raw(hosted.origin, [`GET /${'a'.repeat(20_000)} HTTP/1.1`, host, 'Connection: close']);
    expect(statusOf(answer)).toBe(431);
  });

  test('a body in chunks that never say how much comes', async () => {
    const inside = await enter(hosted);
    const { socket, all } = dial();
    const head = ['POST /session HTTP/1.1', host, origin(), `Cookie: ${inside.cookie}`, `X-Technik-Key: ${inside.key}`];
    const piece = `400\r\n${'x'.repeat(1024)}\r\n`;
    socket.write(`${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n${piece.repeat(3)}`);
    expect(statusOf(await all)).toBe(413);
  });

  test.each([
    ['one frame', (ws: WebSocket) => ws.send(Buffer.alloc(5 * 1024 * 1024))],
    [
      'many frames of one message',
      (ws: WebSocket) => {
        for (let i = 0; i < 6; i += 1) ws.send(Buffer.alloc(1024 * 1024), { fin: false });
      },
    ],
  ])('a message of %s ends its own line', async (_what, send) => {
    const inside = await enter(hosted);
    const token = await pageToken(hosted, inside);
    const ws = new WebSocket(`${hosted.origin.replace('http', 'ws')}/rpc`, ['technik', `token.${token}`], {
      headers: { cookie: inside.cookie, origin: hosted.origin },
    });
    await new Promise((resolve) => ws.once('open', resolve));
    ws.on('error', () => {});
    const closed = new Promise<number>((resolve) => ws.once('close', resolve));
    send(ws);
    expect([1006, 1009]).toContain(await closed);
    expect((await fetch(hosted.origin, { headers: { cookie: inside.cookie } })).status).toBe(200);
  });

  test('a ninth window', async () => {
    const inside = await enter(hosted);
    const open: WebSocket[] = [];
    for (let i = 0; i < 8; i += 1) {
      const token = await pageToken(hosted, inside);
      const ws = new WebSocket(`${hosted.origin.replace('http', 'ws')}/rpc`, ['technik', `token.${token}`], {
        headers: { cookie: inside.cookie, origin: hosted.origin },
      });
      await new Promise((resolve) => ws.once('open', resolve));
      open.push(ws);
    }
    const answer = await raw(hosted.origin, upgrade(inside, await pageToken(hosted, inside), origin()));
    expect(statusOf(answer)).toBe(429);
    for (const ws of open) ws.terminate();
  });
});
