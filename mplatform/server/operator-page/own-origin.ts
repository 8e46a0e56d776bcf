import type { IncomingHttpHeaders } from 'node:http';

const NUMBER = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

const hostOf = (publicAddress: string | undefined): string | undefined =>
  publicAddress === undefined ? undefined : new URL(publicAddress).host;

/**
 * Whether the browser means this server: by its public name, or by a number of this or another machine. Under another name
 * it was led here by somebody who makes a name of theirs point at us, to read our pages as their own.
 */
export const isOwn = (host: string | undefined, publicAddress: string | undefined): boolean =>
  host !== undefined && (host.toLowerCase() === hostOf(publicAddress) || NUMBER.test(host));

/** Whether a form comes from one of our own pages, as the browser says; one that does not say is refused. */
export function isOwnOrigin(headers: IncomingHttpHeaders, publicAddress: string | undefined, tls: boolean): boolean {
  const host = (headers.host ?? '').toLowerCase();
  const own =
    publicAddress !== undefined && host === hostOf(publicAddress)
      ? new URL(publicAddress).origin
      : `${tls ? 'https' : 'http'}://${host}`;
  const site = headers['sec-fetch-site'];
  return headers.origin?.toLowerCase() === own && (site === undefined || site === 'same-origin');
}
