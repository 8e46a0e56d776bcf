import { generate } from 'selfsigned';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateWish {
  readonly commonName?: string;
  /** Names beside 127.0.0.1; none when `wrongName`. */
  readonly hosts?: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
  /** What the certificate may be used for; a server's unless told otherwise. */
  readonly purpose?: 'clientAuth';
  /** Without it the certificate is its own issuer. */
  readonly authority?: KeyPair;
}

const DAY = 86_400_000;

export async function makeAuthority(commonName: string): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Authorities live long: none of the faults is theirs.
    notBeforeDate: new Date(Date.now() - 1000 * DAY),
    notAfterDate: new Date(Date.now() + 1000 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** A server's certificate for 127.0.0.1 unless told otherwise. */
export async function makeCertificate(wish: CertificateWish): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: wish.commonName ?? '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: wish.from ?? new Date(Date.now() - DAY),
    notAfterDate: wish.until ?? new Date(Date.now() + 90 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', [wish.purpose ?? 'serverAuth']: true },
      {
        name: 'subjectAltName',
        altNames: wish.hosts?.map((value) => ({ type: 2 as const, value })) ?? [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
    ...(wish.authority === undefined ? {} : { ca: { key: wish.authority.key, cert: wish.authority.cert } }),
  });
  return { key: made.private, cert: made.cert };
}

export const days = (n: number): Date => new Date(Date.now() + n * DAY);
