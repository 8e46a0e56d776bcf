import type { Lookup } from '../../types.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';

const fault = faultsOf('tcp');

const answering =
  (...addresses: readonly { address: string; family: 4 | 6 }[]): Lookup =>
  async (_host, family) =>
    addresses.filter((one) => one.family === family);

const v4 = (address: string) => ({ address, family: 4 as const });
const v6 = (address: string) => ({ address, family: 6 as const });

export const connectionFaults: readonly Fault[] = [
  fault('probe.tcp-refused', 'closed port', 'the server is there, nobody listens at the port', async (lab) => ({
    server: `https://127.0.0.1:${await lab.closedPort()}`,
  })),
  fault(
    'probe.tcp-filtered',
    'black hole',
    'packets vanish on the way',
    async (lab) => ({ server: `https://127.0.0.1:${await lab.blackHole()}`, ...SHORT }),
    { needs: 'linux' },
  ),
  // The system itself refuses TCP to a multicast address; no packet leaves.
  fault('probe.tcp-unreachable', 'no way there', 'this machine knows no way to the address', async () => ({
    server: 'https://224.0.0.1',
  })),
  fault(
    'probe.tcp-partly-silent',
    'one dead address of two',
    'one of the addresses of the name drops packets',
    async (lab) => {
      const port = await lab.blackHole();
      await lab.mplatform({ port, host: '127.0.0.2' });
      return { server: `http://sklep.test:${port}`, deps: { lookup: answering(v4('127.0.0.1'), v4('127.0.0.2')) } };
    },
    { needs: 'linux' },
  ),
  fault(
    'probe.tcp-ipv6-silent',
    'IPv6 leads nowhere',
    'the IPv6 address drops packets, the IPv4 one answers',
    async (lab) => {
      const port = await lab.blackHole('::1');
      await lab.mplatform({ port });
      return { server: `http://sklep.test:${port}`, deps: { lookup: answering(v4('127.0.0.1'), v6('::1')) } };
    },
    { needs: 'ipv6' },
  ),
];
