import https from 'node:https';
import type { Duplex } from 'node:stream';
import { isLoopbackHost, type Target } from '../../../native-checks/probe/address.ts';
import { dialSecurely } from '../../../native-checks/probe/dial.ts';
import type { ProxySetting, Trust } from '../../../native-checks/probe/index.ts';

/** How this machine is told to reach an address. */
export type ProxyFor = (url: URL) => Promise<ProxySetting>;

type Callback = (cause: Error | null, stream: Duplex) => void;

/**
 * Connections to M/platform, by the same way and with the same trust as the probe's, or the two would tell different
 * stories of one line. The way is asked for anew for each connection: a shop's network changes while the app runs.
 */
export function createAgent(server: URL, trust: Trust, proxyFor: ProxyFor | undefined, keepAlive: boolean): https.Agent {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const target: Target = { url: server, host, port: Number(server.port || 443), secure: true };
  const agent = new https.Agent({ keepAlive, secureContext: trust.secureContext() });
  // This very machine is never reached by a proxy, whatever the settings say.
  if (proxyFor === undefined || isLoopbackHost(host)) return agent;
  const direct = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback?: Callback) => {
    proxyFor(server)
      .then((setting) => {
        // What cannot be used as a proxy is the probe's to name; trying directly tells no more than that it fails.
        const stream =
          setting.kind === 'proxy' ? dialSecurely(target, { proxy: setting }, trust, true) : direct(options, undefined);
        callback?.(null, stream as Duplex);
      })
      .catch((cause: unknown) => callback?.(cause as Error, undefined as unknown as Duplex));
    return undefined;
  };
  return agent;
}
