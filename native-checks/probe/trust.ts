import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** Who is believed on the way to M/platform. Costs tens of milliseconds once, so a run makes it at most once. */
export interface Trust {
  secureContext(): SecureContext;
}

/**
 * Node's own list, the system's (where a company or an antivirus program puts its authority, and which browsers
 * believe), and the caller's own. TLS 1.2 at the least, whatever the environment says.
 */
export function createTrust(ca?: string): Trust {
  let context: SecureContext | undefined;
  return {
    secureContext: () => {
      context ??= createSecureContext({ minVersion: 'TLSv1.2', ca: authorities(ca) });
      return context;
    },
  };
}

function authorities(ca: string | undefined): string[] {
  const all = new Set(ca === undefined ? [] : [ca]);
  for (const source of ['default', 'bundled', 'system'] as const) for (const pem of getCACertificates(source)) all.add(pem);
  return [...all];
}
