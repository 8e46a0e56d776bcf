import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { isSteady } from './echoes.ts';
import { probe, TOKEN, ticket } from './lab/probing.ts';
import { echoing, healthy, Lab, type MplatformLab, repeating } from './lab/servers.ts';

const lab = new Lab();
afterEach(() => lab.close());

const liveOf = async (options: MplatformLab, deps: Parameters<typeof probe>[0]['deps'] = {}) => {
  const server = `http://127.0.0.1:${await lab.mplatform(options)}`;
  return (await probe({ server, deps, options: { timeoutMs: 800, only: ['live'] } })).get('live');
};

/** Plain HTTP instead of a WebSocket; with `own`, in the words of M/platform itself. */
const refusing = (status: number, own = false): MplatformLab => {
  const type = own ? 'application/problem+json; charset=utf-8' : 'text/html';
  return { upgrade: (s) => s.end(`HTTP/1.1 ${status} No\r\ncontent-type: ${type}\r\ncontent-length: 0\r\n\r\n`) };
};

/** Gives each message back when `when` says so; `count` is how many have come so far. */
const withholding = (give: (count: number, reply: () => void) => void) => (socket: WebSocket) => {
  let count = 0;
  socket.on('message', (data) => give(++count, () => socket.send(data.toString())));
};

describe('the live connection', () => {
  test('that gives the nonce back five times passes, with each round trip as evidence, whatever pokes arrive in between', async () => {
    const heard: string[] = [];
    const live = (socket: WebSocket) => {
      socket.on('message', (data) => heard.push(data.toString()));
      echoing(socket);
      socket.on('message', () => socket.send(JSON.stringify({ type: 'changed', seq: 8 })));
    };
    const stage = await liveOf({ live });
    expect(stage).toMatchObject({ code: 'probe.live-echoed', evidence: { upgradeMs: expect.any(Number) } });
    const { roundTrips, min, median, max, spread } = (stage?.evidence ?? {}) as Record<string, number> & { roundTrips: number[] };
    expect(roundTrips).toHaveLength(5);
    const sorted = roundTrips.toSorted((a, b) => a - b);
    expect([min, median, max]).toEqual([sorted[0], sorted[2], sorted[4]]);
    expect(spread).toBeCloseTo((max ?? 0) - (min ?? 0), 1);
    expect(new Set(heard)).toEqual(new Set([JSON.stringify({ type: 'echo', probeId: ticket.probeId, nonce: ticket.nonce })]));
    expect(heard).toHaveLength(5);
    expect(JSON.stringify(stage)).not.toContain(ticket.nonce);
  });

  test('that stutters is a warning: one message takes half a second longer than another', async () => {
    // The delay is what is tested: the stage measures it.
    const live = withholding((count, reply) => (count === 3 ? setTimeout(reply, 560) : reply()));
    const server = `http://127.0.0.1:${await lab.mplatform({ live })}`;
    expect((await probe({ server, options: { only: ['live'] } })).get('live')).toMatchObject({
      status: 'warned',
      code: 'probe.live-unsteady',
      actor: 'shopNetwork',
    });
  });

  test('that is slow but even passes with as many messages as two seconds hold, in any time that a stage may take', async () => {
    // The delay is what is tested: the stage measures it.
    const live = withholding((_count, reply) => setTimeout(reply, 900));
    const server = `http://127.0.0.1:${await lab.mplatform({ live })}`;
    const stage = (await probe({ server, options: { only: ['live'] } })).get('live');
    expect(stage).toMatchObject({ code: 'probe.live-echoed', evidence: { roundTrips: { length: 3 } } });
    expect(stage?.params.ms).toBeGreaterThanOrEqual(899);
  });

  test.each([
    [30, 529, true],
    [30, 530, false],
    // A satellite with a lost packet, and one without.
    [600, 1_300, false],
    [600, 1_150, true],
  ])('with round trips from %i to %i ms is steady: %s', (min, max, steady) => {
    expect(isSteady(min, max)).toBe(steady);
  });

  test.each<[number, boolean, string]>([
    [200, false, 'probe.live-stripped'],
    [400, false, 'probe.live-stripped'],
    [404, false, 'probe.live-stripped'],
    [404, true, 'probe.live-stripped'],
    [426, true, 'probe.live-stripped'],
    [302, false, 'probe.live-upgrade-refused'],
    [403, false, 'probe.live-upgrade-refused'],
    [407, false, 'probe.live-upgrade-refused'],
    [401, false, 'probe.live-sign-in-refused'],
    [401, true, 'probe.live-sign-in-refused'],
    [403, true, 'probe.live-sign-in-refused'],
    [429, true, 'probe.live-server-error'],
    [502, false, 'probe.live-server-error'],
    [503, true, 'probe.live-server-error'],
  ])('answered with %i (in M/platform’s own words: %s) is %s', async (status, own, code) => {
    expect(await liveOf(refusing(status, own))).toMatchObject({
      status: 'failed',
      code,
      params: { status },
      evidence: { fromServer: own },
    });
  });

  test('whose wish was taken out on the way is known by the answer of a plain web server', async () => {
    // A proxy that speaks plain HTTP only: it passes the request on as any other.
    const behind = await lab.mplatform({
      http: (q, a) => (q.url === '/v1/live' ? a.writeHead(426, { upgrade: 'websocket' }).end() : healthy(q, a)),
    });
    const proxy = await lab.tcp((near) => {
      const far = connect(behind, '127.0.0.1').on('error', () => near.destroy());
      near.on('data', (part) => far.write(part.toString('latin1').replace(/^(?:connection|upgrade): .*\r\n/gim, ''), 'latin1'));
      far.pipe(near);
    });
    const stages = await probe({ server: `http://127.0.0.1:${proxy}`, options: { only: ['live'] } });
    expect(stages.get('live')).toMatchObject({ code: 'probe.live-stripped', actor: 'shopNetwork', evidence: { status: 426 } });
  });

  test('confirmed without the word WebSocket was stripped on the way back', async () => {
    const bare = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n';
    expect(await liveOf({ upgrade: (s) => s.write(bare) })).toMatchObject({ code: 'probe.live-stripped' });
  });

  test('that falls silent after it worked is not one over which nothing comes', async () => {
    const live = withholding((count, reply) => count < 4 && reply());
    expect(await liveOf({ live })).toMatchObject({
      code: 'probe.live-went-silent',
      params: { echoes: 3, of: 5 },
      evidence: { roundTrips: [expect.any(Number), expect.any(Number), expect.any(Number)] },
    });
  });

  test('whose upgrade a proxy swallows, that opens and stays silent, and that lies are three different faults', async () => {
    expect(await liveOf({ upgrade: () => {} })).toMatchObject({ code: 'probe.live-no-upgrade' });
    expect(await liveOf({ live: () => {} })).toMatchObject({ code: 'probe.live-no-answer' });
    const lie = JSON.stringify({ type: 'echo', probeId: ticket.probeId, nonce: 'another' });
    expect(await liveOf({ live: (s) => s.on('message', () => s.send(lie)) })).toMatchObject({ code: 'probe.live-wrong-answer' });
    expect(await liveOf({ live: (s) => s.on('message', () => s.send('hej')) })).toMatchObject({
      code: 'probe.live-wrong-answer',
    });
  });

  test('closed by the server is told apart from cut on the way', async () => {
    expect(await liveOf({ live: (s) => s.close(1013) })).toMatchObject({ code: 'probe.live-closed', params: { status: 1013 } });
    const later = (s: WebSocket) => withholding((count, reply) => (count < 3 ? reply() : s.close(4429)))(s);
    expect(await liveOf({ live: later })).toMatchObject({ code: 'probe.live-closed', params: { status: 4429 } });
    expect(await liveOf({ live: (s) => s.terminate() })).toMatchObject({ code: 'probe.live-cut-off' });
    expect(await liveOf({ upgrade: (s) => s.destroy() })).toMatchObject({ code: 'probe.live-cut-off' });
  });

  test('confirmed by something that does not know WebSocket is refused', async () => {
    const fake =
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: nonsense\r\n\r\n';
    expect(await liveOf({ upgrade: (s) => s.write(fake), http: healthy })).toMatchObject({ code: 'probe.live-failed' });
  });
});

