import { describe, expect, test } from 'vitest';
import { defaultGateway, gatewayV4 as windowsV4, gatewayV6 as windowsV6 } from '../windows/routes.ts';
import { probe } from './lab/probing.ts';
import { gatewayV4, gatewayV6, linuxGateway, lookAround } from './surroundings.ts';
import type { Surroundings } from './types.ts';

const machineOf = async (surroundings: Surroundings | (() => Promise<Surroundings>), server = 'https://shop.test') => {
  const lookAround = typeof surroundings === 'function' ? surroundings : async () => surroundings;
  return (await probe({ server, deps: { lookAround }, options: { only: ['machine'], timeoutMs: 300 } })).get('machine');
};
const lan = { name: 'eth0', address: '192.168.1.20', family: 4 } as const;
const ownV4 = { name: 'eth0', address: '169.254.7.9', family: 4 } as const;
const ownV6 = { name: 'eth0', address: 'fe80::1c2b', family: 6 } as const;

describe('this machine', () => {
  test('with an address and a gateway is on the network, and both are evidence', async () => {
    expect(await machineOf({ addresses: [ownV6, lan], gateway: '192.168.1.1' })).toMatchObject({
      code: 'probe.machine-connected',
      params: { addresses: '192.168.1.20', gateway: '192.168.1.1' },
      evidence: { gateway: '192.168.1.1', addresses: [ownV6, lan] },
    });
  });

  test('without any interface but its own is offline', async () => {
    expect(await machineOf({ addresses: [], gateway: null })).toMatchObject({ status: 'failed', code: 'probe.machine-offline' });
  });

  test.each([
    ['IPv4', [ownV4]],
    ['both families', [ownV4, ownV6]],
  ])('that gave itself its address (%s) got none from the router', async (_what, addresses) => {
    expect(await machineOf({ addresses, gateway: null })).toMatchObject({
      code: 'probe.machine-self-assigned',
      actor: 'shopNetwork',
      params: { addresses: expect.stringContaining('169.254.7.9') },
    });
  });

  test('with a real address beside the one it gave itself is on the network', async () => {
    const v6 = { name: 'eth0', address: '2001:db8::20', family: 6 } as const;
    expect(await machineOf({ addresses: [ownV4, v6], gateway: 'fe80::1' })).toMatchObject({
      code: 'probe.machine-connected',
      params: { addresses: '2001:db8::20' },
    });
  });

  test('without a gateway is a warning, since the server may stand in the shop', async () => {
    expect(await machineOf({ addresses: [lan], gateway: null })).toMatchObject({
      status: 'warned',
      code: 'probe.machine-no-gateway',
    });
  });

  test('whose gateway cannot be told is on the network all the same', async () => {
    expect(await machineOf({ addresses: [lan], gateway: undefined })).toMatchObject({ code: 'probe.machine-addressed' });
  });

  test('that does not answer about itself is not called offline', async () => {
    expect(await machineOf(() => new Promise(() => {}))).toMatchObject({ status: 'notTestable', code: 'probe.machine-unread' });
  });

  test.each(['http://localhost:8080', 'https://127.0.0.1', 'http://[::1]:8080', 'https://mplatform.localhost'])(
    'needs no network for %s, and is not even looked at',
    async (server) => {
      const lookAround = () => Promise.reject(new Error('looked'));
      expect(await machineOf(lookAround, server)).toMatchObject({ code: 'probe.machine-not-needed' });
    },
  );

  test('as it really is leaves out its own loopback', async () => {
    const { addresses } = await lookAround();
    for (const { address } of addresses) expect(['127.0.0.1', '::1']).not.toContain(address);
  });
});

