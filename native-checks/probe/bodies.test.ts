import type { IncomingMessage, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { probe, TOKEN } from './lab/probing.ts';
import { givenBack, Lab } from './lab/servers.ts';

const lab = new Lab();
afterEach(() => lab.close());

const bodiesOf = async (echo: RequestListener, timeoutMs = 800) => {
  const server = `http://127.0.0.1:${await lab.mplatform({ echo })}`;
  return (await probe({ server, options: { timeoutMs, only: ['bodies'] } })).get('bodies');
};

const isLarge = (request: IncomingMessage): boolean => Number(request.headers['content-length']) > 1000;
/** Small bodies come back; large ones meet `large`. */
const unlessLarge =
  (large: RequestListener): RequestListener =>
  (request, answer) =>
    (isLarge(request) ? large : givenBack)(request, answer);
const answering =
  (status: number): RequestListener =>
  (_request, answer) =>
    void answer.writeHead(status).end();

describe('bodies of data', () => {
  test('that come back as they went pass: a small and a large one on one connection, random, without a token', async () => {
    const bodies: Buffer[] = [];
    const seen: IncomingMessage[] = [];
    const stage = await bodiesOf((request, answer) => {
      seen.push(request);
      void buffer(request).then((body) => {
        bodies.push(body);
        answer.end(body);
      });
    });
    expect(stage).toMatchObject({
      status: 'passed',
      code: 'probe.bodies-pass',
      evidence: {
        small: { bytes: 200, received: 200, ms: expect.any(Number) },
        large: { bytes: 12288, received: 12288, ms: expect.any(Number) },
      },
    });
    expect(bodies.map((body) => body.length)).toEqual([200, 12288]);
    // Random bytes: every value is there, and nothing would make it smaller.
    expect(new Set(bodies[1]).size).toBe(256);
    expect(new Set(seen.map((request) => request.socket.remotePort)).size).toBe(1);
    expect(seen.map(({ method, url }) => [method, url])).toEqual([
      ['POST', '/v1/echo'],
      ['POST', '/v1/echo'],
    ]);
    expect(JSON.stringify(seen.map((request) => request.headers))).not.toContain(TOKEN);
  });

  test.each<[string, RequestListener]>([
    ['never arrive', () => {}],
    ['come back only in part', (_q, a) => a.writeHead(200, { 'content-length': 12288 }).write(Buffer.alloc(1300))],
  ])('of which the large ones %s are lost on the way', async (_what, large) => {
    const stage = await bodiesOf(unlessLarge(large));
    expect(stage).toMatchObject({
      status: 'failed',
      code: 'probe.bodies-large-stall',
      actor: 'shopNetwork',
      params: { bytes: 12288 },
    });
  });

  test('that are lost are told within two seconds, however long the stage may take', async () => {
    const started = performance.now();
    expect(
      await bodiesOf(
        unlessLarge(() => {}),
        5500,
      ),
    ).toMatchObject({ code: 'probe.bodies-large-stall' });
    expect(performance.now() - started).toBeLessThan(3500);
  });

  test('that only come slowly, but come, are not lost', async () => {
    const trickle: RequestListener = (request, answer) =>
      void buffer(request).then((body) => {
        answer.writeHead(200, { 'content-length': body.length }).flushHeaders();
        let at = 0;
        // The slowness is what is tested: each pause is within a stage's patience, all of them together are not.
        const next = () => {
          answer.write(body.subarray(at, at + 4096));
          at += 4096;
          if (at < body.length) setTimeout(next, 900);
        };
        setTimeout(next, 900);
      });
    expect(await bodiesOf(unlessLarge(trickle), 5500)).toMatchObject({ code: 'probe.bodies-pass' });
  });

  test('of which even small ones stay without an answer are not an affair of size', async () => {
    expect(await bodiesOf(() => {})).toMatchObject({ code: 'probe.bodies-small-stall', actor: 'mplatform' });
  });

  test.each([
    ['before the answer', (q: IncomingMessage) => q.socket.destroy()],
    [
      'half-way',
      (q: IncomingMessage, a: Parameters<RequestListener>[1]) =>
        void a.writeHead(200, { 'content-length': 12288 }).write('x', () => q.socket.destroy()),
    ],
  ])('whose connection is cut %s are cut off', async (_when, cut) => {
    expect(await bodiesOf(unlessLarge(cut))).toMatchObject({ code: 'probe.bodies-cut-off', params: { bytes: 12288 } });
    expect(await bodiesOf(cut)).toMatchObject({ code: 'probe.bodies-cut-off', params: { bytes: 200 } });
  });

  test.each<[string, RequestListener]>([
    [
      'another byte',
      (q, a) => void buffer(q).then((body) => a.end(Buffer.concat([body.subarray(1), Buffer.of(0, 1)]).subarray(0, body.length))),
    ],
    ['one byte less', (q, a) => void buffer(q).then((body) => a.end(body.subarray(1)))],
    ['a page', (_q, a) => a.end('<html>Zablokowano</html>')],
    ['no HTTP', (q) => void q.socket.end('zablokowano\r\n\r\n')],
  ])('instead of which %s comes back are changed', async (_what, echo) => {
    expect(await bodiesOf(echo)).toMatchObject({ code: 'probe.bodies-changed', actor: 'shopNetwork' });
    expect(await bodiesOf(unlessLarge(echo))).toMatchObject({ code: 'probe.bodies-changed' });
  });

  test.each<[number, string, string]>([
    [404, 'probe.bodies-untested', 'probe.bodies-refused'],
    [405, 'probe.bodies-untested', 'probe.bodies-refused'],
    [413, 'probe.bodies-refused', 'probe.bodies-refused'],
    [403, 'probe.bodies-refused', 'probe.bodies-refused'],
    [302, 'probe.bodies-refused', 'probe.bodies-refused'],
    [429, 'probe.bodies-busy', 'probe.bodies-busy'],
    [502, 'probe.bodies-server-error', 'probe.bodies-refused'],
  ])('answered with %i are %s, and %s where it happens to large ones only', async (status, any, largeOnly) => {
    expect(await bodiesOf(answering(status))).toMatchObject({ code: any, evidence: { small: { status } } });
    expect(await bodiesOf(unlessLarge(answering(status)))).toMatchObject({ code: largeOnly, evidence: { large: { status } } });
  });
});
