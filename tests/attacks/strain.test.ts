import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { readHandover } from '../../mplatform/contract/handover.ts';
import type { OperationResult } from '../../mplatform/contract/index.ts';
import type { ServerContext } from '../../mplatform/server/context.ts';
import { createApp } from '../../mplatform/server/http/app.ts';
import { begin, type Device, echo, enrolDevice, stagesOf, startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { aTill, handoverOf, signedBy } from '../../mplatform/server/testing-till.ts';
import { createTokens } from '../../mplatform/server/tokens.ts';
import { DIGEST, MACHINE, ORDER, SUB_TICKET, TILL, TILL_ORDER } from './scene.ts';

const MIB = 1024 * 1024;
const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);

it('Whoever has a whole network of addresses has one account of calls', async () => {
  const context = { tokens: createTokens(Buffer.alloc(32)), clock: systemClock } as unknown as ServerContext;
  const app = await createApp(context, { rateLimits: { device: 1, address: 2 } });
  const status = async (remoteAddress: string) => (await app.inject({ url: '/nowhere', remoteAddress })).statusCode;
  expect(await status('2001:db8::1')).toBe(404);
  expect(await status('2001:db8::2')).toBe(404);
  expect(await status('2001:db8::3')).toBe(429);
  expect(await status('2001:db8:0:1::1')).toBe(404);
  await app.close();
});

