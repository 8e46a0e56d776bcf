import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { DOCUMENT_TYPES } from '../../domain/document-file.ts';
import type { DocumentKind } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import type { Batch } from '../scan/attach-dialog.tsx';
import type { Point } from '../scan/document-card.tsx';
import styles from './attach.module.css';
import { KeptPages } from './kept-pages.tsx';

const AttachDialog = later(async () => (await import('../scan/attach-dialog.tsx')).AttachDialog);

type How = Pick<Batch, 'kind' | 'into' | 'subTicketId'>;

/** Opens the system's own choice of files, for a document of that kind or of any, of that point of sale or of the whole ticket. */
export type Choose = (kind?: DocumentKind, subTicketId?: string) => void;

/**
 * Attaching: by a button, by dropping on the section, by pasting anywhere on the page, by photographing. Whichever way a file
 * comes, it is looked at, the person says what it is, and then it is attached.
 */
export function AttachArea(props: {
  readonly ticketId: string;
  /** Of the needed ones, those not there yet. */
  readonly missing: readonly DocumentKind[];
  /** Whether a document of that kind, of that point of sale, would replace one that is there. */
  readonly replaces?: (kind: DocumentKind, subTicketId?: string) => boolean;
  /** Of the ticket. */
  readonly points?: readonly Point[];
  /** Of which of them is what comes without being asked for: dropped or pasted here. */
  readonly subTicketId?: string;
  readonly allowed: boolean;
  readonly children: (choose: Choose, photograph: Choose) => ReactNode;
}) {
  const t = useT();
  const { allowed, subTicketId } = props;
  const input = useRef<HTMLInputElement>(null);
  const wanted = useRef<How>({});
  const [over, setOver] = useState(false);
  const [batches, setBatches] = useState<readonly Batch[]>([]);

  const area = useRef<HTMLDivElement>(null);
  const opener = useRef<Element>(null);

  const take = (files: Batch['files'], how: How = { subTicketId: props.subTicketId }): void => {
    if (files.length === 0) return;
    if (batches.length === 0) opener.current = document.activeElement;
    setBatches((before) => [...before, { id: crypto.randomUUID(), files, ...how }]);
  };

  useEffect(() => {
    if (!allowed) return;
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      setBatches((before) => [...before, { id: crypto.randomUUID(), files, subTicketId }]);
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [allowed, subTicketId]);

  const choose = (how: How): void => {
    wanted.current = how;
    input.current?.click();
  };
  /** The keyboard goes back to where it was, or close to it: the button is no more where its document is there now. */
  const close = (): void => {
    setBatches([]);
    const { current: was } = opener;
    requestAnimationFrame(() => {
      const back =
        was instanceof HTMLElement && was.isConnected && was !== document.body ? was : area.current?.querySelector('button');
      back?.focus();
    });
  };
  const carriesFiles = (event: React.DragEvent): boolean => allowed && event.dataTransfer.types.includes('Files');

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons inside are the first
    <div
      ref={area}
      className={styles.area}
      data-over={over || undefined}
      data-say={t('document.dropHere')}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        take([...event.dataTransfer.files]);
      }}
    >
      {allowed && batches.length === 0 && (
        <KeptPages ticketId={props.ticketId} onOpen={() => setBatches([{ id: crypto.randomUUID(), files: [] }])} />
      )}
      {props.children(
        (kind, point = subTicketId) => choose({ kind, subTicketId: point }),
        (kind, point = subTicketId) => take('camera', { kind, subTicketId: point }),
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={DOCUMENT_TYPES.join(',')}
        aria-label={t('document.attach')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          take(files, wanted.current);
        }}
      />
      {batches.length > 0 && (
        <Suspense>
          <AttachDialog
            ticketId={props.ticketId}
            batches={batches}
            missing={props.missing}
            replaces={props.replaces ?? (() => false)}
            points={props.points ?? []}
            choose={(into) => choose({ into, subTicketId })}
            onClose={close}
          />
        </Suspense>
      )}
    </div>
  );
}
