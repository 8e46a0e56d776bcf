import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { useApi, useClient, useConnected } from '../queries.tsx';
import { handPieces, readBlob } from '../ticket/attach-file.ts';
import { shortName } from '../ticket/file-text.ts';
import { type KeepingFault, openKeeper } from './keeper.ts';
import { contentOf } from './sheets.ts';
import type { Scan } from './use-scan.ts';

/** What came back from the disk, and whether what is shown is on it. */
export interface ScanDraft {
  /** Pages from before; null where there were none. */
  readonly restored: number | null;
  readonly fault: KeepingFault;
  /** Nobody wants them any more. */
  readonly discard: () => Promise<void>;
}

/** Keeps the pages of a ticket that are not attached yet on this computer, and brings back those of before. */
export function useScanDraft(ticketId: string, scan: Scan): ScanDraft {
  const client = useClient();
  const queries = useQueryClient();
  const api = useApi();
  const queryKey = useMemo(() => api.scans.key(), [api]);
  const up = useConnected();
  const [restored, setRestored] = useState<number | null>(null);
  const [fault, setFault] = useState<KeepingFault>(null);
  const begun = useRef(false);
  const [keeper] = useState(() =>
    openKeeper(
      {
        async keep(id, source): Promise<Result<unknown, Problem>> {
          // Of a large photograph what goes onto the page: a tenth of it to write, and all that will be attached.
          const { file, photographed, shrunk } =
            source.type === 'picture' ? source : { ...source, photographed: false, shrunk: false };
          const kept = new File([contentOf(source)], file.name);
          const name = shortName(file.name) || 'plik';
          const begin = await client.scans.begin({ ticketId, id, name, size: kept.size, photographed, shrunk });
          if (!begin.ok) return begin;
          const handed = await handPieces(kept, (offset, base64) => client.scans.append({ id, offset, base64 }));
          return handed.ok ? client.scans.finish({ id }) : handed;
        },
        arrange: (documents) => client.scans.arrange({ ticketId, documents }),
        drop: (ids) => client.scans.drop({ ticketId, ids: [...ids] }),
      },
      setFault,
      () => crypto.randomUUID(),
    ),
  );

  // Once: what lies on the disk from before is put where it was.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void (async () => {
      const draft = await client.scans.get({ ticketId });
      if (!draft.ok || draft.value.sources.length === 0) return;
      const found = await scan.restore(
        draft.value,
        async ({ id, name }) => {
          // The core going away in the middle of it takes nothing: it lies there for the next time.
          const read = await readBlob((offset) => client.scans.read({ ticketId, id, offset })).catch(() =>
            err(problem('files.changed-while-read', { name })),
          );
          return read.ok ? ok(new File([read.value.blob], name, { type: read.value.blob.type })) : read;
        },
        keeper.knows,
      );
      setRestored(found);
    })().catch(() => undefined);
  });

  const { documents } = scan;
  const isFirst = useRef(true);
  useEffect(() => {
    // Nothing was shown yet: nothing is to be let go of.
    if (isFirst.current && documents.length === 0) return;
    isFirst.current = false;
    void keeper.show(documents).then(() => queries.invalidateQueries({ queryKey }));
  }, [keeper, documents, queries, queryKey]);

  const isAway = fault === 'away';
  useEffect(() => {
    if (up && isAway) void keeper.again();
  }, [up, isAway, keeper]);

  const discard = async (): Promise<void> => {
    await keeper.show([]);
    // Also what could not be read any more.
    const left = await client.scans.get({ ticketId }).catch(() => undefined);
    if (left?.ok === true && left.value.sources.length > 0)
      await client.scans.drop({ ticketId, ids: left.value.sources.map(({ id }) => id) }).catch(() => undefined);
    await queries.invalidateQueries({ queryKey });
  };
  return { restored, fault, discard };
}
