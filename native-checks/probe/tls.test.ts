import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { getCACertificates, type TlsOptions } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseAddress } from './address.ts';
import { get } from './get.ts';
import { type CertificateWish, days, type KeyPair, makeAuthority, makeCertificate } from './lab/certificates.ts';
import { probe } from './lab/probing.ts';
import { healthy, Lab } from './lab/servers.ts';
import { createTrust } from './trust.ts';

const lab = new Lab();
let authority: KeyPair;
beforeAll(async () => {
  authority = await makeAuthority('Lab CA');
});
afterEach(() => lab.close());

const tlsOf = async (port: number, trusted = authority.cert) =>
  (await probe({ server: `https://127.0.0.1:${port}`, deps: { ca: trusted }, options: { only: ['tls'], timeoutMs: 1500 } })).get(
    'tls',
  );

const serving = async (wish: CertificateWish, options: TlsOptions = {}) =>
  tlsOf(await lab.tls({ ...(await makeCertificate({ authority, ...wish })), ...options }));

describe('a certificate', () => {
  test('that has expired says since when', async () => {
    const tls = await serving({ from: days(-30), until: days(-3) });
    expect(tls).toMatchObject({ code: 'probe.tls-expired', params: { until: days(-3).toISOString().slice(0, 10) } });
  });

  test('that is not valid yet says from when, and sends the technician to the clock', async () => {
    const tls = await serving({ from: days(3), until: days(30) });
    const from = days(3).toISOString().slice(0, 10);
    expect(tls).toMatchObject({ code: 'probe.tls-not-yet-valid', actor: 'technician', params: { from } });
  });

  test('that vouches for itself is self-signed', async () => {
    const tls = await tlsOf(await lab.tls(await makeCertificate({})));
    expect(tls).toMatchObject({ code: 'probe.tls-self-signed', evidence: { chain: [{ subject: '127.0.0.1' }] } });
  });

  test('for another name lists the names it has', async () => {
    const tls = await serving({ hosts: ['other.example.pl', 'www.other.example.pl'] });
    expect(tls).toMatchObject({ code: 'probe.tls-wrong-name', params: { names: 'other.example.pl, www.other.example.pl' } });
  });

  test('from somebody whom this machine does not trust names them', async () => {
    const stranger = await makeAuthority('Zakład Certyfikacji XYZ');
    const tls = await serving({ authority: stranger });
    expect(tls).toMatchObject({ code: 'probe.tls-unknown-authority', params: { issuer: 'Zakład Certyfikacji XYZ' } });
  });

  test('from an antivirus program is interception, not a fault of M/platform', async () => {
    const antivirus = await makeAuthority('ESET SSL Filter CA');
    const tls = await serving({ authority: antivirus });
    expect(tls).toMatchObject({ code: 'probe.tls-intercepted', actor: 'shopNetwork', params: { issuer: 'ESET SSL Filter CA' } });
  });

  test('from an antivirus program that this machine trusts is a warning: the Java of PC-POS may not', async () => {
    const antivirus = await makeAuthority('Kaspersky Anti-Virus Personal Root Certificate');
    const port = await lab.tls(await makeCertificate({ authority: antivirus }));
    expect(await tlsOf(port, antivirus.cert)).toMatchObject({ status: 'warned', code: 'probe.tls-intercepted-quietly' });
  });

  test('that ends within two weeks is a warning in good time', async () => {
    expect(await serving({ until: days(5) })).toMatchObject({ status: 'warned', code: 'probe.tls-expires-soon' });
  });

  test('that is believed says whose list its authority stands in; one that is not says none', async () => {
    expect((await serving({}))?.evidence).toMatchObject({ trustedBy: ['caller'] });
    expect((await serving({ from: days(-30), until: days(-3) }))?.evidence).toMatchObject({ trustedBy: [] });
  });
});

describe('a handshake', () => {
  test('with a server that knows only TLS 1.1 is too old', async () => {
    const tls = await serving({}, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(tls).toMatchObject({ code: 'probe.tls-too-old' });
  });

  test('with no cipher in common is refused by the server', async () => {
    const tls = await serving({}, { maxVersion: 'TLSv1.2', ciphers: 'PSK-AES128-GCM-SHA256' });
    expect(tls).toMatchObject({ code: 'probe.tls-refused' });
  });

  test('with a plain web server is no TLS', async () => {
    expect(await tlsOf(await lab.mplatform({ http: healthy }))).toMatchObject({ code: 'probe.tls-not-spoken' });
  });

  test('with something that talks first in its own protocol is no TLS', async () => {
    expect(await tlsOf(await lab.tcp((s) => s.write('220 mail.example.pl ESMTP\r\n')))).toMatchObject({
      code: 'probe.tls-not-spoken',
    });
  });

  test('cut at the first byte is the mark of a firewall', async () => {
    const port = await lab.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await tlsOf(port)).toMatchObject({ code: 'probe.tls-cut-off', actor: 'shopNetwork' });
    const polite = await lab.tcp((socket) => socket.once('data', () => socket.end()));
    expect(await tlsOf(polite)).toMatchObject({ code: 'probe.tls-cut-off' });
  });

  test('into silence is told apart from a closed port', async () => {
    expect(await tlsOf(await lab.tcp(() => {}))).toMatchObject({ code: 'probe.tls-silent' });
  });
});

test('plain http to anywhere but this machine fails before anything is sent but the question for a sign-in page', async () => {
  const seen: IncomingMessage[] = [];
  const port = await lab.mplatform({ seen });
  // A name that also has an address elsewhere is not this machine, whichever address answers.
  const lookup = async (_host: string, family: 4 | 6) =>
    family === 4
      ? [
          { address: '127.0.0.1', family },
          { address: '224.0.0.1', family },
        ]
      : [];
  const stages = await probe({ server: `http://shop.test:${port}`, deps: { lookup, plainPort: (target) => target.port } });
  expect(stages.get('tls')).toMatchObject({ status: 'failed', code: 'probe.tls-required', actor: 'technician' });
  expect(stages.get('http')?.status).toBe('notRun');
  expect(seen.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
    ['GET', '/generate_204', undefined],
  ]);
});

test('a connection over which something is sent checks the certificate even where the environment says not to', async () => {
  const port = await lab.mplatform({ pair: await makeCertificate({}) });
  const target = parseAddress(`https://127.0.0.1:${port}`);
  if (!target.ok) throw new Error(target.error);
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  try {
    const got = await get(
      target.value,
      { address: '127.0.0.1', family: 4 },
      createTrust(),
      'v1/health',
      AbortSignal.timeout(5000),
    );
    expect(got).toEqual({ kind: 'failed', error: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  } finally {
    vi.unstubAllEnvs();
  }
});

test('an authority is found in every list that holds it, in a file of several too', async () => {
  const [bundled = ''] = getCACertificates('bundled');
  const { fingerprint256 } = new X509Certificate(bundled);
  const other = (await makeAuthority('Other')).cert;
  expect(createTrust().sourcesOf(fingerprint256)).toContain('bundled');
  expect(createTrust(`${other}\n${bundled}`).sourcesOf(fingerprint256)).toEqual(expect.arrayContaining(['caller', 'bundled']));
  expect(createTrust().sourcesOf(new X509Certificate(other).fingerprint256)).toEqual([]);
});
