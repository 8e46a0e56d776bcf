import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../electron/core/api/contract.ts';
import { shareWindowKey, windowKey } from './window-key.ts';

/** The core's calls. The only file that knows how they travel. */
export type Client = ContractRouterClient<Contract>;

export interface Connection {
  readonly client: Client;
  readonly isUp: () => boolean;
  /** Told at each change; returns how to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

type Link = ClientLink<ClientContext>;

/** A call made while the core is away fails at once; whoever reads waits for the line instead (see queries.ts). */
export class CoreAway extends Error {}

export function connect(page: Window): Connection {
  let link: Link | null = null;
  const listeners = new Set<() => void>();
  const use = (next: Link | null) => {
    link = next;
    for (const listener of listeners) listener();
  };
  const switching: Link = {
    call: (path, input, options) => {
      if (link === null) return Promise.reject(new CoreAway('The core is away'));
      return link.call(path, input, options);
    },
  };
  if (page.document.documentElement.dataset.shell === 'electron') followPorts(page, use);
  else void followSocket(page, use);
  return {
    client: createORPCClient(switching),
    isUp: () => link !== null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Electron: the preload hands over one end of a message port, and another one when the core was started again. */
function followPorts(page: Window, use: (link: Link | null) => void): void {
  page.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== page || event.data !== 'technik:port' || port === undefined) return;
    const link = new PortLink({ port });
    port.addEventListener('close', () => use(null));
    port.start();
    use(link);
  });
}

const MAX_WAIT_MS = 5000;

/** Hosted: the window's key, for it a token for this page, then one socket, for as long as the page lives. */
async function followSocket(page: Window, use: (link: Link | null) => void): Promise<never> {
  shareWindowKey(page);
  for (let attempt = 0; ; attempt += 1) {
    const socket = await openSocket(page).catch(() => null);
    if (socket !== null) {
      attempt = 0;
      use(new SocketLink({ websocket: socket }));
      await new Promise((closed) => socket.addEventListener('close', closed, { once: true }));
      use(null);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** attempt, MAX_WAIT_MS)));
  }
}

async function openSocket(page: Window): Promise<WebSocket> {
  const { location } = page;
  const headers = { 'content-type': 'application/json', 'x-technik-key': await windowKey(page) };
  const response = await fetch('/session', { method: 'POST', headers, body: '{}' });
  const body: unknown = await response.json();
  if (!response.ok || typeof body !== 'object' || body === null || !('token' in body) || typeof body.token !== 'string') {
    throw new Error('The shell gave no session');
  }
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`, [
    'technik',
    `token.${body.token}`,
  ]);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('close', reject, { once: true });
  });
  return socket;
}
