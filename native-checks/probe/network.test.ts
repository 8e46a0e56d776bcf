import { getServers } from 'node:dns';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { probe } from './lab/probing.ts';
import { Lab } from './lab/servers.ts';
import type { Lookup } from './types.ts';

const lab = new Lab();
afterEach(() => lab.close());

const failing =
  (code: string): Lookup =>
  () =>
    Promise.reject(Object.assign(new Error(code), { code }));
const answering =
  (v4: readonly string[], v6: readonly string[] = []): Lookup =>
  async (_host, family) =>
    (family === 4 ? v4 : v6).map((address) => ({ address, family }));

const namesOf = async (server: string, lookup?: Lookup, timeoutMs?: number) =>
  (
    await probe({ server, deps: lookup ? { lookup } : {}, options: { only: ['names'], ...(timeoutMs ? { timeoutMs } : {}) } })
  ).get('names');

describe('the address in the configuration', () => {
  test.each([
    ['', 'probe.address-missing'],
    ['  ', 'probe.address-missing'],
    ['mplatform.example.pl:443', 'probe.address-invalid'],
    ['ftp://mplatform.example.pl', 'probe.address-invalid'],
    ['not an address', 'probe.address-invalid'],
    ['https://user:s3cret@mplatform.example.pl', 'probe.address-with-password'],
  ])('%j is %s', async (server, code) => {
    const names = await namesOf(server, answering(['192.0.2.7']));
    expect(names).toMatchObject({ status: 'failed', code });
    expect(JSON.stringify(names)).not.toContain('s3cret');
  });
});

describe('names', () => {
  test('A and AAAA are asked apart, and both answers are kept', async () => {
    const names = await namesOf('https://shop.test', answering(['192.0.2.7'], ['2001:db8::7']));
    expect(names).toMatchObject({
      code: 'probe.names-found',
      evidence: { a: { addresses: [{ address: '192.0.2.7' }] }, aaaa: { addresses: [{ address: '2001:db8::7' }] } },
    });
  });

  test.each([
    ['ENOTFOUND', 'probe.names-unknown', 'technician'],
    ['EAI_AGAIN', 'probe.names-no-resolver', 'shopNetwork'],
    ['EAI_FAIL', 'probe.names-failed', 'shopNetwork'],
  ])('%s from the resolver is %s', async (error, code, actor) => {
    expect(await namesOf('https://shop.test', failing(error))).toMatchObject({ status: 'failed', code, actor });
  });

  test('an answer later than a second is slow, and the faster family counts', async () => {
    let now = 0;
    const answered = Promise.withResolvers<void>();
    const lookup: Lookup = async (_host, family) => {
      // The second family answers later still; what the till feels is the first.
      if (family === 6) await answered.promise;
      now += 1200;
      if (family === 4) queueMicrotask(answered.resolve);
      return [{ address: family === 4 ? '127.0.0.1' : '::1', family }];
    };
    const of = async () =>
      (await probe({ server: 'https://shop.test', deps: { lookup, stopwatch: () => now }, options: { only: ['names'] } })).get(
        'names',
      );
    expect(await of()).toMatchObject({ status: 'warned', code: 'probe.names-slow', params: { ms: 1200 } });
  });

  test('the resolvers that the system would ask are evidence', async () => {
    const names = await namesOf('https://shop.test', answering(['192.0.2.7']));
    expect(names?.evidence).toMatchObject({ resolvers: getServers() });
  });

  test('a resolver that never answers is told apart from one that is not there', async () => {
    expect(await namesOf('https://shop.test', () => new Promise(() => {}), 300)).toMatchObject({ code: 'probe.names-silent' });
  });

  test('a resolver that answers for IPv4 and drops the question for IPv6 does not hold up the probe', async () => {
    const half: Lookup = (_host, family) =>
      family === 4 ? Promise.resolve([{ address: '127.0.0.1', family }]) : new Promise(() => {});
    const names = await namesOf('https://shop.test', half);
    expect(names).toMatchObject({ code: 'probe.names-found', evidence: { aaaa: { error: 'silent' } } });
    expect(names?.ms).toBeLessThan(1500);
  });
});

describe('TCP', () => {
  const tcpOf = async (server: string, lookup?: Lookup, timeoutMs = 600) =>
    (await probe({ server, deps: lookup ? { lookup } : {}, options: { only: ['tcp'], timeoutMs } })).get('tcp');

  test('a closed port is refused: the server is there, the service is not', async () => {
    expect(await tcpOf('https://127.0.0.1:1')).toMatchObject({ code: 'probe.tcp-refused', actor: 'mplatform' });
  });

  test.runIf(process.platform === 'linux')('packets that vanish are filtered, and the network has to act', async () => {
    const port = await lab.blackHole();
    expect(await tcpOf(`https://127.0.0.1:${port}`)).toMatchObject({ code: 'probe.tcp-filtered', actor: 'shopNetwork' });
  });

  test('no way there at all is unreachable', async () => {
    // The system refuses TCP to a multicast address itself; no packet leaves.
    expect(await tcpOf('https://224.0.0.1')).toMatchObject({
      code: 'probe.tcp-unreachable',
      evidence: { attempts: [{ family: 4 }] },
    });
  });

  test.runIf(process.platform === 'linux')(
    'one silent address beside a good one is a warning that names it, without waiting for it',
    async () => {
      const hole = await lab.blackHole();
      await lab.listen(createServer(), hole, '127.0.0.2');
      const tcp = await tcpOf(`https://shop.test:${hole}`, answering(['127.0.0.1', '127.0.0.2']), 8_000);
      expect(tcp).toMatchObject({ status: 'warned', code: 'probe.tcp-partly-silent', params: { addresses: '127.0.0.1' } });
      // Waiting for the silent one would take the stage's whole 6 s.
      expect(tcp?.ms).toBeLessThan(3_000);
    },
  );

  test.runIf(process.platform === 'linux')('a way over IPv6 that is silent beside a good one of IPv4 is told apart', async () => {
    const hole = await lab.blackHole('::1');
    await lab.listen(createServer(), hole, '127.0.0.1');
    const tcp = await tcpOf(`https://shop.test:${hole}`, answering(['127.0.0.1'], ['::1']), 8_000);
    expect(tcp).toMatchObject({
      status: 'warned',
      code: 'probe.tcp-ipv6-silent',
      actor: 'shopNetwork',
      params: { addresses: '::1' },
      evidence: {
        attempts: [
          { family: 4, error: null },
          { family: 6, error: 'silent' },
        ],
      },
    });
  });

  test.runIf(process.platform === 'linux')('IPv6 alone is enough, and an IPv4 that is silent beside it is named', async () => {
    const hole = await lab.blackHole();
    await lab.listen(createServer(), hole, '::1');
    const tcp = await tcpOf(`https://shop.test:${hole}`, answering(['127.0.0.1'], ['::1']), 8_000);
    expect(tcp).toMatchObject({ code: 'probe.tcp-partly-silent', params: { addresses: '127.0.0.1' } });
  });

  test('a family that is refused at once costs the till nothing and passes, with the refusal in the evidence', async () => {
    const port = await lab.tcp(() => {});
    const tcp = await tcpOf(`http://shop.test:${port}`, answering(['127.0.0.1'], ['::1']));
    expect(tcp).toMatchObject({ code: 'probe.tcp-open', evidence: { attempts: [{ family: 4, error: null }, { family: 6 }] } });
  });
});
