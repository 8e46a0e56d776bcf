import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Target } from './address.ts';
import type { Route } from './stage.ts';
import type { Trust } from './trust.ts';
import { Tunnel } from './tunnel.ts';

/**
 * A connection over which something may be sent: the certificate is believed or nothing leaves. It goes to the very
 * address that was tested before or through the proxy, under the name that the till uses. Returns at once, so that it
 * can stand for `createConnection`; what goes wrong comes as its `error`.
 */
export function dial(target: Target, route: Route, trust: Trust): Socket {
  // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED in the environment cannot undo it.
  if (target.secure) return dialSecurely(target, route, trust, true);
  if ('proxy' in route) throw new Error('Plain requests go through no tunnel');
  return connectTcp({ host: route.address, port: target.port });
}

/** With `believedOnly` false it stands even when the certificate is not believed: only to read it, never to send. */
export function dialSecurely(target: Target, route: Route, trust: Trust, believedOnly: boolean): TLSSocket {
  return connectTls({
    // Over a connection that is already there, TLS only compares `host` with the certificate's names.
    ...('proxy' in route
      ? { host: target.host, socket: new Tunnel(route.proxy, target, trust) }
      : { host: route.address, port: target.port }),
    // An IP address is no server name in TLS; the certificate is then checked against `host`.
    servername: isIP(target.host) === 0 ? target.host : '',
    secureContext: trust.secureContext(),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: believedOnly,
  });
}
