import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, type Result } from '../../../domain/result.ts';
import type { Tokens } from '../device/tokens.ts';
import { type FieldClient, serverCode } from '../field/client.ts';
import { backOff } from '../sync/engine.ts';
import { localFailure } from '../sync/local-failure.ts';
import type { Timers } from '../timers.ts';
import { send } from './send.ts';
import type { Shelf } from './shelf.ts';
import { showSeldom } from './show.ts';
import type { UploadRow, UploadTable } from './table.ts';

export interface UploadsDeps {
  readonly table: UploadTable;
  readonly shelf: Shelf;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  /** Something that is shown is another now. */
  readonly changed: () => void;
  /** A file has arrived: what names it may go now. */
  readonly arrived: () => void;
}

/** What no further try would change: the person has to do something. */
const FINAL: readonly string[] = ['files.type-differs', 'files.too-large', 'request.invalid'];

/** What the last try is doing or came to, for one file. */
export interface Going {
  /** Bytes that have gone out, the part that the server has not acknowledged included. */
  readonly sent: number;
  readonly running: boolean;
  readonly problem: Problem | null;
}

/**
 * Sends files up, one after the other in the order in which they were attached: on a shop's line one document that
 * arrived is worth more than two that are half there. Whatever stops it, it goes on at the byte: how far it got is the
 * server's to say, and where to ask is written down here.
 */
export function createUploads(deps: UploadsDeps) {
  const { table, shelf, clock, timers } = deps;
  let stopped = true;
  let current: { readonly sha256: string; sent: number; readonly cancel: AbortController } | undefined;
  let running: Promise<void> | undefined;
  /** Asked for while it ran: what was added as the last look was being taken is not in it. */
  let again = false;
  let failures = 0;
  /** The file that was tried last. */
  let tried: string | undefined;
  let failed: { readonly sha256: string; readonly problem: Problem } | undefined;
  let nextTryAt: number | null = null;
  let cancelTry = (): void => {};

  const show = showSeldom(timers, () => {
    if (!stopped) deps.changed();
  });

  const next = (): UploadRow | undefined => table.waiting().find((row) => !row.paused && row.stuck === null);

  async function run(): Promise<void> {
    for (;;) {
      const client = deps.client();
      const row = stopped || client === undefined ? undefined : next();
      if (client === undefined || row === undefined) return;
      tried = row.sha256;
      const answer = await attempt(row, client);
      if (stopped) return;
      if (answer.ok) {
        failures = 0;
        failed = undefined;
        table.done(row.sha256, client.origin, rfc3339(clock.now()));
        deps.changed();
        deps.arrived();
      } else if (!takeUp(row, answer.error)) return;
    }
  }

  /** Whether to go on with the next file at once. */
  function takeUp(row: UploadRow, why: Problem): boolean {
    if (why.code === 'files.stopped') return true;
    const code = serverCode(why) ?? why.code;
    if (code === 'files.lost' || code === 'files.damaged' || FINAL.includes(code)) {
      table.stick(row.sha256, why);
      deps.changed();
      return true;
    }
    failed = { sha256: row.sha256, problem: why };
    tryLater();
    deps.changed();
    return false;
  }

  function tryLater(): void {
    const wait = backOff(failures, deps.random);
    failures += 1;
    nextTryAt = clock.now() + wait;
    cancelTry = timers.after(wait, go);
  }

  async function attempt(row: UploadRow, client: FieldClient): Promise<Result<null, Problem>> {
    const { sha256, size, type, name } = row;
    const cancel = new AbortController();
    const mine = { sha256, sent: table.get(sha256)?.sent ?? 0, cancel };
    current = mine;
    deps.changed();
    try {
      const found = await shelf.sizeOf(sha256);
      if (found === undefined) return err(problem('files.lost', { name }));
      if (found !== size || !(await shelf.intact(sha256))) return err(problem('files.damaged', { name }));
      return await send({
        open: () => shelf.open(sha256),
        sha256,
        size,
        type,
        url: table.get(sha256)?.url ?? null,
        client,
        tokens: deps.tokens,
        now: () => clock.now(),
        onUrl: (url) => table.goesOnAt(sha256, client.origin, url),
        onAccepted: (bytes) => {
          // Bytes get through: whatever stops it next, the first new try is soon.
          failures = 0;
          table.sent(sha256, bytes);
        },
        onProgress: (bytes) => {
          mine.sent = bytes;
          show();
        },
        signal: cancel.signal,
      });
    } catch (cause) {
      // A disk that cannot be read or written ends this try, not the core.
      return err(localFailure(cause));
    } finally {
      current = undefined;
    }
  }

  /** New work, a line that is there again, or the time of the next try. What the server refused waits for that time. */
  function wake(): void {
    if (nextTryAt === null || failed?.problem.code !== 'sync.refused') go();
  }

  function go(): void {
    if (stopped) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    cancelTry();
    nextTryAt = null;
    again = false;
    // What cannot be written down, the disk being full, ends this run and not the core; how far it got the server knows.
    running = run().catch((cause: unknown) => {
      if (tried !== undefined) failed = { sha256: tried, problem: localFailure(cause) };
      tryLater();
      if (!stopped) deps.changed();
    });
    void running.then(() => {
      running = undefined;
      if (again && nextTryAt === null) wake();
    });
  }

  /** The local files of what waits: what is gone or has another length is said now, not when the line is back. */
  async function checkLocal(): Promise<void> {
    for (const row of table.waiting()) {
      const size = await shelf.sizeOf(row.sha256);
      const why =
        size === undefined
          ? problem('files.lost', { name: row.name })
          : size === row.size
            ? null
            : problem('files.damaged', { name: row.name });
      const known = row.stuck?.code;
      if (why !== null ? known !== why.code : known === 'files.lost') table.stick(row.sha256, why);
    }
  }

  return {
    wake,
    checkLocal,
    start(): void {
      stopped = false;
      wake();
    },
    async stop(): Promise<void> {
      stopped = true;
      cancelTry();
      current?.cancel.abort();
      await running;
    },
    /** Kept for as long as the person does not say otherwise. */
    pause(sha256: string, paused: boolean): void {
      table.pause(sha256, paused);
      if (paused && current?.sha256 === sha256) current.cancel.abort();
      else wake();
      deps.changed();
    },
    /** What nobody wants at M/platform any more; the bytes stay here. */
    forget(sha256: string): void {
      table.forget(sha256);
      if (current?.sha256 === sha256) current.cancel.abort();
      deps.changed();
    },
    going(sha256: string): Going {
      const runs = current?.sha256 === sha256;
      return {
        running: runs,
        sent: runs ? (current?.sent ?? 0) : (table.get(sha256)?.sent ?? 0),
        problem: failed?.sha256 === sha256 && !runs ? failed.problem : null,
      };
    },
    nextTryAt: (): number | null => nextTryAt,
    /** Ends when nothing is under way: all sent, paused, stuck, or waiting for the next try. */
    settled: async (): Promise<void> => {
      while (running !== undefined) await running;
    },
  };
}
export type Uploads = ReturnType<typeof createUploads>;
