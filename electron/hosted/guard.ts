import type { IncomingMessage } from 'node:http';

/** Why a request is not answered, before anything of it is looked at closer. */
export interface Refusal {
  readonly status: 400 | 403 | 405;
  readonly reason: string;
}

/** The parts of a request that say where it comes from. `rawHeaders` is Node's flat list of names and values. */
export type Knock = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> & { readonly upgrade: boolean };

export const headerValues = (rawHeaders: readonly string[], name: string): readonly string[] =>
  rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);

/**
 * Lets in what this machine's window can have sent and nothing else. A page from elsewhere that had its name
 * pointed at 127.0.0.1 gives itself away by Host, another site's page by Origin and Sec-Fetch-Site. Node itself
 * keeps only the first of two Host headers and lets HTTP/1.0 come without, so the raw list is read.
 * @param authority exactly what the address bar shows, e.g. `127.0.0.1:40213`
 */
export function refusal(knock: Knock, authority: string): Refusal | null {
  const hosts = headerValues(knock.rawHeaders, 'host');
  if (hosts.length !== 1 || hosts[0] !== authority) return { status: 403, reason: 'host' };
  // `GET http://elsewhere/ HTTP/1.1` and `OPTIONS *` are for proxies.
  if (knock.url?.startsWith('/') !== true || knock.url.startsWith('//')) return { status: 400, reason: 'address' };
  const origins = headerValues(knock.rawHeaders, 'origin');
  const changes = knock.upgrade || (knock.method !== 'GET' && knock.method !== 'HEAD');
  if (origins.length > 1 || (origins.length === 1 && origins[0] !== `http://${authority}`))
    return { status: 403, reason: 'origin' };
  if (changes && origins.length === 0) return { status: 403, reason: 'origin' };
  // The launch comes from a file, which counts as another site; it carries a token of its own.
  const sites = headerValues(knock.rawHeaders, 'sec-fetch-site');
  const launch = knock.url.startsWith('/launch?');
  if (!launch && sites.some((site) => site !== 'same-origin' && site !== 'none')) return { status: 403, reason: 'site' };
  if (changes && !knock.upgrade && knock.method !== 'POST') return { status: 405, reason: 'method' };
  return null;
}
