import { Button } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed, IconFileText, IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AttachedFile, DocumentKind } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import type { TicketView, UploadView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActButton, isAllowed } from './actions.tsx';
import styles from './attach.module.css';
import { AttachArea, type Choose } from './attach.tsx';
import { documentNames, formatSize, neededKinds } from './file-text.ts';
import { useOpenFile } from './open-file.tsx';
import { UploadPill, UploadProgress } from './upload-state.tsx';

export function Documents({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const uploads = useQuery(useApi().files.list.queryOptions()).data ?? [];
  const { ticket } = view;
  const exported = ticket.exportedToBackofficeAt;
  const attached = (kind: DocumentKind) => ticket.files.filter((f) => f.kind === kind);
  const allowed = isAllowed(view.actions, 'ticket.attachFile');
  const row = (kind: DocumentKind, file: AttachedFile) => (
    <Document
      key={`${kind} ${file.sha256}`}
      ticketId={ticket.id}
      kind={kind}
      file={file}
      upload={uploads.find((u) => u.sha256 === file.sha256)}
    />
  );
  return (
    <AttachArea ticketId={ticket.id} missing={neededKinds.filter((kind) => attached(kind).length === 0)} allowed={allowed}>
      {(choose) => (
        <Section
          title={t('ticket.documents')}
          actions={
            exported === null &&
            isAllowed(view.actions, 'ticket.exportToBackoffice') && (
              <ActButton kind="ticket.exportToBackoffice" target={ticket.id} variant="default" />
            )
          }
        >
          <Facts>
            <Fact label={t('ticket.quote')}>
              {ticket.quote === null ? t('ticket.noQuote') : formatGrosze(ticket.quote.totalGross)}
            </Fact>
            <Fact label={t('ticket.exported')}>
              {exported === null ? t('ticket.notExported') : formatInstant(exported, language)}
            </Fact>
          </Facts>
          <ul>
            {neededKinds.map((kind) => {
              const files = attached(kind);
              return files.length === 0 ? (
                <Missing key={kind} kind={kind} choose={allowed ? choose : undefined} />
              ) : (
                files.map((file) => row(kind, file))
              );
            })}
            {(['invoice', 'other'] as const).flatMap((kind) => attached(kind).map((file) => row(kind, file)))}
          </ul>
          {allowed && (
            <>
              <div>
                <Button variant="default" leftSection={<IconPaperclip size={16} aria-hidden />} onClick={() => choose()}>
                  {t('document.attach')}
                </Button>
              </div>
              <p className="dim">{t('document.attachHint')}</p>
            </>
          )}
        </Section>
      )}
    </AttachArea>
  );
}

function Missing({ kind, choose }: { readonly kind: DocumentKind; readonly choose: Choose | undefined }) {
  const t = useT();
  const name = t(documentNames[kind]);
  return (
    <li className={styles.document}>
      <IconCircleDashed size={18} aria-hidden />
      <div className={styles.what}>
        <strong>{name}</strong>
        <span className="dim">{t('document.missing')}</span>
      </div>
      <div className={styles.acts}>
        {choose !== undefined && (
          <Button variant="subtle" size="compact-sm" aria-label={t('document.attachOf', { name })} onClick={() => choose(kind)}>
            {t('document.attachShort')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** A file that was never attached from here has no upload of ours: it is at M/platform. */
function Document(props: {
  readonly ticketId: string;
  readonly kind: DocumentKind;
  readonly file: AttachedFile;
  readonly upload: UploadView | undefined;
}) {
  const t = useT();
  const language = useLanguage();
  const { file, upload } = props;
  const open = useOpenFile(props.ticketId, file);
  const arrived = upload === undefined || upload.state === 'sent';
  return (
    <li className={styles.document}>
      {arrived ? (
        <IconCircleCheckFilled size={18} aria-hidden color="var(--m-ok)" />
      ) : (
        <IconFileText size={18} aria-hidden color="var(--m-dim)" />
      )}
      <div className={styles.what}>
        <strong>{t(documentNames[props.kind])}</strong>
        <span className="dim break">
          {file.name} · <span className="num">{formatSize(file.size, language)}</span> ·{' '}
          <span className="num">{formatInstant(file.attachedAt, language)}</span>
        </span>
      </div>
      <div className={styles.acts}>
        {upload !== undefined && <UploadPill upload={upload} />}
        {upload?.state !== 'stuck' && open.button}
      </div>
      <div className={styles.below}>
        {upload !== undefined && <UploadProgress upload={upload} />}
        {open.below}
      </div>
    </li>
  );
}
