import { Button, Modal, Progress } from '@mantine/core';
import { IconCamera, IconPaperclip, IconPlus } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { DocumentKind } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import { documentNames } from '../ticket/file-text.ts';
import { type Opened, Preview } from '../ticket/open-file.tsx';
import { Notice } from '../ui/states.tsx';
import { Camera } from './camera.tsx';
import { DocumentCard, type Point } from './document-card.tsx';
import { DraftLines, Leaving } from './draft-lines.tsx';
import { finishedFile } from './finished-file.ts';
import { RefusedRow } from './refused-row.tsx';
import styles from './scan.module.css';
import {
  type Documents,
  isSealed,
  joinDocuments,
  moveSheet,
  type ScanDocument,
  splitDocument,
  turnSheet,
  untouched,
  without,
} from './sheets.ts';
import { useAttach } from './use-attach.ts';
import { useScan } from './use-scan.ts';
import { useScanDraft } from './use-scan-draft.ts';

/** What came to the ticket: files, or the wish to photograph. */
export interface Batch {
  readonly id: string;
  readonly files: readonly File[] | 'camera';
  readonly kind?: DocumentKind | undefined;
  readonly into?: string | undefined;
  readonly subTicketId?: string | undefined;
}

interface Props {
  readonly ticketId: string;
  readonly batches: readonly Batch[];
  /** Of the needed kinds, those not there yet, in the manual's order. */
  readonly missing: readonly DocumentKind[];
  /** Whether a document of that kind, of that point of sale, takes the place of one that lies in *Pliki*. */
  readonly replaces: (kind: DocumentKind, subTicketId?: string) => boolean;
  /** Where there are several. */
  readonly points: readonly Point[];
  /** Opens the system's own choice of files, for further pages of that document or for more documents. */
  readonly choose: (into?: string) => void;
  readonly onClose: () => void;
}

