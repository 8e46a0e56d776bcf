import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LIVE_CLOSE } from './live.ts';
import { begin, type Device, enrolDevice, openLive, startServer, type TestServer } from './testing.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

const note = (target: string) => ({ kind: 'ticket.addNote', target, args: { text: 'Uwaga' } }) as const;
const enrolAs = async (technician: string, machine: string): Promise<Device> => {
  const code = await server.mplatform.operator.issueEnrolmentCode(technician);
  if (!code.ok) throw new Error(code.error.code);
  return enrolDevice(server, machine, code.value);
};
const refusal = async (path: string, headers: Record<string, string>): Promise<unknown> => {
  const socket = new WebSocket(server.address.replace('http', 'ws') + path, { headers });
  const [request, response] = await once(socket, 'unexpected-response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  request.destroy();
  return { status: response.statusCode, ...JSON.parse(Buffer.concat(chunks).toString()) };
};

it('pokes after every commit that the technician may see, and at first with where things stand', async () => {
  const line = await openLive(server, device);
  const first = (await line.next()) as { type: string; seq: number };
  expect(first.type).toBe('changed');
  await device.act(note('t-80'));
  expect(await line.next()).toEqual({ type: 'changed', seq: first.seq + 1 });
  line.socket.close();
});

it('pokes a colleague of the same dealer, and not another dealer’s technician', async () => {
  const colleague = await openLive(server, await enrolAs('technik-2', 'machine-0002'));
  const beta = await enrolAs('technik-beta', 'machine-0003');
  const other = await openLive(server, beta);
  const [before] = [await colleague.next(), await other.next()] as { seq: number }[];
  await device.act(note('t-80'));
  await beta.act(note('t-204'));
  expect(await colleague.next()).toEqual({ type: 'changed', seq: (before?.seq ?? 0) + 1 });
  expect(await other.next()).toEqual({ type: 'changed', seq: (before?.seq ?? 0) + 2 });
  colleague.socket.close();
  other.socket.close();
});

it('opens for nobody without a good access token, says why by a code, and opens nowhere else', async () => {
  expect(await refusal('/v1/live', {})).toMatchObject({ status: 401, code: 'auth.unknown' });
  expect(await refusal('/v1/live', { authorization: `Bearer ${device.enrolment.refreshToken}` })).toMatchObject({
    code: 'auth.unknown',
  });
  expect(await refusal('/v1/dead', { authorization: `Bearer ${device.token}` })).toMatchObject({
    status: 404,
    code: 'request.not-found',
  });
  server.clock.advance(3_600_000);
  expect(await refusal('/v1/live?x=1', { authorization: `Bearer ${device.token}` })).toMatchObject({
    status: 401,
    code: 'auth.expired',
  });
});

it('passes over what it does not understand, and goes on', async () => {
  const line = await openLive(server, device);
  const { probeId, nonce } = await begin(server, device, {
    subTicketId: 's-735',
    storeId: '735',
    configDigest: 'c'.repeat(64),
    origin: 'laptop',
  });
  await line.next();
  for (const message of ['{', 'null', { type: 'song' }, { type: 'echo' }, { type: 'echo', probeId, nonce: 'wrong' }])
    line.say(message);
  line.say({ type: 'echo', probeId, nonce });
  expect(await line.next()).toEqual({ type: 'echo', probeId, nonce });
  line.socket.close();
});

it('lets go of a line that says too much at once or too often', async () => {
  const big = await openLive(server, device);
  big.say('x'.repeat(5000));
  expect(await big.closed).toBe(1009);
  const chatty = await openLive(server, device);
  for (let i = 0; i <= 120; i += 1) chatty.say('{}');
  expect(await chatty.closed).toBe(LIVE_CLOSE.tooMany);
});

it('counts what a device says and how often it comes for all its lines, so that a new one does not begin it anew', async () => {
  const authorization = `Bearer ${device.token}`;
  for (let i = 0; i < 2; i += 1) {
    const line = await openLive(server, device);
    await line.next();
    for (let n = 0; n < 59; n += 1) line.say('{}');
    line.socket.close();
    await line.closed;
  }
  const line = await openLive(server, device);
  for (let n = 0; n < 3; n += 1) line.say('{}');
  expect(await line.closed).toBe(LIVE_CLOSE.tooMany);
  for (let i = 3; i < 60; i += 1) (await openLive(server, device)).socket.close();
  expect(await refusal('/v1/live', { authorization })).toMatchObject({ status: 429, code: 'request.too-many' });
  const other = await openLive(server, await enrolDevice(server, 'machine-0002'));
  await other.next();
  other.socket.close();
});

it('ends the lines of a revoked device at once, and no others', async () => {
  const line = await openLive(server, device);
  const other = await openLive(server, await enrolDevice(server, 'machine-0002'));
  await server.mplatform.operator.revokeDevice(device.enrolment.deviceId);
  expect(await line.closed).toBe(LIVE_CLOSE.revoked);
  await other.next();
  await device.act(note('t-80')).catch(() => undefined);
  expect(other.socket.readyState).toBe(WebSocket.OPEN);
  other.socket.close();
});

it('lets go of a line whose other end is silent, and keeps one that answers', async () => {
  const brisk = await startServer({ heartbeatMs: 20 });
  const enrolled = await enrolDevice(brisk);
  const headers = { authorization: `Bearer ${enrolled.token}` };
  const silent = new WebSocket(`${brisk.address.replace('http', 'ws')}/v1/live`, { headers, autoPong: false });
  const answering = await openLive(brisk, enrolled);
  const [code] = await once(silent, 'close');
  expect(code).toBe(1006);
  expect(answering.socket.readyState).toBe(WebSocket.OPEN);
  answering.socket.close();
  await brisk.close();
});

it('keeps the newest four lines of one device', async () => {
  const first = await openLive(server, device);
  const more = [await openLive(server, device), await openLive(server, device), await openLive(server, device)];
  expect(first.socket.readyState).toBe(WebSocket.OPEN);
  more.push(await openLive(server, device));
  expect(await first.closed).toBe(LIVE_CLOSE.replaced);
  for (const line of more) line.socket.close();
});

it('says goodbye when the server stops', async () => {
  const line = await openLive(server, device);
  await server.mplatform.close();
  expect(await line.closed).toBe(LIVE_CLOSE.stopping);
});
