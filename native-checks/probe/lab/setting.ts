import * as z from 'zod';
import { type ProbeStage, probeStage } from '../../../domain/probe.ts';
import { makeAuthority, makeCertificate } from './certificates.ts';
import type { NamesServer } from './names-server.ts';
import { GATEWAY, Net, SERVER } from './namespaces.ts';

/** What a network of the lab is like when the probe begins. */
export interface Setting {
  /** How the router looks names up; null where nobody does. */
  readonly names: NamesServer | null;
  /** The address that the till's environment names as its proxy. */
  readonly proxy?: string;
  readonly breakIt: (net: Net) => Promise<void>;
}

export const KNOWN = { does: 'answer', address: SERVER } as const satisfies NamesServer;

const HOST = 'mplatform.test';

export interface Probed {
  readonly stages: readonly ProbeStage[];
  /** Of the probe alone, as who waits for it sees it. */
  readonly ms: number;
}

/** Builds the network, breaks it, and probes from the till. Nothing of it is left afterwards. */
export async function probeIn({ names, proxy, breakIt }: Setting): Promise<Probed> {
  const authority = await makeAuthority('Lab CA');
  const pair = await makeCertificate({ authority, hosts: [HOST] });
  const net = await Net.open();
  try {
    await Promise.all([
      net.start('server', { be: 'server', address: SERVER, pair }),
      names === null ? undefined : net.start('router', { be: 'resolver', address: GATEWAY, names }),
    ]);
    await breakIt(net);
    const said = await net.start('till', { be: 'probe', server: `https://${HOST}`, ca: authority.cert, proxy: proxy ?? null });
    return z.object({ stages: z.array(probeStage), ms: z.number() }).parse(said);
  } finally {
    await net.close();
  }
}
