import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** How many connections met what, for the report. */
export type ProxyCounts = Record<'clean' | 'cut' | 'delayed' | 'throttled' | 'swallowedUp' | 'swallowedDown', number>;

export interface BadLine {
  readonly port: number;
  readonly counts: Readonly<ProxyCounts>;
  /** From now on every new connection is clean. What is half open stays so: finding that out is the others' part. */
  heal(): void;
  close(): Promise<void>;
}

type Fate = keyof ProxyCounts;

/**
 * A line between two processes that fails as seeded: it cuts, it holds back, it goes slowly, or it goes dead in one
 * direction without a word to either end.
 */
export async function startBadLine(target: () => number, random: () => number): Promise<BadLine> {
  const counts: ProxyCounts = { clean: 0, cut: 0, delayed: 0, throttled: 0, swallowedUp: 0, swallowedDown: 0 };
  const open = new Set<Socket>();
  let healed = false;

  const fateOf = (): Fate => {
    const at = random();
    if (healed || at < 0.15) return 'clean';
    if (at < 0.5) return 'cut';
    if (at < 0.65) return 'delayed';
    if (at < 0.76) return 'throttled';
    return at < 0.88 ? 'swallowedUp' : 'swallowedDown';
  };

  const server = createServer((client) => {
    const fate = fateOf();
    counts[fate] += 1;
    const upstream = connect(target(), '127.0.0.1');
    /** So many bytes go through before it happens. */
    const after = Math.floor(random() ** 2 * 6_000);
    const waitMs = random() * 400;
    const both = [client, upstream];
    const end = (): void => {
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        // A dead line says nothing of the other end's going either.
        if (fate !== 'swallowedUp' && fate !== 'swallowedDown') end();
        else if (open.has(client)) setTimeout(end, 30_000).unref();
      });
    }
    carry(client, upstream, { fate, after, waitMs, swallows: fate === 'swallowedUp', end });
    carry(upstream, client, { fate, after, waitMs, swallows: fate === 'swallowedDown', end });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    counts,
    heal: () => {
      healed = true;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Way {
  readonly fate: Fate;
  readonly after: number;
  readonly waitMs: number;
  readonly swallows: boolean;
  readonly end: () => void;
}

const SLOW_BYTES = 256;
const SLOW_MS = 15;

function carry(from: Socket, to: Socket, { fate, after, waitMs, swallows, end }: Way): void {
  let through = 0;
  let last = Promise.resolve();
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const write = async (piece: Buffer): Promise<void> => {
    if (!to.destroyed && !to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
  };
  const pass = async (chunk: Buffer): Promise<void> => {
    const before = through;
    through += chunk.length;
    const past = through > after;
    if (past && swallows) return write(chunk.subarray(0, Math.max(0, after - before)));
    if (past && fate === 'cut') {
      await write(chunk.subarray(0, Math.max(0, after - before)));
      return end();
    }
    if (past && fate === 'delayed') await pause(waitMs);
    if (fate !== 'throttled') return write(chunk);
    for (let at = 0; at < chunk.length; at += SLOW_BYTES) {
      await write(chunk.subarray(at, at + SLOW_BYTES));
      await pause(SLOW_MS);
    }
  };
  from.on('data', (chunk: Buffer) => {
    from.pause();
    last = last
      .then(() => pass(chunk))
      .catch(end)
      .then(() => void from.resume());
  });
  from.on('end', () => void last.then(() => (swallows ? undefined : to.end())));
}
