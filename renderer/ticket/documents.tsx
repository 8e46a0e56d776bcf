import { Button } from '@mantine/core';
import { IconCircleDashed, IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type AttachedFile, type DocumentKind, documentKind } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActButton, isAllowed } from './actions.tsx';
import styles from './attach.module.css';
import { AttachArea, type Choose } from './attach.tsx';
import { DocumentRow } from './document-row.tsx';
import { documentNames, neededKinds } from './file-text.ts';

const otherKinds = documentKind.options.filter((kind) => !neededKinds.some((needed) => needed === kind));

export function Documents({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const api = useApi();
  const uploads = useQuery(api.files.list.queryOptions()).data ?? [];
  const places = useQuery(api.files.ofTicket.queryOptions({ input: { ticketId: view.ticket.id } })).data ?? [];
  const { ticket } = view;
  const exported = ticket.exportedToBackofficeAt;
  const attached = (kind: DocumentKind) => ticket.files.filter((f) => f.kind === kind);
  const allowed = isAllowed(view.actions, 'ticket.attachFile');
  const row = (kind: DocumentKind, file: AttachedFile, choose: Choose) => (
    <DocumentRow
      key={`${kind} ${file.sha256}`}
      ticketId={ticket.id}
      kind={kind}
      file={file}
      upload={uploads.find((u) => u.sha256 === file.sha256)}
      place={places.find((p) => p.sha256 === file.sha256)}
      choose={allowed ? choose : undefined}
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
                files.map((file) => row(kind, file, choose))
              );
            })}
            {otherKinds.flatMap((kind) => attached(kind).map((file) => row(kind, file, choose)))}
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
