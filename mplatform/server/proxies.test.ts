import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { clientAddress, type Trusts, trustedProxies } from './proxies.ts';
import { startServer } from './testing.ts';

const trusting = (...ranges: string[]): Trusts => {
  const made = trustedProxies(ranges);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};
const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as never;

describe('where a request comes from', () => {
  const ours = trusting('10.0.0.0/8', '2001:db8::5', '127.0.0.1');

  it.each<[string, IncomingMessage, string]>([
    ['is who is connected', from('192.0.2.7'), '192.0.2.7'],
    ['is who is connected, whatever they say', from('192.0.2.7', '203.0.113.1'), '192.0.2.7'],
    ['is whom our balancer names', from('10.1.2.3', '192.0.2.7'), '192.0.2.7'],
    ['is whom our balancer names, not what stood there before', from('10.1.2.3', '1.1.1.1, 192.0.2.7'), '192.0.2.7'],
    ['is found behind two of ours', from('127.0.0.1', '1.1.1.1, 192.0.2.7, 10.9.9.9'), '192.0.2.7'],
    ['is found where IPv4 is called by its IPv6 name', from('::ffff:10.1.2.3', '192.0.2.7'), '192.0.2.7'],
    ['is found behind one that speaks IPv6', from('2001:db8::5', '2001:db8:7::1'), '2001:db8:7::1'],
    ['is our own machine when nobody else is named', from('127.0.0.1'), '127.0.0.1'],
    ['is what the balancer wrote, be it nonsense', from('10.1.2.3', 'unknown'), 'unknown'],
  ])('%s', (_, request, address) => expect(clientAddress(request, ours)).toBe(address));

  it.each(['10.0.0', '10.0.0.0/33', '10.0.0.0/8/8', 'balancer', '', '::/129', '10.0.0.0/-1'])('cannot be told by “%s”', (range) =>
    expect(trustedProxies([range])).toMatchObject({ ok: false, error: { code: 'mplatform.proxy-invalid' } }),
  );
});

describe('behind a load balancer', () => {
  const limits = { rateLimits: { device: 600, address: 3 }, echoLimits: { perAddress: 1, inAll: 9, messages: 9, openMs: 9000 } };
  const health = async (address: string, shop: string) =>
    (await fetch(`${address}/v1/health`, { headers: { 'x-forwarded-for': shop } })).status;
  const echo = async (address: string, shop: string): Promise<number> => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/v1/echo`, { headers: { 'x-forwarded-for': shop } });
    const opened = once(socket, 'open').then(() => 101);
    const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number);
    return Promise.race([opened, refused]);
  };

  it('each shop has its own account of calls and lines', async () => {
    const server = await startServer({ ...limits, trusts: trusting('127.0.0.1') });
    try {
      for (const shop of ['192.0.2.1', '192.0.2.2'])
        expect([await health(server.address, shop), await health(server.address, shop)]).toEqual([200, 200]);
      expect([await echo(server.address, '192.0.2.3'), await echo(server.address, '192.0.2.4')]).toEqual([101, 101]);
      expect(await echo(server.address, '192.0.2.4')).toBe(429);
    } finally {
      await server.close();
    }
  });

  it('that is not ours nobody gets a further account by what they write', async () => {
    const server = await startServer(limits);
    try {
      const said = [];
      for (let n = 1; n <= 4; n += 1) said.push(await health(server.address, `192.0.2.${n}`));
      expect(said).toEqual([200, 200, 200, 429]);
      expect([await echo(server.address, '192.0.2.1'), await echo(server.address, '192.0.2.2')]).toEqual([101, 429]);
    } finally {
      await server.close();
    }
  });
});
