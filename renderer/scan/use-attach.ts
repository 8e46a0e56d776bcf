import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { MAX_DOCUMENT_BYTES } from '../../domain/document-file.ts';
import { isOfPoint } from '../../domain/file-versions.ts';
import { problem } from '../../domain/problem.ts';
import { err } from '../../domain/result.ts';
import { useClient } from '../queries.tsx';
import { attachFile } from '../ticket/attach-file.ts';
import { allKinds } from '../ticket/file-text.ts';
import { finishedFile } from './finished-file.ts';
import type { ScanDocument } from './sheets.ts';
import type { Scan } from './use-scan.ts';

/**
 * Attaches the documents one after the other, the quote first, as the manual has it. What was attached leaves the list at
 * once and stays attached, whatever becomes of the rest.
 * @param nameOf a file's name without its ending, for documents that are made here
 */
export function useAttach(ticketId: string, scan: Scan, nameOf: (document: ScanDocument) => string) {
  const client = useClient();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [crashed, setCrashed] = useState(false);
  const ending = useRef<AbortController>(undefined);

  const edit = (id: string, part: Partial<ScanDocument>): void =>
    scan.change((before) => before.map((d) => (d.id === id ? { ...d, ...part } : d)));

  const attachOne = async (document: ScanDocument, signal: AbortSignal): Promise<void> => {
    const { id, kind, sheets, subTicketId } = document;
    edit(id, { problem: null, handed: { bytes: 0, size: 1 } });
    // The pages are half of the way, handing over the other.
    const onPage = (done: number): void => edit(id, { handed: { bytes: done, size: 2 * sheets.length } });
    const file = await finishedFile(document, nameOf(document), scan.workshop(), onPage);
    if (signal.aborted) return;
    const answer =
      file.size > MAX_DOCUMENT_BYTES
        ? err(problem('files.joined-too-large', { max: MAX_DOCUMENT_BYTES / 1024 / 1024 }))
        : await attachFile(
            client,
            { file, kind, ticketId, subTicketId: isOfPoint(kind) ? subTicketId : undefined },
            (bytes) => edit(id, { handed: { bytes: file.size + bytes, size: 2 * file.size } }),
            signal,
          );
    if (!answer.ok) edit(id, { handed: null, problem: answer.error });
    else if (answer.value === 'attached') scan.change((before) => before.filter((d) => d.id !== id));
  };

  const attach = async (): Promise<void> => {
    const ended = new AbortController();
    const { signal } = ended;
    ending.current = ended;
    setBusy(true);
    setCrashed(false);
    const inOrder = scan.documents.toSorted((a, b) => allKinds.indexOf(a.kind) - allKinds.indexOf(b.kind));
    try {
      for (const document of inOrder) if (!signal.aborted) await attachOne(document, signal);
    } catch {
      if (!signal.aborted) setCrashed(true);
    } finally {
      setBusy(false);
      scan.change((before) => before.map((d) => ({ ...d, handed: null })));
      void queries.invalidateQueries();
    }
  };

  const cancel = (): void => {
    ending.current?.abort();
    scan.stop();
  };
  return { attach, cancel, busy, crashed };
}
