import WebSocket from 'ws';
import { CONTRACT_HEADER, CONTRACT_VERSION, liveMessage } from '../../../mplatform/contract/index.ts';
import type { FieldClient } from '../field/client.ts';
import type { Timers } from '../timers.ts';

export interface Live {
  close(): void;
}

/** As much of a WebSocket as the live line uses; a simulation gives its own. */
export type LiveSocket = Pick<WebSocket, 'on' | 'terminate'>;
export type ConnectLive = (address: URL, options: WebSocket.ClientOptions) => LiveSocket;
const connectWebSocket: ConnectLive = (address, options) => new WebSocket(address, options);

/** A line that says nothing for this long is taken for dead: the server pings every 30 s. Short enough to be up to date in a minute. */
const SILENCE_MS = 50_000;

/** The live line: M/platform pokes, we ask. It carries no data, so losing it loses nothing. */
export function openLive(
  client: FieldClient,
  accessToken: string,
  timers: Timers,
  on: { readonly changed: () => void; readonly lost: () => void },
  connect: ConnectLive = connectWebSocket,
  silenceMs: number = SILENCE_MS,
): Live {
  const socket = connect(client.live, {
    headers: { authorization: `Bearer ${accessToken}`, [CONTRACT_HEADER]: String(CONTRACT_VERSION) },
    maxPayload: 65_536,
    handshakeTimeout: 10_000,
    ...(client.liveAgent === undefined ? {} : { agent: client.liveAgent }),
  });
  let ended = false;
  let stopWaiting = (): void => {};
  const alive = (): void => {
    stopWaiting();
    stopWaiting = timers.after(silenceMs, () => socket.terminate());
  };
  const end = (): void => {
    stopWaiting();
    if (!ended) {
      ended = true;
      on.lost();
    }
  };
  socket.on('open', alive);
  socket.on('ping', alive);
  socket.on('message', (data: unknown) => {
    alive();
    let content: unknown;
    try {
      content = JSON.parse(String(data));
    } catch {
      return;
    }
    const message = liveMessage.safeParse(content);
    if (message.success && message.data.type === 'changed') on.changed();
  });
  // 'error' is always followed by 'close'; without a listener it would be an exception.
  socket.on('error', () => {});
  socket.on('close', end);
  return {
    close(): void {
      ended = true;
      stopWaiting();
      socket.terminate();
    },
  };
}
