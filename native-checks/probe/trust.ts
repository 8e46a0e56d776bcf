import { createHash } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** Whose list an authority stands in: Node's own, the system's, NODE_EXTRA_CA_CERTS, or the caller's. */
export type TrustSource = 'bundled' | 'system' | 'environment' | 'caller';

/** Who is believed on the way to M/platform. Costs tens of milliseconds once, so a run makes it at most once. */
export interface Trust {
  secureContext(): SecureContext;
  /** Every list that holds the certificate with this SHA-256, written like `AB:CD:…`. */
  sourcesOf(fingerprint256: string): readonly TrustSource[];
}

/**
 * Keys that leave the first message of TLS in one small packet, as the till's own Java does. With the larger ones that
 * are usual by now (ML-KEM), a network that loses large packets would look like a server that stays silent.
 */
const SHORT_KEYS = 'X25519:P-256:P-384';

/**
 * Node's own list, the system's (where a company or an antivirus program puts its authority, and which browsers
 * believe), and the caller's own. TLS 1.2 at the least, whatever the environment says.
 */
export function createTrust(ca?: string): Trust {
  let context: SecureContext | undefined;
  return {
    secureContext: () => {
      const all = [...new Set([...lists(ca).flatMap(([, pems]) => pems), ...getCACertificates('default')])];
      context ??= createSecureContext({ minVersion: 'TLSv1.2', ecdhCurve: SHORT_KEYS, ca: all });
      return context;
    },
    sourcesOf: (fingerprint256) =>
      lists(ca).flatMap(([source, pems]) => (pems.some((pem) => fingerprints(pem).includes(fingerprint256)) ? source : [])),
  };
}

function lists(ca: string | undefined): readonly (readonly [TrustSource, readonly string[]])[] {
  return [
    ['caller', ca === undefined ? [] : [ca]],
    ['bundled', getCACertificates('bundled')],
    ['system', getCACertificates('system')],
    ['environment', getCACertificates('extra')],
  ];
}

/** A file may hold several. */
const fingerprints = (pem: string): readonly string[] =>
  [...pem.matchAll(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([\s\S]*?)-----END/g)].map(([, body = '']) =>
    (createHash('sha256').update(Buffer.from(body, 'base64')).digest('hex').toUpperCase().match(/../g) ?? []).join(':'),
  );
