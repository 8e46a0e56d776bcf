import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { type NamesServer, serveNames } from './lab/names-server.ts';
import { resolverAnswers } from './resolver.ts';

const running = () => new AbortController().signal;

const asking = async (names: NamesServer, signal = running()) => {
  const server = await serveNames('127.0.0.1', names, 0);
  onTestFinished(() => server.close());
  return resolverAnswers('sklep.test', signal, [`127.0.0.1:${server.port}`]);
};

test('a resolver that says that it failed, or that there is no such name, is there', async () => {
  expect(await asking({ does: 'fail' })).toBe(true);
  expect(await asking({ does: 'deny' })).toBe(true);
  expect(await asking({ does: 'answer', address: '192.0.2.7' })).toBe(true);
});

test('one that is silent, or not there, is not', async () => {
  expect(await asking({ does: 'stay silent' })).toBe(false);
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  expect(await resolverAnswers('sklep.test', running(), [`127.0.0.1:${port}`])).toBe(false);
});

test('asking ends at once when the time is up', async () => {
  const started = performance.now();
  const timeUp = new AbortController();
  const asked = asking({ does: 'stay silent' }, timeUp.signal);
  setImmediate(() => timeUp.abort());
  expect(await asked).toBe(false);
  expect(performance.now() - started).toBeLessThan(600);
});
