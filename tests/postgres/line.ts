import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The way from a node to PostgreSQL, which can be cut: what is open then hears nothing more, and nothing new gets through. */
export interface CuttableLine {
  readonly port: number;
  /** How many connections were begun so far. */
  readonly begun: number;
  cut(): void;
  heal(): void;
  close(): Promise<void>;
}

export async function lineTo(socketPath: string): Promise<CuttableLine> {
  const open = new Set<Socket>();
  let whole = true;
  let begun = 0;
  const server = createServer((from) => {
    begun += 1;
    const to = connect(socketPath);
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
        if (whole) other.write(bytes);
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
    heal() {
      whole = true;
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
