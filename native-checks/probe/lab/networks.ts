import * as z from 'zod';
import { type ProbeStage, type ProbeStageId, probeStage } from '../../../domain/probe.ts';
import type { CodeOf, FindingCode } from '../../../domain/probe-findings.ts';
import { makeAuthority, makeCertificate } from './certificates.ts';
import type { NamesServer } from './names-server.ts';
import { GATEWAY, NEIGHBOUR, Net, type Place, SERVER } from './namespaces.ts';

export interface Setting {
  /** How the router looks names up; null where nobody does. */
  readonly names: NamesServer | null;
  readonly breakIt: (net: Net) => Promise<void>;
}

/** A shop's network with one thing broken for real: packets that are lost, ways that are missing. */
export interface Network extends Setting {
  readonly name: string;
  readonly broken: string;
  readonly stage: ProbeStageId;
  readonly code: FindingCode;
  /** What the same cause brings along in other stages. */
  readonly also: readonly FindingCode[];
}

const KNOWN: NamesServer = { does: 'answer', address: SERVER };

interface More extends Partial<Pick<Network, 'also' | 'names'>> {
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

const HOST = 'mplatform.test';

export interface Probed {
  readonly stages: readonly ProbeStage[];
  /** Of the probe alone, as who waits for it sees it. */
  readonly ms: number;
}

/** Builds the network, breaks it, and probes from the till. Nothing of it is left afterwards. */
export async function probeIn({ names, breakIt }: Setting): Promise<Probed> {
  const authority = await makeAuthority('Lab CA');
  const pair = await makeCertificate({ authority, hosts: [HOST] });
  const net = await Net.open();
  try {
    await Promise.all([
      net.start('server', { be: 'server', address: SERVER, pair }),
      names === null ? undefined : net.start('router', { be: 'resolver', address: GATEWAY, names }),
    ]);
    await breakIt(net);
    const said = await net.start('till', { be: 'probe', server: `https://${HOST}`, ca: authority.cert });
    return z.object({ stages: z.array(probeStage), ms: z.number() }).parse(said);
  } finally {
    await net.close();
  }
}

/** The same with nothing broken. */
export const healthyNetwork: Setting = { names: KNOWN, breakIt: async () => {} };

/** A line on which one packet of twenty is lost each way: bad, but it works. */
export const lossyNetwork: Setting = {
  names: KNOWN,
  async breakIt(net) {
    await net.lose('router', 'internet', 0.05);
    await net.lose('server', 'eth0', 0.05);
  },
};
