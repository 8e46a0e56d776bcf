import { createServer } from 'node:http';
import type { ProxySetting, Surroundings } from '../../types.ts';
import { makeAuthority, makeCertificate } from '../certificates.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import type { Lab } from '../servers.ts';
import { AT_HOME, type LabRun } from '../shop.ts';

const machine = faultsOf('machine');
const proxy = faultsOf('proxy');
const portal = faultsOf('portal');

const HOST = 'sklep.test';

/** A healthy M/platform over TLS under a name, so that it is not taken for this very machine. */
export async function remote(lab: Lab, more: LabRun['deps'] = {}): Promise<LabRun> {
  const authority = await makeAuthority('Lab CA');
  const pair = await makeCertificate({ authority, hosts: [HOST] });
  const [port, plain] = await Promise.all([lab.mplatform({ pair }), lab.mplatform()]);
  return { server: `https://${HOST}:${port}`, deps: { ...named(plain), ca: authority.cert, ...more } };
}

/** The name leads to the lab, and what is not encrypted to this port. */
const named = (plain: number): NonNullable<LabRun['deps']> => ({
  lookup: async (_host, family) => (family === 4 ? [{ address: '127.0.0.1', family }] : []),
  plainPort: () => plain,
});

const seeing = (surroundings: Partial<Surroundings>) => (lab: Lab) =>
  remote(lab, { lookAround: async () => ({ ...AT_HOME, ...surroundings }) });

export const machineFaults: readonly Fault[] = [
  machine('probe.machine-offline', 'cable out', 'this machine has no address', seeing({ addresses: [], gateway: null })),
  machine(
    'probe.machine-self-assigned',
    'no lease',
    'nobody gave this machine an address, so it took one itself',
    seeing({ addresses: [{ name: 'eth0', address: '169.254.3.4', family: 4 }], gateway: null }),
  ),
  machine('probe.machine-no-gateway', 'no gateway', 'this machine knows no way out of the shop', seeing({ gateway: null })),
];

const told = (setting: ProxySetting) => (lab: Lab) => remote(lab, { proxyFor: async () => setting });
const through = (port: number): ProxySetting => ({ kind: 'proxy', host: '127.0.0.1', port, source: 'system' });

/** Something at the address of the proxy. */
const proxyAt =
  (listen: (lab: Lab) => Promise<number>, options: LabRun['options'] = {}) =>
  async (lab: Lab): Promise<LabRun> => ({ ...(await told(through(await listen(lab)))(lab)), options });

/** A proxy that answers CONNECT with this and lets nobody through. */
const answering = (head: string) =>
  proxyAt((lab) =>
    lab.listen(createServer().on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${head}\r\ncontent-length: 0\r\n\r\n`))),
  );

export const proxyFaults: readonly Fault[] = [
  proxy(
    'probe.proxy-invalid',
    'proxy nonsense',
    'what is set as proxy is no address',
    told({ kind: 'invalid', value: 'proxy:abc' }),
  ),
  proxy(
    'probe.proxy-pac-unreachable',
    'PAC gone',
    'the script that names the proxy cannot be fetched',
    told({ kind: 'pacUnreachable', address: 'http://wpad.sklep.test/proxy.pac' }),
  ),
  proxy(
    'probe.proxy-unreachable',
    'proxy gone',
    'nobody listens at the proxy',
    proxyAt((lab) => lab.closedPort()),
  ),
  proxy(
    'probe.proxy-silent',
    'proxy silent',
    'the proxy takes the question and says nothing',
    proxyAt((lab) => lab.tcp(() => {}), SHORT.options),
  ),
  proxy(
    'probe.proxy-sign-in',
    'proxy wants a password',
    'CONNECT is answered with 407',
    answering('407 No\r\nproxy-authenticate: NTLM'),
  ),
  proxy('probe.proxy-refuses', 'proxy refuses', 'CONNECT is answered with 403', answering('403 No')),
  proxy('probe.proxy-no-way', 'proxy at a loss', 'the proxy itself cannot reach the server', answering('502 No')),
  proxy(
    'probe.proxy-not-spoken',
    'no proxy',
    'what listens there is no proxy',
    proxyAt((lab) => lab.tcp((socket) => socket.end('220 mail\r\n'))),
  ),
];

/** A network with a sign-in page: any plain request gets it, and encrypted ones are turned away. */
const signInPage =
  (status: number, headers: Record<string, string>) =>
  async (lab: Lab): Promise<LabRun> => ({
    server: `https://${HOST}:${await lab.closedPort()}`,
    deps: named(await lab.mplatform({ http: (_q, a) => a.writeHead(status, headers).end(PAGE) })),
  });

const PAGE = '<html>Zaloguj się do sieci</html>';

export const portalFaults: readonly Fault[] = [
  portal(
    'probe.portal-page',
    'portal answers 200',
    'the network shows its own page for any address',
    signInPage(200, { 'content-type': 'text/html' }),
    {
      also: ['probe.tcp-refused'],
    },
  ),
  portal(
    'probe.portal-redirect',
    'portal answers 302',
    'the network sends every question to its own page',
    signInPage(302, { location: 'http://hotspot.sklep.test/login' }),
    {
      also: ['probe.tcp-refused'],
    },
  ),
  portal('probe.portal-but-through', 'page beside a clear way', 'plain requests get a page, encrypted ones pass', async (lab) =>
    remote(lab, {
      plainPort: (
        (port) => () =>
          port
      )(await lab.mplatform({ http: (_q, a) => a.writeHead(200, { 'content-type': 'text/html' }).end(PAGE) })),
    }),
  ),
];
