import { Button, NativeSelect, Progress } from '@mantine/core';
import { IconArrowMerge, IconCamera, IconEye, IconFilePlus, IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { MAX_DOCUMENT_BYTES } from '../../domain/document-file.ts';
import { isOfPoint } from '../../domain/file-versions.ts';
import type { DocumentKind } from '../../domain/model/index.ts';
import { problem } from '../../domain/problem.ts';
import { useLanguage, useT } from '../i18n.ts';
import { allKinds, documentNames, formatSize } from '../ticket/file-text.ts';
import { ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { probableSize } from './finished-file.ts';
import { PageStrip, type StripActs } from './page-strip.tsx';
import { PageTools } from './page-tools.tsx';
import styles from './scan.module.css';
import { isSealed, type ScanDocument, untouched } from './sheets.ts';

/** A point of sale that an invoice or a protocol can be of. */
export interface Point {
  readonly id: string;
  readonly punktId: string;
}

export interface CardActs extends Omit<StripActs, 'select'> {
  readonly choose: (kind: DocumentKind) => void;
  readonly choosePoint: (subTicketId: string | undefined) => void;
  readonly remove: (sheetId: string) => void;
  readonly removeAll: () => void;
  readonly split: (sheetId: string) => void;
  /** Behind the pages of the one above; undefined where there is none that takes them. */
  readonly join: (() => void) | undefined;
  readonly look: () => void;
  readonly addFiles: () => void;
  readonly addPhotos: () => void;
}

/** One document to be: what it is, its pages, and how large it will be. */
export function DocumentCard(props: {
  readonly document: ScanDocument;
  readonly name: string;
  readonly busy: boolean;
  /** Lies in *Pliki* already, and this one takes its place. */
  readonly replaces: boolean;
  /** Where there are several. */
  readonly points: readonly Point[];
  readonly acts: CardActs;
}) {
  const t = useT();
  const language = useLanguage();
  const id = useId();
  const [selected, select] = useState<string>();
  const { document, name, busy, acts } = props;
  const { sheets, kind, handed } = document;
  const size = probableSize(document);
  const sealed = isSealed(document);
  const strip = { select, turn: acts.turn, remove: acts.remove, move: acts.move };
  return (
    <li className={styles.card} aria-labelledby={id}>
      <div className={ui.row}>
        <div className={ui.grow}>
          <strong id={id} className="break">
            {name}
          </strong>{' '}
          <span className="dim num">
            {t('scan.pages', { count: sheets.length })}
            {', '}
            {t(size.exact ? 'scan.size' : 'scan.sizeAbout', { size: formatSize(size.bytes, language) })}
          </span>
        </div>
        <NativeSelect
          aria-label={t('attach.kindOf', { name })}
          value={kind}
          disabled={busy}
          onChange={(event) => acts.choose(event.currentTarget.value as DocumentKind)}
          data={allKinds.map((value) => ({ value, label: t(documentNames[value]) }))}
        />
        {isOfPoint(kind) && props.points.length > 1 && (
          <NativeSelect
            aria-label={t('attach.pointOf', { name })}
            value={document.subTicketId ?? ''}
            disabled={busy}
            onChange={(event) => acts.choosePoint(event.currentTarget.value || undefined)}
            data={[
              { value: '', label: t('attach.allPoints') },
              ...props.points.map(({ id: value, punktId }) => ({ value, label: t('document.ofPoint', { punktId }) })),
            ]}
          />
        )}
        <Button
          variant="subtle"
          color="gray"
          disabled={busy}
          onClick={acts.removeAll}
          aria-label={t('attach.removeOf', { name })}
          leftSection={<IconX size={16} aria-hidden />}
        >
          {t('attach.remove')}
        </Button>
      </div>
      {props.replaces && <p className="dim">{t('scan.replaces', { name: t(documentNames[kind]) })}</p>}
      <div className={styles.body}>
        {sealed ? (
          <p className="dim">{t('scan.sealed')}</p>
        ) : (
          <PageStrip document={document} selected={selected} label={t('scan.pagesOf', { name })} busy={busy} acts={strip} />
        )}
        <div className={styles.beside}>
          {!sealed && (
            <PageTools document={document} selected={selected} name={name} busy={busy} acts={strip} split={acts.split} />
          )}
          <div className={ui.row}>
            <Button
              variant="default"
              size="compact-md"
              disabled={busy}
              leftSection={<IconEye size={16} aria-hidden />}
              aria-label={t('scan.lookOf', { name })}
              onClick={acts.look}
            >
              {t('scan.look')}
            </Button>
            {!sealed && (
              <>
                <Button
                  variant="subtle"
                  size="compact-md"
                  disabled={busy}
                  leftSection={<IconFilePlus size={16} aria-hidden />}
                  aria-label={t('scan.addFilesTo', { name })}
                  onClick={acts.addFiles}
                >
                  {t('scan.addFiles')}
                </Button>
                <Button
                  variant="subtle"
                  size="compact-md"
                  disabled={busy}
                  leftSection={<IconCamera size={16} aria-hidden />}
                  aria-label={t('scan.addPhotosTo', { name })}
                  onClick={acts.addPhotos}
                >
                  {t('scan.addPhotos')}
                </Button>
              </>
            )}
            {acts.join !== undefined && (
              <Button
                variant="subtle"
                size="compact-md"
                disabled={busy}
                leftSection={<IconArrowMerge size={16} aria-hidden />}
                aria-label={t('scan.joinOf', { name })}
                onClick={acts.join}
              >
                {t('scan.join')}
              </Button>
            )}
            {untouched(document) === undefined && <span className="dim">{t('scan.becomesPdf', { count: sheets.length })}</span>}
          </div>
        </div>
      </div>
      {handed !== null && <Progress value={(100 * handed.bytes) / handed.size} aria-labelledby={id} />}
      {size.bytes > MAX_DOCUMENT_BYTES && document.problem === null && (
        <ProblemNotice problem={problem('files.joined-too-large', { max: MAX_DOCUMENT_BYTES / 1024 / 1024 })} tone="warn" />
      )}
      {document.problem !== null && <ProblemNotice problem={document.problem} />}
    </li>
  );
}
