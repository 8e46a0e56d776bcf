import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { createServer as createTls } from 'node:tls';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { parseAddress } from './address.ts';
import { dial } from './dial.ts';
import { type KeyPair, makeAuthority, makeCertificate } from './lab/certificates.ts';
import { startProxy } from './lab/proxies.ts';
import { Lab } from './lab/servers.ts';
import { createTrust, type Trust } from './trust.ts';
import { Tunnel } from './tunnel.ts';

const lab = new Lab();
let trust: Trust;
let pair: KeyPair;
beforeAll(async () => {
  const authority = await makeAuthority('Lab CA');
  trust = createTrust(authority.cert);
  pair = await makeCertificate({ authority, hosts: ['shop.test'] });
});
afterEach(() => lab.close());

const through = (proxy: number, port: number) => {
  const target = parseAddress(`https://shop.test:${port}`);
  if (!target.ok) throw new Error(target.error);
  return dial(target.value, { proxy: { host: '127.0.0.1', port: proxy } }, trust);
};
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('much goes through a proxy both ways unharmed, what was written at once included, and the end is the end', async () => {
  const sent = randomBytes(8 * 1024 * 1024);
  // Reads all before it answers, so both directions meet a full line.
  const server = createTls({ ...pair, allowHalfOpen: true }, async (socket) => socket.end(await buffer(socket)));
  const line = through(await startProxy(lab), await lab.listen(server));
  line.end(sent);
  expect(digest(await buffer(line))).toBe(digest(sent));
});

test("a reader that stops holds the sender back instead of filling this machine's memory", async () => {
  const far = Promise.withResolvers<void>();
  const server = createTls(pair, (socket) => {
    socket.write(Buffer.alloc(32 * 1024 * 1024), () => far.resolve());
  });
  const line = through(await startProxy(lab), await lab.listen(server));
  await once(line, 'readable');
  const sent = far.promise.then(() => 'all was sent');
  let read = 0;
  // One piece, and then a moment in which the rest could have come.
  read += (line.read() as Buffer).length;
  for (let turns = 0; turns < 200; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(await Promise.race([sent, Promise.resolve('held back')])).toBe('held back');
  line.on('data', (part: Buffer) => {
    read += part.length;
  });
  await far.promise;
  line.destroy();
  expect(read).toBeGreaterThan(16 * 1024 * 1024);
});

test('a far side that hangs up, a proxy that cuts and one that refuses end the connection with what happened', async () => {
  const hangingUp = await lab.listen(createTls(pair, (socket) => socket.destroy()));
  const gone = through(await startProxy(lab), hangingUp).resume();
  await once(gone, 'close');
  const cut = through(await startProxy(lab, { through: (socket) => socket.destroy() }), 1);
  await expect(once(cut, 'secureConnect')).rejects.toMatchObject({ code: 'ECONNRESET' });
  const refused = through(await startProxy(lab, { status: 403 }), 1);
  await expect(once(refused, 'secureConnect')).rejects.toMatchObject({ code: 'PROXY_403' });
  const unknown = through(await lab.closedPort(), 1);
  await expect(once(unknown, 'secureConnect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('what comes in one packet with the answer of the proxy is not lost, and an end is passed on', async () => {
  const ended = Promise.withResolvers<void>();
  const port = await lab.tcp((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nfirst words'));
    socket.once('end', () => ended.resolve());
  });
  const target = parseAddress('https://shop.test');
  if (!target.ok) throw new Error(target.error);
  const tunnel = new Tunnel({ host: '127.0.0.1', port }, target.value, trust);
  const [words] = await once(tunnel, 'data');
  expect(String(words)).toBe('first words');
  tunnel.end();
  await ended.promise;
});
