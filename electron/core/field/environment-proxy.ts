import { isLoopbackHost } from '../../../native-checks/probe/address.ts';
import { proxyFromEnvironment } from '../../../native-checks/probe/index.ts';
import type { ProxyFor } from './way.ts';

const NAMES = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);

const OWN_SETTINGS: readonly NodeJS.Platform[] = ['win32', 'darwin'];

/**
 * The environment's settings, which are all that plain Node knows of. Where the system may have some of its own,
 * none in the environment says nothing.
 */
export function environmentProxy(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): ProxyFor {
  const fromEnvironment = proxyFromEnvironment(environment);
  return async (url) => {
    const setting = await fromEnvironment(url);
    const said = NAMES.some((name) => environment[name]) || isLoopbackHost(url.hostname.replace(/^\[|\]$/g, ''));
    return setting.kind === 'none' && OWN_SETTINGS.includes(platform) && !said ? { kind: 'unknown' } : setting;
  };
}
