import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import * as z from 'zod';
import { EVERYONE } from '../visibility.ts';
import type { CommitNotice } from './port.ts';
import { sessionOn } from './postgres-session.ts';

const CHANNEL = 'mplatform';
/** PostgreSQL takes less than 8000 bytes. */
const MAX_NAMES = 100;
/** Between one notice and the next: what is committed meanwhile goes out together. */
const PAUSE_MS = 20;
const names = z.array(z.string());
const said = z.object({ node: z.string(), seq: z.int(), audiences: names, devices: names });

export interface Notices {
  /** Tells the listeners here at once, those of other nodes as soon as the line is free. */
  tell(notice: CommitNotice): void;
  onCommit(listener: (notice: CommitNotice) => void): () => void;
  close(): Promise<void>;
}

/**
 * What was committed, told across nodes by LISTEN and NOTIFY on a connection of its own. Several notices go out as one while
 * PostgreSQL is busy with the last. What a node did not hear, because its connection was gone or the other node died before it
 * could say so, is made up for: on each new connection, and whenever a look at the last number (every `listenMs`) shows
 * more than was told, everybody is poked once and revoked devices are named again.
 */
export function listenForNotices(config: ClientConfig, listenMs: number): Notices {
  const node = randomUUID();
  const listeners = new Set<(notice: CommitNotice) => void>();
  const stopped = new AbortController();
  let client: Client | undefined;
  let heard = 0;
  let waiting: CommitNotice | undefined;
  let sending: Promise<unknown> | undefined;

  const give = (notice: CommitNotice): void => {
    heard = Math.max(heard, notice.seq);
    for (const listener of listeners) listener(notice);
  };

  function send(): void {
    const [notice, line] = [waiting, client];
    if (notice === undefined || line === undefined || sending !== undefined) return;
    waiting = undefined;
    // Whoever does not hear this finds out by the number.
    sending = sessionOn(line)
      .all('SELECT pg_notify($channel, $payload)', { channel: CHANNEL, payload: JSON.stringify({ node, ...notice }) })
      .catch(() => undefined)
      .then(() => wait(PAUSE_MS))
      .finally(() => {
        sending = undefined;
        send();
      });
  }

  /** One look: gives what was missed. @throws when the connection is of no use */
  async function look(line: Client, missed: boolean): Promise<void> {
    const session = sessionOn(line);
    const seq = (await session.one('SELECT change_number FROM meta'))?.changeNumber as number;
    if (!missed && seq <= heard) return;
    const revoked = await session.all('SELECT id FROM device WHERE revoked_at IS NOT NULL');
    give({ seq, audiences: [EVERYONE], devices: revoked.map((row) => row.id as string) });
  }

  async function listen(first: boolean): Promise<void> {
    // A notice that is lost with PostgreSQL is made up for: nothing here waits for the disk.
    const options = `${config.options ?? ''} -c synchronous_commit=off`;
    const line = new Client({ ...config, options, pipeline: true });
    let lost = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      lost = resolve;
    });
    line.on('error', lost).on('end', lost);
    stopped.signal.addEventListener('abort', lost, { once: true });
    try {
      await line.connect();
      line.on('notification', ({ payload }) => {
        const notice = said.safeParse(parsed(payload));
        if (notice.success && notice.data.node !== node) give(notice.data);
      });
      await line.query(`LISTEN ${CHANNEL}`);
      if (first) heard = Math.max(heard, (await sessionOn(line).one('SELECT change_number FROM meta'))?.changeNumber as number);
      else await look(line, true);
      client = line;
      send();
      while (!stopped.signal.aborted) {
        const done = new AbortController();
        const ended = await Promise.race([gone.then(() => true), wait(listenMs, false, { signal: done.signal, ref: false })]);
        done.abort();
        if (ended) break;
        await look(line, false);
      }
    } finally {
      client = undefined;
      stopped.signal.removeEventListener('abort', lost);
      await sending;
      await line.end().catch(() => undefined);
    }
  }

  async function keepListening(): Promise<void> {
    let first = true;
    let pause = 50;
    while (!stopped.signal.aborted) {
      const began = performance.now();
      await listen(first).catch(() => undefined);
      first = false;
      pause = performance.now() - began > 1000 ? 50 : Math.min(pause * 2, 2000);
      await wait(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }
  const running = keepListening();

  return {
    tell(notice) {
      give(notice);
      waiting = merged(waiting, notice);
      send();
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      while (sending !== undefined) await sending;
      stopped.abort();
      await running;
    },
  };
}

/** Devices beyond the limit are left out; those that were revoked are shut out by their next call in any case. */
function merged(a: CommitNotice | undefined, b: CommitNotice): CommitNotice {
  const all = (key: 'audiences' | 'devices') => [...new Set([...(a?.[key] ?? []), ...b[key]])];
  const audiences = all('audiences');
  return {
    seq: Math.max(a?.seq ?? 0, b.seq),
    audiences: audiences.length > MAX_NAMES ? [EVERYONE] : audiences,
    devices: all('devices').slice(0, MAX_NAMES),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
