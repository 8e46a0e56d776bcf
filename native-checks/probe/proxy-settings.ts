import { isIP } from 'node:net';
import { isLoopbackHost, shownAddress } from './address.ts';
import type { ProxySetting } from './types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How the environment's variables say to reach an address, as curl and Node read them: `https_proxy`, `http_proxy`,
 * `all_proxy` and `no_proxy`, small letters first. An empty one is none. This very machine is never reached by a proxy.
 */
export const proxyFromEnvironment =
  (environment: Environment): ((url: URL) => Promise<ProxySetting>) =>
  async (url) => {
    const of = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
    const value = of(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? of('all_proxy');
    const host = hostOf(url);
    if (value === undefined || isLoopbackHost(host) || isExcepted(of('no_proxy') ?? '', host, portOf(url)))
      return { kind: 'none' };
    return readProxy(value);
  };

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');

/** `no_proxy`: names with or without a leading dot or `*.` cover what is below them; `*` covers all; a port narrows. */
function isExcepted(list: string, host: string, port: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', narrowed] = isIP(entry) === 6 ? [entry, entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
      if (narrowed !== undefined && narrowed !== port) return false;
      const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
      return bare !== '' && (host === bare || host.endsWith(`.${bare}`));
    });
}

/** `host:port`, with or without `http://`. A name and password in it go to the proxy only. */
function readProxy(value: string): ProxySetting {
  const text = value.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || url.hostname === '') return { kind: 'invalid', value: shownAddress(text) };
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') return { kind: 'unsupported', scheme };
  const authorization = credentials(url);
  if (authorization === null) return { kind: 'invalid', value: shownAddress(text) };
  return {
    kind: 'proxy',
    source: 'environment',
    host: hostOf(url),
    port: Number(portOf(url)),
    secure: scheme === 'https',
    ...(authorization === undefined ? {} : { authorization }),
  };
}

/** Undefined where there are none, null where they are not readable. */
function credentials({ username, password }: URL): string | undefined | null {
  if (username === '' && password === '') return undefined;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    return null;
  }
}