describe('the live connection of a till without an account', () => {
  const seen: IncomingMessage[] = [];
  const tillOf = async (options: MplatformLab = {}) => {
    seen.length = 0;
    return liveOf({ seen, ...options }, { session: 'elsewhere' });
  };

  test('is the open echo: no token, a text of its own each time, and the same figures', async () => {
    const heard = new Set<string>();
    const live = (socket: WebSocket) => {
      socket.on('message', (data) => heard.add(data.toString()));
      repeating(socket);
    };
    expect(await tillOf({ live })).toMatchObject({ code: 'probe.live-echoed', evidence: { roundTrips: { length: 5 } } });
    expect(seen.flatMap((q) => (q.headers.upgrade === undefined ? [] : [[q.url, q.headers.authorization]]))).toEqual([
      ['/v1/echo', undefined],
    ]);
    await tillOf({ live });
    expect(heard.size).toBe(2);
    expect(JSON.stringify(seen.map((q) => q.headers))).not.toContain(TOKEN);
  });

  test('that another text comes back over is wrong, even one that would do for the live line', async () => {
    expect(await tillOf({ live: echoing })).toMatchObject({ code: 'probe.live-wrong-answer' });
  });

  test.each<[number, boolean, string, string]>([
    [404, true, 'probe.live-elsewhere', 'notTestable'],
    [404, false, 'probe.live-stripped', 'failed'],
    [426, true, 'probe.live-stripped', 'failed'],
    [401, false, 'probe.live-upgrade-refused', 'failed'],
    [403, false, 'probe.live-upgrade-refused', 'failed'],
    [429, true, 'probe.live-server-error', 'failed'],
  ])('answered with %i (in M/platform’s own words: %s) is %s', async (status, own, code, is) => {
    expect(await tillOf(refusing(status, own))).toMatchObject({ code, status: is });
  });
});
