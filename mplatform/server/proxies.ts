import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';

/** Whether this is the address of a load balancer of ours, whose word on where a call comes from is taken. */
export type Trusts = (address: string) => boolean;

/**
 * @param ranges addresses, or ranges such as `10.0.0.0/8`, of the load balancers in front of this node
 *
 * Errors: `mplatform.proxy-invalid`.
 */
export function trustedProxies(ranges: readonly string[]): Result<Trusts, Problem> {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits, more] = range.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (family === 0 || more !== undefined || !(length <= most)) return err(problem('mplatform.proxy-invalid', { range }));
    list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  }
  return ok((address) => {
    const plain = unmapped(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  });
}

/**
 * Where a request comes from: the nearest address that is not a load balancer's of ours. What stands in `X-Forwarded-For`
 * left of it was written by who knows whom. The rule is Fastify's `request.ip`; requests for a WebSocket do not come by it.
 */
export function clientAddress(request: IncomingMessage, trusts: Trusts = () => false): string {
  const said = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  const way = [...said.split(',').map((one) => one.trim()), request.socket.remoteAddress ?? ''].filter((one) => one !== '');
  return way.findLast((address) => !trusts(address)) ?? way[0] ?? '';
}

/** An IPv4 address as it is called where IPv6 is spoken. */
const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
