import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';
import { clip } from './address.ts';

/** What may be shown of a certificate. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  /** RFC 3339 */
  readonly validFrom: string;
  readonly validTo: string;
  readonly names: readonly string[];
  readonly fingerprint256: string;
}

export type Shake =
  | { readonly kind: 'failed'; readonly error: string }
  | {
      readonly kind: 'done';
      readonly error: string | null;
      readonly protocol: string | null;
      readonly chain: readonly Certificate[];
    };

/** From the server's own certificate upwards, as far as it was sent or is known. */
export function readChain(socket: TLSSocket): readonly Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let one: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A root is its own issuer, and an answer without a certificate is an empty object.
  while (one?.fingerprint256 !== undefined && !seen.has(one.fingerprint256)) {
    seen.add(one.fingerprint256);
    chain.push({
      subject: named(one.subject),
      issuer: named(one.issuer),
      validFrom: instant(one.valid_from),
      validTo: instant(one.valid_to),
      names: (one.subjectaltname ?? '')
        .split(', ')
        .filter((name) => name !== '')
        .slice(0, 20)
        .map((name) => clip(name.replace(/^(DNS|IP Address):/, ''))),
      fingerprint256: one.fingerprint256,
    });
    one = one.issuerCertificate;
  }
  return chain;
}

/** Whether that moment lies within the validity of every certificate of the chain. */
export const validAt = (chain: readonly Certificate[], instant: number): boolean =>
  chain.length > 0 && chain.every((one) => Date.parse(one.validFrom) <= instant && instant <= Date.parse(one.validTo));

/** Who vouches for the server: the nearest issuer, which is what the person will find in the antivirus or firewall. */
export const issuerOf = (chain: readonly Certificate[]): string => chain[0]?.issuer ?? '';

/** Programs and devices that put their own certificate in place of the server's. */
const INTERCEPTORS =
  /\b(kaspersky|eset|avast|avg|bitdefender|zscaler|fortinet|fortigate|sophos|palo alto|cisco umbrella|mcafee|dr\.?web|adguard|netskope|g data|check ?point|stormshield|watchguard|barracuda|untangle|norton|trend micro|charles proxy|fiddler|mitmproxy)\b/i;

/** The interceptor's own words about itself, or null when the chain names none that is known. */
export const interceptor = (chain: readonly Certificate[]): string | null =>
  chain.map((one) => one.issuer).find((issuer) => INTERCEPTORS.test(issuer)) ?? null;

function named(name: PeerCertificate['subject'] | undefined): string {
  const parts = [name?.CN, name?.O].flatMap((part) => part ?? []);
  return clip([...new Set(parts)].join(', '));
}

function instant(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? clip(text) : new Date(at).toISOString();
}
