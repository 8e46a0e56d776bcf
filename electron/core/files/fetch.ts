import type { Readable } from 'node:stream';
import type { AttachedFile } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { Shelf } from './shelf.ts';

type Wanted = Pick<AttachedFile, 'sha256' | 'size' | 'name'>;

export interface FetchDeps {
  readonly shelf: Shelf;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
}

/** Silence for this long is a dead line. Milliseconds. */
const SILENCE_MS = 20_000;

/**
 * Makes sure that a file is here, and whole. What is not comes from M/platform, after what has come already; each try
 * that brings something is followed by another.
 */
export function createFetching({ shelf, tokens, client }: FetchDeps) {
  const under = new Map<string, Promise<Result<null, Problem>>>();

  async function fetchAll(wanted: Wanted, signal: AbortSignal): Promise<Result<null, Problem>> {
    const { sha256, size, name } = wanted;
    if ((await shelf.sizeOf(sha256)) === size && (await shelf.intact(sha256))) return ok(null);
    const server = client();
    if (server === undefined) return err(problem('device.not-enrolled'));
    for (;;) {
      const from = await shelf.partSizeOf(sha256);
      if (from >= size) {
        // What came was something else: once more from the beginning, when the person asks again.
        return (await shelf.keepPart(sha256)) ? ok(null) : err(problem('files.came-damaged', { name }));
      }
      const stream = await tokens.using(server, (token) => server.files.read(sha256, from, token, signal));
      if (!stream.ok) return stream;
      const came = await write(stream.value, wanted);
      if (came === 0) return err(problem('sync.cut-off', { server: server.server }));
    }
  }

  /** How many bytes came; fewer than there are when the line broke, and they stay. */
  async function write(stream: Readable, { sha256, size }: Wanted): Promise<number> {
    stream.on('error', () => {});
    const dead = (): void => void stream.destroy();
    let silence = setTimeout(dead, SILENCE_MS);
    const file = await shelf.openPart(sha256);
    let came = 0;
    try {
      const before = (await file.stat()).size;
      for await (const piece of stream as AsyncIterable<Buffer>) {
        clearTimeout(silence);
        silence = setTimeout(dead, SILENCE_MS);
        if (before + came + piece.length > size) break;
        await file.appendFile(piece);
        came += piece.length;
      }
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') throw cause;
    } finally {
      clearTimeout(silence);
      stream.destroy();
      await file.datasync().finally(() => file.close());
    }
    return came;
  }

  return (wanted: Wanted, signal: AbortSignal): Promise<Result<null, Problem>> => {
    const known = under.get(wanted.sha256);
    if (known !== undefined) return known;
    const mine = fetchAll(wanted, signal).finally(() => under.delete(wanted.sha256));
    under.set(wanted.sha256, mine);
    return mine;
  };
}