describe('the gateway on Linux', () => {
  const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
  const routes = (...lines: string[]) => HEAD + lines.map((line) => `${line}\t0\t0\t0 \n`).join('');

  test('is the one of the default route with the smallest metric', () => {
    const table = routes(
      'wlan0\t00000000\tFE01A8C0\t0003\t0\t0\t600\t00000000',
      'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000',
      'eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF',
    );
    expect(gatewayV4(table)).toBe('192.168.1.1');
  });

  test('is the interface where the way out has no gateway', () => {
    expect(gatewayV4(routes('ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000'))).toBe('ppp0');
  });

  test('is none where only the own network has a route', () => {
    expect(gatewayV4(routes('eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF'))).toBeNull();
  });

  const V6 = [
    'fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0',
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000005 00000000 00000003     eth0',
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo',
  ];
  test("is IPv6's where IPv4 has none, and a route that rejects is no way", async () => {
    expect(gatewayV6(V6.join('\n'))).toBe('fd00::1');
    expect(gatewayV6(V6.slice(2).join('\n'))).toBeNull();
    const files: Record<string, string> = { '/proc/net/route': HEAD, '/proc/net/ipv6_route': V6.join('\n') };
    expect(await linuxGateway(async (file) => files[file] ?? '')).toBe('fd00::1');
  });

  test('cannot be told without the tables, which is not the same as none', async () => {
    expect(await linuxGateway(() => Promise.reject(new Error('ENOENT')))).toBeUndefined();
    const onlyV4 = (file: string) => (file.endsWith('/route') ? Promise.resolve(HEAD) : Promise.reject(new Error('ENOENT')));
    expect(await linuxGateway(onlyV4)).toBeNull();
  });
});

describe('the gateway on Windows', () => {
  // `route -4 print 0.0.0.0` of a Polish Windows; its words come in code page 852, and "On-link" is one of them.
  const V4 = [
    '===========================================================================',
    'Lista interfejs\u00a2w',
    ' 11...a0 b1 c2 d3 e4 f5 ......Realtek PCIe GbE Family Controller',
    '  1...........................Software Loopback Interface 1',
    '===========================================================================',
    '',
    'Tabela tras IPv4',
    '===========================================================================',
    'Aktywne trasy:',
    'Miejsce docelowe w sieci   Maska sieci      Brama          Interfejs Metryka',
    '          0.0.0.0          0.0.0.0      192.168.1.1    192.168.1.105     35',
    '          0.0.0.0          0.0.0.0     192.168.8.1    192.168.8.100     25',
    '===========================================================================',
    'Trasy trwa\u0088e:',
    '  Adres sieciowy          Maska            Adres bramy   Metryka',
    '          0.0.0.0          0.0.0.0         10.0.0.1       1',
    '===========================================================================',
    '',
  ];
  const V6 = [
    'IPv6 Route Table',
    '===========================================================================',
    'Active Routes:',
    ' If Metric Network Destination      Gateway',
    ' 11    281 ::/0                     fe80::1',
    '  1    331 ::1/128                  On-link',
    ' 11    281 fe80::/64                On-link',
    '===========================================================================',
    'Persistent Routes:',
    '  0 4294967295 ::/0                     fe80::9',
    '===========================================================================',
  ];

  test('is the active one with the smallest metric, in any language', () => {
    expect(windowsV4(V4.join('\r\n'))).toBe('192.168.8.1');
    expect(windowsV4(V4.filter((line) => !/(35|25)$/.test(line)).join('\r\n'))).toBeNull();
    expect(windowsV6(V6.join('\r\n'))).toBe('fe80::1');
    expect(windowsV6(V6.slice(5).join('\r\n'))).toBeNull();
  });

  test('is the own address where a modem leads out without one', () => {
    expect(windowsV4('          0.0.0.0          0.0.0.0          On-link      10.64.3.17     26')).toBe('10.64.3.17');
    expect(windowsV4('          0.0.0.0          0.0.0.0    Po\u0088\u00a5czenie bezp.   10.64.3.17     26')).toBe('10.64.3.17');
  });

  test('is asked of IPv6 only where IPv4 has none, and is not told by a program that fails', async () => {
    const asked: string[] = [];
    const answering = (v4: string | null) => async (_file: string, args: readonly string[]) => {
      asked.push(args[0] ?? '');
      const text = args[0] === '-4' ? v4 : V6.join('\r\n');
      return { code: text === null ? null : 0, stdout: Buffer.from(text ?? '') };
    };
    expect(await defaultGateway(answering(V4.join('\r\n')))).toBe('192.168.8.1');
    expect(await defaultGateway(answering(null))).toBeUndefined();
    expect(asked).toEqual(['-4', '-4']);
    expect(await defaultGateway(answering(''))).toBe('fe80::1');
  });
});
