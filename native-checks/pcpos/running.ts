import { connect } from 'node:net';

/** On the same machine a listening port answers at once; a till under load gets a little more. */
const PATIENCE_MS = 1_000;

/**
 * Whether PC-POS runs on this machine: it holds its MutexPort open exactly while it does.
 * @param timeoutMs milliseconds after which silence counts as no
 */
export function isPcPosRunning(
  mutexPort: number,
  { signal, timeoutMs = PATIENCE_MS }: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: mutexPort });
    const settle = (running: boolean) => {
      signal?.removeEventListener('abort', stopped);
      socket.destroy();
      resolve(running);
    };
    const stopped = () => settle(false);
    signal?.addEventListener('abort', stopped);
    socket.setTimeout(timeoutMs, stopped);
    socket.once('connect', () => settle(true));
    socket.once('error', stopped);
  });
}
