import type { TlsOptions } from 'node:tls';
import { type CertificateWish, days, type KeyPair, makeAuthority, makeCertificate } from '../certificates.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import type { Lab } from '../servers.ts';
import type { LabRun } from '../shop.ts';

const fault = faultsOf('tls');

/** An M/platform that is well but for its certificate or the way it encrypts. */
const serving =
  (wish: CertificateWish, tls: TlsOptions = {}, issuer = 'Lab CA', trusted = true) =>
  async (lab: Lab): Promise<LabRun> => {
    const authority = await makeAuthority(issuer);
    return secure(
      await lab.mplatform({ pair: await makeCertificate({ authority, ...wish }), tls }),
      trusted ? authority : undefined,
    );
  };

const secure = (port: number, authority?: KeyPair): LabRun => ({
  server: `https://127.0.0.1:${port}`,
  ...(authority === undefined ? {} : { deps: { ca: authority.cert } }),
});

const NOT_TRUSTED = false;

export const certificateFaults: readonly Fault[] = [
  fault('probe.tls-expired', 'expired certificate', 'it ended three days ago', serving({ from: days(-30), until: days(-3) })),
  fault('probe.tls-not-yet-valid', 'certificate of tomorrow', 'it begins in three days', serving({ from: days(3) })),
  fault('probe.tls-self-signed', 'self-signed certificate', 'the server vouches for itself', async (lab) =>
    secure(await lab.mplatform({ pair: await makeCertificate({}) })),
  ),
  fault(
    'probe.tls-wrong-name',
    'certificate of another name',
    'it is made out to another server',
    serving({ hosts: ['inny.example.pl'] }),
  ),
  fault(
    'probe.tls-unknown-authority',
    'authority nobody knows',
    'the issuer is none that this machine trusts',
    serving({}, {}, 'Zakład Certyfikacji XYZ', NOT_TRUSTED),
  ),
  fault(
    'probe.tls-intercepted',
    'intercepted',
    'an antivirus program puts its own certificate in place',
    serving({}, {}, 'ESET SSL Filter CA', NOT_TRUSTED),
  ),
  fault(
    'probe.tls-intercepted-quietly',
    'intercepted, and trusted here',
    'this machine trusts the antivirus program',
    serving({}, {}, 'Kaspersky Anti-Virus Personal Root Certificate'),
  ),
  fault('probe.tls-expires-soon', 'certificate near its end', 'it ends in five days', serving({ until: days(5) })),
  fault(
    'probe.tls-too-old',
    'TLS too old',
    'the server knows TLS 1.1 at the most',
    serving({}, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  fault(
    'probe.tls-refused',
    'no cipher in common',
    'the server refuses what this machine offers',
    serving({}, { maxVersion: 'TLSv1.2', ciphers: 'PSK-AES128-GCM-SHA256' }),
  ),
  fault(
    'probe.tls-required',
    'address without encryption',
    'the address begins with http and leads out of this machine',
    async (lab) => ({
      server: `http://sklep.test:${await lab.mplatform()}`,
      // A name that also has an address elsewhere is not this machine, whichever address answers.
      deps: {
        lookup: async (_host, family) =>
          family === 4
            ? [
                { address: '127.0.0.1', family },
                { address: '224.0.0.1', family },
              ]
            : [],
      },
    }),
  ),
  fault('probe.tls-not-spoken', 'no TLS there', 'a plain web server answers at the address', async (lab) =>
    secure(await lab.mplatform()),
  ),
  fault('probe.tls-cut-off', 'cut at the first byte', 'a firewall resets the connection when TLS begins', async (lab) =>
    secure(await lab.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()))),
  ),
  fault('probe.tls-silent', 'TLS silent', 'the server takes the connection and says nothing', async (lab) => ({
    ...secure(await lab.tcp(() => {})),
    ...SHORT,
  })),
  fault(
    'probe.tls-rejected',
    'certificate for another use',
    'it may be used by a client, not by a server',
    serving({ purpose: 'clientAuth' }),
  ),
  fault('probe.tls-failed', 'broken TLS', 'something answers in TLS that makes no sense', async (lab) =>
    secure(await lab.tcp((socket) => socket.once('data', () => socket.write(DONE_BEFORE_HELLO)))),
  ),
];

/** A well-formed record (TLS 1.2, handshake) with a ServerHelloDone where a ServerHello has to be. */
const DONE_BEFORE_HELLO = Buffer.from('160303' + '0004' + '0e000000', 'hex');
