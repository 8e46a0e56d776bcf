import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Target } from './address.ts';
import type { Address, Route } from './stage.ts';
import type { Trust } from './trust.ts';

/** How to reach the very address that the `tcp` stage reached, under the name that the till uses. */
export const tlsOptions = (target: Target, route: Address, trust: Trust): ConnectionOptions => ({
  host: route.address,
  port: target.port,
  // An IP address is no server name in TLS; the certificate is then checked against `host`.
  servername: isIP(target.host) === 0 ? target.host : '',
  secureContext: trust.secureContext(),
  ALPNProtocols: ['http/1.1'],
});

/** A connection over which something may be sent: the certificate is believed or nothing leaves. */
export function dial(target: Target, route: Route, trust: Trust): Socket {
  if ('proxy' in route) throw new Error('The way through a proxy is not built yet');
  if (!target.secure) return connectTcp({ host: route.address, port: target.port });
  // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment cannot undo it.
  return connectTls({ ...tlsOptions(target, route, trust), rejectUnauthorized: true });
}
