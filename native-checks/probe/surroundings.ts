import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { defaultGateway as windowsGateway } from '../windows/routes.ts';
import type { Surroundings } from './types.ts';

/** This machine's addresses and its way out, as the system says at this moment. */
export async function lookAround(): Promise<Surroundings> {
  const addresses = Object.entries(networkInterfaces()).flatMap(([name, entries = []]) =>
    entries
      .filter((one) => !one.internal)
      .map(({ address, family }) => ({ name, address, family: family === 'IPv6' ? 6 : 4 }) as const),
  );
  return { addresses, gateway: await defaultGateway() };
}

async function defaultGateway(): Promise<string | null | undefined> {
  switch (process.platform) {
    case 'win32':
      return windowsGateway();
    case 'linux':
      return linuxGateway((file) => readFile(file, 'utf8'));
    default:
      return undefined;
  }
}

/** IPv4's, or IPv6's where IPv4 has none; undefined where the kernel's tables cannot be read. */
export async function linuxGateway(read: (file: string) => Promise<string>): Promise<string | null | undefined> {
  const table = async (file: string, find: (text: string) => string | null): Promise<string | null | undefined> => {
    try {
      return find(await read(file));
    } catch {
      // Such as a container without /proc, or a kernel without IPv6.
      return undefined;
    }
  };
  const v4 = await table('/proc/net/route', gatewayV4);
  return v4 === null ? ((await table('/proc/net/ipv6_route', gatewayV6)) ?? null) : v4;
}

const UP = 0x1;
const REJECT = 0x200;

interface Way {
  readonly via: string;
  readonly metric: number;
}

const best = (ways: readonly Way[]): string | null => [...ways].sort((a, b) => a.metric - b.metric)[0]?.via ?? null;

/** Numbers are hexadecimal, addresses in the machine's byte order, which is little-endian wherever this runs. */
export function gatewayV4(table: string): string | null {
  const ways = rows(table).flatMap(([name, destination, gateway = '', flags = '', , , metric, mask]): Way[] => {
    if (destination !== '00000000' || mask !== '00000000' || !(Number.parseInt(flags, 16) & UP)) return [];
    const bytes = Buffer.from(gateway, 'hex').reverse();
    // A line such as a modem's leads out without a gateway's address; its name then says the way.
    return [{ via: bytes.some((byte) => byte !== 0) ? bytes.join('.') : (name ?? ''), metric: Number(metric) }];
  });
  return best(ways);
}

export function gatewayV6(table: string): string | null {
  const ways = rows(table).flatMap(
    ([destination = '', length, , , gateway = '', metric = '', , , flags = '', name = '']): Way[] => {
      const isDefault = /^0{32}$/.test(destination) && length === '00' && name !== 'lo';
      if (!isDefault || Number.parseInt(flags, 16) & REJECT) return [];
      const via = /^0+$/.test(gateway) ? name : shortV6(gateway);
      return [{ via, metric: Number.parseInt(metric, 16) }];
    },
  );
  return best(ways);
}

const rows = (table: string): string[][] => table.split('\n').map((line) => line.trim().split(/\s+/));

/** `fd000000…0001` as `fd00::1`. */
const shortV6 = (hex: string): string => new URL(`http://[${hex.match(/.{4}/g)?.join(':')}]`).hostname.slice(1, -1);
