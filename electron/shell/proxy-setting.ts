import type { ProxySetting } from '../core/index.ts';

/**
 * What Chromium found out about the way to an address: `DIRECT`, or `PROXY host:port; DIRECT`, best first. Only the
 * first counts, since PC-POS knows no second.
 */
export function proxySettingFrom(resolved: string): ProxySetting {
  const [first = ''] = resolved.split(';');
  const [kind = '', where = ''] = first.trim().split(/\s+/);
  switch (kind.toUpperCase()) {
    case '':
      return { kind: 'unknown' };
    case 'DIRECT':
      return { kind: 'none' };
    case 'PROXY':
    case 'HTTPS':
      return proxyAt(where, kind.toUpperCase() === 'HTTPS');
    default:
      return { kind: 'unsupported', scheme: kind.toLowerCase() };
  }
}

function proxyAt(where: string, secure: boolean): ProxySetting {
  const url = URL.parse(`http://${where}`);
  if (where === '' || url === null || url.hostname === '') return { kind: 'invalid', value: where.slice(0, 100) };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { kind: 'proxy', host, port: Number(url.port || (secure ? 443 : 80)), secure, source: 'system' };
}
