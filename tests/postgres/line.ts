import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to PostgreSQL or to a node, which can be cut: what is open then hears nothing more, and nothing new gets through. */
export interface CuttableLine {
  readonly port: number;
  /** How many connections were begun so far. */
  readonly begun: number;
  cut(): void;
  /** From now on everything comes later. */
  slow(): void;
  heal(): void;
  close(): Promise<void>;
}

const SLOW_MS = 150;

/** @param target a socket's path, or a port of this machine */
export async function lineTo(target: string | number): Promise<CuttableLine> {
  const open = new Set<Socket>();
  let whole = true;
  let slow = false;
  let begun = 0;
  const server = createServer((from) => {
    begun += 1;
    const to = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('data', (bytes) => {
        if (whole && slow) setTimeout(() => other.write(bytes), SLOW_MS);
        else if (whole) other.write(bytes);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get begun() {
      return begun;
    },
    cut() {
      whole = false;
    },
    slow() {
      slow = true;
    },
    heal() {
      const lost = !whole || slow;
      whole = true;
      slow = false;
      if (!lost) return;
      // What went missing in between cannot be made up for on the same connection.
      for (const socket of open) socket.destroy();
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
