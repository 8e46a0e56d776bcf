import { clip, isLoopbackHost, parseAddress, shownAddress, type Target } from '../address.ts';
import { proxyFromEnvironment } from '../proxy-settings.ts';
import { found, stage } from '../stage.ts';
import type { Trust } from '../trust.ts';
import { askProxy, authorityOf, letThrough } from '../tunnel.ts';
import type { ProxyServer, ProxySetting } from '../types.ts';
import { errorCode, untilStopped, within } from '../wait.ts';

/** Elsewhere the environment is the whole truth; these systems have settings that only their own programs read. */
const HAS_OWN_SETTINGS: readonly NodeJS.Platform[] = ['win32', 'darwin'];

/** A system that is slower to say how it goes out holds up every program, and the rest of the probe needs its time. */
const SETTINGS_MS = 1500;

/** Whether this machine is told to go through a proxy, and whether that one lets through to M/platform. */
export const proxy = stage('proxy', async ({ input, deps, trust, signal }) => {
  const address = parseAddress(input.serverAddress);
  if (!address.ok) return found('probe.proxy-no-address');
  const target = address.value;
  if (isLoopbackHost(target.host)) return found('probe.proxy-none');
  const proxyFor = deps.proxyFor ?? fromEnvironment;
  const setting = await within(SETTINGS_MS, signal, (s) => untilStopped(proxyFor(target.url), s));
  // A script that chooses the proxy can hang; that must not be taken for "none".
  if (setting === 'stopped') return found('probe.proxy-unknown');
  switch (setting.kind) {
    case 'none':
      return found('probe.proxy-none');
    case 'unknown':
      return found('probe.proxy-unknown');
    case 'unsupported':
      return found('probe.proxy-unsupported', { scheme: clip(setting.scheme, 20) });
    case 'pacUnreachable':
      return found('probe.proxy-pac-unreachable', { address: shownAddress(setting.address) });
    case 'invalid':
      return found('probe.proxy-invalid', { value: shownAddress(setting.value) });
    case 'proxy':
      break;
  }
  const { kind: _, source, ...proxy } = setting;
  const shown = authorityOf(proxy);
  const evidence = { proxy: shown, secure: proxy.secure === true, signedIn: proxy.authorization !== undefined, source };
  const params = { proxy: shown, host: target.host, port: target.port };
  if (!target.secure) return found('probe.proxy-untested', params, evidence, { proxy });
  const said = await ask(proxy, target, trust, signal);
  const answer = { ...evidence, ...said };
  switch (said.kind) {
    case 'answered': {
      const { status, ms, schemes } = said;
      const code = byStatus(status);
      return found(
        code,
        { ...params, status, ms, schemes: schemes || '?' },
        answer,
        code === 'probe.proxy-passes' ? { proxy } : {},
      );
    }
    case 'silent':
      return found('probe.proxy-silent', params, answer);
    case 'notSpoken':
      return found('probe.proxy-not-spoken', params, answer);
    case 'unreachable':
      return found('probe.proxy-unreachable', { ...params, reason: said.error }, answer);
  }
});

const fromEnvironment = async (url: URL): Promise<ProxySetting> => {
  const setting = await proxyFromEnvironment(process.env)(url);
  return setting.kind === 'none' && HAS_OWN_SETTINGS.includes(process.platform) ? { kind: 'unknown' } : setting;
};

function byStatus(status: number) {
  if (status >= 200 && status < 300) return 'probe.proxy-passes';
  if (status === 407) return 'probe.proxy-sign-in';
  return status >= 500 ? 'probe.proxy-no-way' : 'probe.proxy-refuses';
}

type Said =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly schemes: string }
  | { readonly kind: 'silent'; readonly connected: boolean }
  | { readonly kind: 'notSpoken'; readonly error: string }
  | { readonly kind: 'unreachable'; readonly error: string };

function ask(proxy: ProxyServer, target: Target, trust: Trust, signal: AbortSignal): Promise<Said> {
  const started = performance.now();
  return new Promise((resolve) => {
    let connected = false;
    const asked = askProxy(proxy, target, trust);
    const done = (said: Said): void => {
      signal.removeEventListener('abort', stop);
      resolve(said);
      asked.destroy();
    };
    const stop = (): void => done({ kind: 'silent', connected });
    asked.once('socket', (socket) => {
      socket.once(proxy.secure === true ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    asked.once('connect', (answer, socket) => {
      const { statusCode: status = 0 } = answer;
      const schemes = letThrough(answer) ? '' : schemesOf(answer.headersDistinct['proxy-authenticate']);
      done({ kind: 'answered', status, ms: Math.round(performance.now() - started), schemes });
      socket.destroy();
    });
    asked.on('error', (cause) => {
      const error = errorCode(cause);
      if (!connected && error === 'ETIMEDOUT') return stop();
      done(connected ? { kind: 'notSpoken', error } : { kind: 'unreachable', error });
    });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    asked.end();
  });
}

/** `Negotiate, NTLM, Basic`: what the person who looks after the proxy will recognise; challenges stay out. */
const schemesOf = (offered: readonly string[] = []): string =>
  clip([...new Set(offered.flatMap((one) => /^[\w-]+/.exec(one.trim())?.[0] ?? []))].join(', '), 60);
