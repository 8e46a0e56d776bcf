import type { ProbeStageId } from '../../../domain/probe.ts';
import type { CodeOf, FindingCode } from '../../../domain/probe-findings.ts';
import { GATEWAY, NEIGHBOUR, type Net, type Place, SERVER } from './namespaces.ts';
import { type PlainLab, SIGN_IN_PAGE } from './portals.ts';
import type { ProxyLab } from './proxies.ts';
import { KNOWN, type Setting } from './setting.ts';

/** A shop's network with one thing broken for real: packets that are lost, ways that are missing. */
export interface Network extends Setting {
  readonly name: string;
  readonly broken: string;
  readonly stage: ProbeStageId;
  readonly code: FindingCode;
  /** What the same cause brings along in other stages. */
  readonly also: readonly FindingCode[];
}

interface More extends Partial<Pick<Network, 'also' | 'names' | 'proxy' | 'breakIt'>> {
  /** Commands for `ip`, and where. */
  readonly changes?: readonly (readonly [Place, string])[];
}

const networkOf =
  <const I extends ProbeStageId>(stage: I) =>
  (code: CodeOf<I>, name: string, broken: string, { changes = [], ...more }: More): Network => ({
    name,
    broken,
    stage,
    code,
    also: [],
    names: KNOWN,
    async breakIt(net) {
      for (const [place, command] of changes) await net.ip(place, command);
    },
    ...more,
  });

const machine = networkOf('machine');
const names = networkOf('names');
const tcp = networkOf('tcp');
const bodies = networkOf('bodies');
const portal = networkOf('portal');
const proxy = networkOf('proxy');

/** The router says that every name is its own, as many networks do until somebody has signed in. */
const signInPage = (answer: PlainLab): More => ({
  names: { does: 'answer', address: GATEWAY },
  async breakIt(net) {
    await net.start('router', { be: 'portal', address: GATEWAY, answer });
  },
  also: ['probe.tcp-refused'],
});

/** No way out and no names but through the router's proxy, as in offices. */
const throughProxy = (answer: ProxyLab) => ({
  names: null,
  // Inside nobody knows the name, which matters only where the proxy does not ask for it.
  also: ['probe.names-no-resolver'] as const,
  proxy: `http://${GATEWAY}:3128`,
  async breakIt(net: Net) {
    await net.ip('router', `rule add iif shop to ${SERVER} blackhole`);
    await net.start('router', { be: 'proxy', address: GATEWAY, answer });
  },
});

export const networks: readonly Network[] = [
  machine('probe.machine-offline', 'cable out', "the till's link is down", { changes: [['till', 'link set eth0 down']] }),
  machine('probe.machine-self-assigned', 'no lease', 'the till gave itself an address', {
    changes: [
      ['till', 'address flush dev eth0'],
      ['till', 'address add 169.254.3.4/16 dev eth0'],
    ],
  }),
  machine('probe.machine-no-gateway', 'no gateway', 'the till knows no way out of the shop', {
    changes: [['till', 'route del default']],
    also: ['probe.tcp-unreachable'],
  }),
  names('probe.names-no-resolver', 'no resolver', 'nobody looks names up at the router', { names: null }),
  names('probe.names-failed', 'resolver at a loss', 'the resolver answers that it failed', { names: { does: 'fail' } }),
  names('probe.names-silent', 'resolver silent', 'the router takes the question and says nothing', {
    names: { does: 'stay silent' },
  }),
  names('probe.names-unknown', 'wrong name', 'the resolver says that there is no such name', { names: { does: 'deny' } }),
  names('probe.names-slow', 'slow resolver', 'the resolver answers after 1.5 s', { names: { ...KNOWN, afterMs: 1500 } }),
  proxy(
    'probe.proxy-sign-in',
    'proxy wants a password',
    'the only way out is a proxy that asks who is there',
    throughProxy({ status: 407, headers: { 'proxy-authenticate': 'NTLM' } }),
  ),
  proxy(
    'probe.proxy-refuses',
    'proxy refuses',
    'the only way out is a proxy that does not allow the server',
    throughProxy({ status: 403 }),
  ),
  portal(
    'probe.portal-page',
    'portal answers 200',
    'every name leads to a page of the network',
    signInPage({ status: 200, headers: { 'content-type': 'text/html' }, body: SIGN_IN_PAGE }),
  ),
  portal(
    'probe.portal-redirect',
    'portal answers 302',
    'every name leads to where the network signs in',
    signInPage({ status: 302, headers: { location: 'http://hotspot.test/login' } }),
  ),
  tcp('probe.tcp-filtered', 'black hole', 'the router drops what goes to the server, and says nothing', {
    changes: [['router', `route add blackhole ${SERVER}/32`]],
  }),
  tcp('probe.tcp-unreachable', 'no way behind the router', 'the router says that it knows no way to the server', {
    changes: [['router', `route add unreachable ${SERVER}/32`]],
  }),
  tcp('probe.tcp-unreachable', 'nobody there', 'the address is one of the shop’s own network, and free', {
    names: { does: 'answer', address: NEIGHBOUR },
  }),
  tcp('probe.tcp-blocked-here', 'own rule forbids', "the till's own rules forbid the way to the server", {
    changes: [['till', `route add prohibit ${SERVER}/32`]],
  }),
  tcp('probe.tcp-failed', 'own rule swallows', 'the system refuses the connection for a reason that nobody foresaw', {
    changes: [['till', `route add blackhole ${SERVER}/32`]],
  }),
  // The answer that would tell the sender of it is lost, as by a router that lets no ICMP out.
  bodies('probe.bodies-large-stall', 'MTU hole', 'packets above 1280 bytes are lost, and nobody says so', {
    changes: [
      ['router', 'link set internet mtu 1280'],
      ['router', 'link set shop mtu 1280'],
      ['router', 'rule add ipproto icmp table 66'],
      ['router', 'route add blackhole default table 66'],
    ],
  }),
];

/** The same with nothing broken. */
export const healthyNetwork: Setting = { names: KNOWN, breakIt: async () => {} };

/** The same where a proxy is the only way out, and lets through. */
export const proxiedNetwork: Setting = throughProxy({ to: SERVER });

/** A line on which one packet of twenty is lost each way: bad, but it works. */
export const lossyNetwork: Setting = {
  names: KNOWN,
  async breakIt(net) {
    await net.lose('router', 'internet', 0.05);
    await net.lose('server', 'eth0', 0.05);
  },
};