/** What was chosen is looked at, put together page by page, said what it is, and attached. */
export function AttachDialog(props: Props) {
  const t = useT();
  const { onClose, missing } = props;
  const scan = useScan(missing);
  const { documents, refused, looking } = scan;
  const madeName = (document: ScanDocument): string => t(documentNames[document.kind]);
  const draft = useScanDraft(props.ticketId, scan);
  const attaching = useAttach(props.ticketId, scan, madeName);
  const [camera, setCamera] = useState<Pick<Batch, 'kind' | 'subTicketId'> & { readonly into: string }>();
  const [shown, setShown] = useState<Opened>();
  const [asking, setAsking] = useState(false);
  const seen = useRef(new Set<string>());
  const { busy } = attaching;

  useEffect(() => {
    for (const batch of props.batches) {
      if (seen.current.has(batch.id)) continue;
      seen.current.add(batch.id);
      const { files, kind, into, subTicketId } = batch;
      if (files === 'camera')
        setCamera({ kind: kind ?? nextKind(missing, documents), into: into ?? crypto.randomUUID(), subTicketId });
      else if (files.length > 0) void scan.take(files, { kind, into, subTicketId });
    }
  });

  // What lies above takes the keyboard, and gives it back to where it was.
  const covered = camera !== undefined || shown !== undefined;
  const back = useRef<Element>(null);
  useEffect(() => {
    if (covered) return;
    if (back.current instanceof HTMLElement) back.current.focus();
    back.current = null;
  }, [covered]);
  const cover = (): void => {
    back.current = document.activeElement;
  };

  // Nothing is left of what once was there.
  const empty = documents.length === 0 && refused.length === 0 && looking === null && camera === undefined;
  const hadSome = useRef(false);
  useEffect(() => {
    if (!empty) hadSome.current = true;
    else if (hadSome.current && !busy) onClose();
  });

  const photographed = documents
    .flatMap((d) => d.sheets)
    .filter(({ source }) => source.type === 'picture' && source.photographed);
  const close = (): void => {
    if (busy) return;
    if ((photographed.length > 0 || draft.restored !== null) && documents.length > 0 && !asking) setAsking(true);
    else discard();
  };
  const discard = (): void => void draft.discard().then(onClose);
  const quoteFirst = missing.includes('quote') && documents.length > 0 && !documents.some((d) => d.kind === 'quote');
  const nameOf = (document: ScanDocument): string =>
    untouched(document)?.name ??
    (document.sheets.length === 1 ? document.sheets[0]?.source.file.name : undefined) ??
    `${madeName(document)}.pdf`;
  const photograph = (how: NonNullable<typeof camera>): void => {
    cover();
    setCamera(how);
  };
  const look = async (made: ScanDocument): Promise<void> => {
    cover();
    const file = await finishedFile(made, madeName(made), scan.workshop(), () => undefined);
    const picture = untouched(made) !== undefined && made.sheets[0]?.source.type === 'picture';
    setShown({ blob: file, name: file.name, dataUrl: picture ? await dataUrlOf(file) : null });
  };

  return (
    <>
      <Modal
        opened
        onClose={close}
        title={t('attach.title')}
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
        size="min(56rem, 96vw)"
        closeOnEscape={!covered}
        inert={covered}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void attaching.attach();
          }}
        >
          {quoteFirst && (
            <Notice tone="warn" live>
              {t('scan.quoteFirst')}
            </Notice>
          )}
          <ul>
            {documents.map((made, i) => (
              <DocumentCard
                key={made.id}
                document={made}
                name={nameOf(made)}
                busy={busy}
                replaces={props.replaces(made.kind, made.subTicketId)}
                points={props.points}
                acts={{
                  choose: (kind) => scan.change((all) => all.map((d) => (d.id === made.id ? { ...d, kind, problem: null } : d))),
                  choosePoint: (subTicketId) =>
                    scan.change((all) => all.map((d) => (d.id === made.id ? { ...d, subTicketId } : d))),
                  turn: (id, by) => scan.change((all) => turnSheet(all, id, by)),
                  remove: (id) => scan.change((all) => without(all, id)),
                  removeAll: () => scan.change((all) => all.filter((d) => d.id !== made.id)),
                  move: (id, to, place) => scan.change((all) => moveSheet(all, id, to, place)),
                  split: (id) => scan.change((all) => splitDocument(all, id, nextKind(missing, all), crypto.randomUUID())),
                  join: joinTo(documents, i, (from, to) => scan.change((all) => joinDocuments(all, from, to))),
                  look: () => void look(made),
                  addFiles: () => props.choose(made.id),
                  addPhotos: () => photograph({ into: made.id }),
                }}
              />
            ))}
          </ul>
          {looking !== null && (
            <div className={styles.looking} role="status">
              <span className="num">{t('scan.looking', { done: looking.done, count: looking.of })}</span>
              <Progress
                value={(100 * looking.done) / looking.of}
                aria-label={t('scan.lookingBar')}
                className={styles.bar ?? ''}
              />
              <Button variant="subtle" onClick={scan.stopLooking}>
                {t('scan.stop')}
              </Button>
            </div>
          )}
          {refused.length > 0 && (
            <ul aria-label={t('scan.refused')}>
              {refused.map((file) => (
                <RefusedRow key={file.id} file={file} dismiss={() => scan.dismiss(file.id)} />
              ))}
            </ul>
          )}
          {attaching.crashed && (
            <Notice tone="bad" live>
              {t('error.unexpected')}
            </Notice>
          )}
          <DraftLines draft={draft} />
          {asking && (
            <Leaving
              photographed={photographed.length}
              kept={draft.fault === null}
              onLater={onClose}
              onDrop={discard}
              onStay={() => setAsking(false)}
            />
          )}
          <div className={styles.foot}>
            <Button
              type="submit"
              loading={busy}
              disabled={documents.length === 0 || looking !== null || quoteFirst}
              leftSection={<IconPaperclip size={16} aria-hidden />}
            >
              {t('attach.confirm', { count: Math.max(1, documents.length) })}
            </Button>
            {busy ? (
              <Button variant="default" onClick={attaching.cancel}>
                {t('scan.stop')}
              </Button>
            ) : (
              <>
                <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => props.choose()}>
                  {t('scan.moreFiles')}
                </Button>
                <Button
                  variant="default"
                  leftSection={<IconCamera size={16} aria-hidden />}
                  onClick={() => photograph({ kind: nextKind(missing, documents), into: crypto.randomUUID() })}
                >
                  {t('camera.shoot')}
                </Button>
                <Button variant="subtle" onClick={close}>
                  {t('action.back')}
                </Button>
              </>
            )}
          </div>
        </form>
      </Modal>
      {camera !== undefined && (
        <Camera
          onPhoto={(file) => void scan.take([file], { ...camera, photographed: true })}
          onClose={() => {
            setCamera(undefined);
            // Opened for a photograph and nothing else, and there is none.
            if (documents.length === 0 && refused.length === 0 && looking === null) onClose();
          }}
        />
      )}
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown?.name ?? ''}
        size="min(70rem, 96vw)"
        yOffset="2vh"
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        {shown !== undefined && <Preview opened={shown} />}
      </Modal>
    </>
  );
}

/** The first needed kind that neither lies in *Pliki* nor is among those here. */
const nextKind = (missing: readonly DocumentKind[], documents: Documents): DocumentKind =>
  missing.find((kind) => !documents.some((d) => d.kind === kind)) ?? 'other';

function joinTo(documents: Documents, i: number, join: (from: string, to: string) => void): (() => void) | undefined {
  const from = documents[i];
  const to = documents[i - 1];
  if (from === undefined || to === undefined || isSealed(from) || isSealed(to)) return undefined;
  return () => join(from.id, to.id);
}

/** By the browser's own reader: it is not done on the page's thread. */
function dataUrlOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
