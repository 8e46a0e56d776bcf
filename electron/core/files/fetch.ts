import type { Readable } from 'node:stream';
import type { AttachedFile } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import { diskProblem } from './disk.ts';
import type { Shelf } from './shelf.ts';

type Wanted = Pick<AttachedFile, 'sha256' | 'size' | 'name'>;

export interface FetchDeps {
  readonly shelf: Shelf;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  /** Asked before so many bytes come in. */
  readonly makeRoom: (bytes: number) => Promise<void>;
  /** More of a file has come. */
  readonly progress: () => void;
}

/** Silence for this long is a dead line. Milliseconds. */
const SILENCE_MS = 20_000;

/**
 * Makes sure that a file is here, and whole. What is not comes from M/platform, after what has come already; each try
 * that brings something is followed by another.
 */
export function createFetching({ shelf, tokens, client, makeRoom, progress }: FetchDeps) {
  const under = new Map<string, { readonly ends: Promise<Result<null, Problem>>; bytes: number | null }>();

  async function fetchAll(wanted: Wanted, signal: AbortSignal): Promise<Result<null, Problem>> {
    const { sha256, size, name } = wanted;
    if ((await shelf.sizeOf(sha256)) === size && (await shelf.intact(sha256))) return ok(null);
    const server = client();
    if (server === undefined) return err(problem('device.not-enrolled'));
    await makeRoom(size - (await shelf.partSizeOf(sha256)));
    for (;;) {
      const from = await shelf.partSizeOf(sha256);
      came(sha256, from);
      if (from >= size) {
        // What came was something else: once more from the beginning, when the person asks again.
        return (await shelf.keepPart(sha256)) ? ok(null) : err(problem('files.came-damaged', { name }));
      }
      const stream = await tokens.using(server, (token) => server.files.read(sha256, from, token, signal));
      if (!stream.ok) return stream;
      if ((await write(stream.value, wanted)) === 0) return err(problem('sync.cut-off', { server: server.server }));
    }
  }

  function came(sha256: string, bytes: number): void {
    const mine = under.get(sha256);
    if (mine === undefined || mine.bytes === bytes) return;
    mine.bytes = bytes;
    progress();
  }

  /** How many bytes came; fewer than there are when the line broke, and they stay. */
  async function write(stream: Readable, { sha256, size }: Wanted): Promise<number> {
    stream.on('error', () => {});
    const dead = (): void => void stream.destroy();
    let silence = setTimeout(dead, SILENCE_MS);
    const file = await shelf.openPart(sha256);
    let bytes = 0;
    try {
      const before = file.size;
      for await (const piece of stream as AsyncIterable<Buffer>) {
        clearTimeout(silence);
        silence = setTimeout(dead, SILENCE_MS);
        if (before + bytes + piece.length > size) break;
        await file.append(piece);
        bytes += piece.length;
        came(sha256, before + bytes);
      }
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') throw cause;
    } finally {
      clearTimeout(silence);
      stream.destroy();
      await file.datasync().finally(() => file.close());
    }
    return bytes;
  }

  return {
    fetch(wanted: Wanted, signal: AbortSignal): Promise<Result<null, Problem>> {
      const known = under.get(wanted.sha256);
      if (known !== undefined) return known.ends;
      const ends = fetchAll(wanted, signal)
        .catch((cause: unknown) => err(diskProblem(cause, problem('files.no-room-to-open', { name: wanted.name }))))
        .finally(() => {
          under.delete(wanted.sha256);
          progress();
        });
      under.set(wanted.sha256, { ends, bytes: null });
      return ends;
    },
    /** Bytes of it that have come; null while it is not being fetched. */
    fetching: (sha256: string): number | null => under.get(sha256)?.bytes ?? null,
  };
}
