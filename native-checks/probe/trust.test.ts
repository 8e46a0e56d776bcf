import { afterEach, expect, test } from 'vitest';
import { probe } from './lab/probing.ts';
import { Lab } from './lab/servers.ts';

const lab = new Lab();
afterEach(() => lab.close());

/** What every IPv6 network has to let through (RFC 8200, 1280 bytes) less the headers of IPv6 and TCP. */
const ANY_PACKET_BYTES = 1280 - 40 - 32;

test('the first message of TLS fits into one packet of any network, so that a hole for large packets is found as one', async () => {
  const hello: number[] = [];
  const port = await lab.tcp((socket) =>
    socket.once('data', (part) => {
      hello.push(part.length);
      socket.destroy();
    }),
  );
  // A name as long as most: it stands in the message, too.
  const lookup = async (_host: string, family: 4 | 6) => (family === 4 ? [{ address: '127.0.0.1', family }] : []);
  const server = `https://kasa.sklepy.mplatform-produkcja.example.pl:${port}`;
  await probe({ server, deps: { lookup }, options: { only: ['tls'] } });
  expect(hello.length).toBeGreaterThan(0);
  expect(Math.max(...hello)).toBeLessThan(ANY_PACKET_BYTES);
});