describe('M/platform is not brought to its knees', () => {
  let server: TestServer;
  let device: Device;

  beforeEach(async () => {
    server = await startServer();
    device = await enrolDevice(server, MACHINE);
  });
  afterEach(() => server.close());

  async function post(path: string, body: string): Promise<{ readonly status: number; readonly body: unknown }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${device.token}` };
    const response = await fetch(server.address + path, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  }
  const decided = async (operation: unknown): Promise<OperationResult | undefined> => {
    const { body } = await post('/v1/operations', JSON.stringify({ operations: [operation] }));
    return (body as { readonly results: readonly OperationResult[] }).results[0];
  };

  it('by a finding nested without end', async () => {
    const ticket = await begin(server, device, ORDER);
    await echo(server, device, ticket);
    const stages = stagesOf(server, ORDER, ticket).map((s) => (s.id === 'tcp' ? { ...s, evidence: { x: 'DEEP' } } : s));
    const path = `/v1/probes/${ticket.probeId}/result`;
    const answer = await post(path, JSON.stringify({ stages }).replace('"DEEP"', DEEP));
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.unreadable' } });
  });

  it('by an operation nested without end', async () => {
    const operation = JSON.stringify(device.operation({ kind: 'ticket.take', target: 't-115', args: {} }));
    const answer = await post('/v1/operations', `{"operations":[${operation.replace('{}', DEEP)}]}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.unreadable' } });
  });

  it('by a result of a till that is nested without end', () => {
    const till = aTill(TILL);
    const signed = signedBy(till, handoverOf(server, till, TILL_ORDER));
    const json = Buffer.from(signed.split('.')[0] ?? '', 'base64url').toString('utf8');
    const deep = Buffer.from(json.replace('"evidence":{}', `"evidence":{"x":${DEEP}}`)).toString('base64url');
    expect(readHandover(signed)).toBeDefined();
    expect(readHandover(`${deep}.AAAA`)).toBeUndefined();
  });

  it('by a configuration with a million stores that are none', async () => {
    const args = {
      digest: DIGEST,
      file: 'pcpos7.conf',
      serverAddress: server.address,
      storeIds: Array.from({ length: MIB }, () => 1) as unknown as string[],
      profile: 'builtin',
      machineId: MACHINE,
      origin: 'workstation' as const,
    };
    const before = process.memoryUsage.rss();
    const result = await decided(device.operation({ kind: 'subTicket.recordConfiguration', target: SUB_TICKET, args }));
    expect(result).toMatchObject({ outcome: 'rejected', code: 'operation.invalid' });
    expect(process.memoryUsage.rss() - before).toBeLessThan(500 * MIB);
  });

  it('by more stores than any till has, which every device of the dealer would have to keep', async () => {
    const storeIds = Array.from({ length: 5000 }, (_, i) => String(i + 1));
    const args = {
      digest: DIGEST,
      file: '',
      serverAddress: '',
      storeIds,
      profile: '',
      machineId: MACHINE,
      origin: 'laptop' as const,
    };
    const result = await decided(device.operation({ kind: 'subTicket.recordConfiguration', target: SUB_TICKET, args }));
    expect(result).toMatchObject({ outcome: 'rejected', code: 'operation.invalid', fields: ['args.storeIds'] });
  });

  it('by operations of megabytes, kept for good', async () => {
    const operation = { ...device.operation({ kind: 'ticket.take', target: 't-115', args: {} }), ballast: 'x'.repeat(3 * MIB) };
    expect(await decided(operation)).toMatchObject({ outcome: 'rejected', code: 'operation.invalid' });
    expect(await decided(operation)).toMatchObject({ outcome: 'rejected', code: 'operation.invalid' });
    const store = await server.openStore();
    const kept = await store.read((tx) => tx.outcomes({}, undefined, 100));
    await store.close();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept).length).toBeLessThan(64 * 1024);
  });

  it('by an operation that aims at a name of thousands of signs', async () => {
    // Nothing that could be made shorter on its way into an index.
    const target = randomBytes(9000).toString('base64');
    const operation = { ...device.operation({ kind: 'ticket.take', target: 't-115', args: {} }), target };
    expect(await decided(operation)).toMatchObject({ outcome: 'rejected', code: 'operation.invalid', fields: ['target'] });
    expect(await device.act({ kind: 'ticket.take', target: 't-115', args: {} })).toMatchObject([{ outcome: 'applied' }]);
  });

  it.each([
    ['said before', 'Content-Length: 3000000\r\n', 'x'.repeat(3_000_000)],
    [
      'not said before',
      'Transfer-Encoding: chunked\r\n',
      `${'186a0\r\n'}${'x'.repeat(100_000)}\r\n`.repeat(30).concat('0\r\n\r\n'),
    ],
  ])(
    'by bodies larger than may be, their length %s: a connection that is reset looks to a balancer like a broken node',
    async (_, length, body) => {
      const { port, hostname } = new URL(server.address);
      const socket = connect({ port: Number(port), host: hostname });
      let said = '';
      const broken = once(socket, 'close');
      const both = new Promise<void>((resolve) =>
        socket.on('data', (bytes) => {
          said += String(bytes);
          if (said.includes('HTTP/1.1 204')) resolve();
        }),
      );
      socket.write(`POST /v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n${body}`);
      socket.write('GET /generate_204 HTTP/1.1\r\nHost: x\r\n\r\n');
      await Promise.race([both, broken]);
      expect(said).toMatch(/^HTTP\/1\.1 413 [\s\S]*HTTP\/1\.1 204 /);
      socket.destroy();
    },
  );

  it('nor is its stop held up by whoever never ends what he began to say', async () => {
    const { port, hostname } = new URL(server.address);
    const socket = connect({ port: Number(port), host: hostname });
    const broken = once(socket, 'close');
    const headers = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n';
    socket.write(`POST /v1/devices HTTP/1.1\r\n${headers}\r\n{`);
    // The answer to `Expect`: from here on the server waits for the rest.
    await once(socket, 'data');
    await server.restart();
    await broken;
  }, 15_000);

  describe('by strangers who ask for a line, are refused, and do not hang up', () => {
    const sockets: Socket[] = [];
    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.destroy();
    });

    async function refusedAt(path: string): Promise<Socket> {
      const { port, hostname } = new URL(server.address);
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
      sockets.push(socket);
      const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${key}\r\n`);
      socket.resume();
      await once(socket, 'end');
      return socket;
    }

    it.each(['/v1/live', '/nowhere'])('at %s', async (path) => {
      const socket = await refusedAt(path);
      const broken = new Promise((resolve) => socket.once('error', resolve));
      const more = setInterval(() => socket.write('x'), 50);
      await broken;
      clearInterval(more);
    });

    it('nor is its stop held up by them', async () => {
      await refusedAt('/nowhere');
      await server.restart();
    });
  });
});
