import { Button } from '@mantine/core';
import { IconCamera, IconCircleDashed, IconFileText, IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { filesOfKind, replaces } from '../../domain/file-versions.ts';
import { type AttachedFile, type DocumentKind, documentKind } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { quoteScanOutdated } from '../../domain/quote-scan.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { isAllowed } from './actions.tsx';
import styles from './attach.module.css';
import { AttachArea, type Choose } from './attach.tsx';
import { BackofficeExport } from './backoffice.tsx';
import { DocumentRow } from './document-row.tsx';
import { documentNames, neededKinds } from './file-text.ts';

const otherKinds = documentKind.options.filter((kind) => !neededKinds.some((needed) => needed === kind));

export function Documents({ view }: { readonly view: TicketView }) {
  const t = useT();
  const api = useApi();
  const uploads = useQuery(api.files.list.queryOptions()).data ?? [];
  const places = useQuery(api.files.ofTicket.queryOptions({ input: { ticketId: view.ticket.id } })).data ?? [];
  const { ticket } = view;
  const points = view.subTickets.length;
  const attached = (kind: DocumentKind) => filesOfKind(ticket.files, kind, points);
  const missing = neededKinds.filter((kind) => attached(kind).present.length === 0);
  const allowed = isAllowed(view.actions, 'ticket.attachFile');
  const row = (kind: DocumentKind, file: AttachedFile, choose: Choose, current = true) => (
    <DocumentRow
      key={`${kind} ${file.subTicketId ?? ''} ${file.sha256}`}
      ticketId={ticket.id}
      kind={kind}
      file={file}
      upload={uploads.find((u) => u.sha256 === file.sha256)}
      place={places.find((p) => p.sha256 === file.sha256)}
      choose={allowed ? choose : undefined}
      renew={allowed && current && replaces(ticket.files, file, points)}
      punktId={points > 1 ? view.subTickets.find((s) => s.id === file.subTicketId)?.punktId : undefined}
    />
  );
  const rows = (kind: DocumentKind, choose: Choose) => {
    const { present, earlier } = attached(kind);
    // A document of which something waits to be mended is not hidden away.
    const trouble = earlier.some((file) => uploads.some((u) => u.sha256 === file.sha256 && u.state === 'stuck'));
    return [
      ...present.map((file) => row(kind, file, choose)),
      ...(earlier.length === 0
        ? []
        : [
            <li key={`${kind} earlier`} className={styles.earlier}>
              <details open={trouble || undefined}>
                <summary>
                  {t(documentNames[kind])}: {t('document.earlier', { count: earlier.length })}
                </summary>
                <ul>{earlier.map((file) => row(kind, file, choose, false))}</ul>
              </details>
            </li>,
          ]),
    ];
  };
  return (
    <AttachArea
      ticketId={ticket.id}
      missing={missing}
      replaces={(kind, subTicketId) => replaces(ticket.files, { kind, subTicketId }, points)}
      points={view.subTickets}
      allowed={allowed}
    >
      {(choose, photograph) => (
        <Section title={t('ticket.documents')}>
          <Facts>
            <Fact label={t('ticket.quote')}>
              {ticket.quote === null ? t('ticket.noQuote') : formatGrosze(ticket.quote.totalGross)}
            </Fact>
          </Facts>
          <BackofficeExport view={view} />
          {allowed && ticket.quote !== null && quoteScanOutdated(ticket) && (
            <Notice tone="warn">{t('document.quoteOutdated', { revision: ticket.quote.revision })}</Notice>
          )}
          <ul>
            {neededKinds.map((kind) => {
              if (!missing.includes(kind)) return rows(kind, choose);
              const ways = allowed ? { choose, photograph } : undefined;
              return kind === 'quote' ? (
                <QuoteFirst key={kind} ways={ways} />
              ) : (
                <Missing key={kind} kind={kind} ways={ways} waits={missing.includes('quote')} />
              );
            })}
            {otherKinds.flatMap((kind) => rows(kind, choose))}
          </ul>
          {allowed && (
            <>
              <div className={ui.row}>
                <Button variant="default" leftSection={<IconPaperclip size={16} aria-hidden />} onClick={() => choose()}>
                  {t('document.attach')}
                </Button>
                <Button variant="default" leftSection={<IconCamera size={16} aria-hidden />} onClick={() => photograph()}>
                  {t('document.photograph')}
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

interface Ways {
  readonly choose: Choose;
  readonly photograph: Choose;
}

/** The manual: the scan of the quote is attached first. So its place is the one that is seen. */
function QuoteFirst({ ways }: { readonly ways: Ways | undefined }) {
  const t = useT();
  const name = t(documentNames.quote);
  return (
    <li className={styles.first}>
      <IconFileText size={24} aria-hidden />
      <div className={ui.grow}>
        <strong>{name}</strong>
        <p>{t('document.quoteFirst')}</p>
      </div>
      {ways !== undefined && (
        <div className={styles.acts}>
          <Button
            leftSection={<IconPaperclip size={16} aria-hidden />}
            aria-label={t('document.attachOf', { name })}
            onClick={() => ways.choose('quote')}
          >
            {t('document.attachShort')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconCamera size={16} aria-hidden />}
            aria-label={t('document.photographOf', { name })}
            onClick={() => ways.photograph('quote')}
          >
            {t('document.photograph')}
          </Button>
        </div>
      )}
    </li>
  );
}

function Missing(props: {
  readonly kind: DocumentKind;
  readonly ways: Ways | undefined;
  /** For the quote, which comes first. */
  readonly waits: boolean;
}) {
  const t = useT();
  const { kind, ways, waits } = props;
  const name = t(documentNames[kind]);
  return (
    <li className={styles.document}>
      <IconCircleDashed size={18} aria-hidden />
      <div className={styles.what}>
        <strong>{name}</strong>
        <span className="dim">{t(waits ? 'document.afterQuote' : 'document.missing')}</span>
      </div>
      <div className={styles.acts}>
        {ways !== undefined && !waits && (
          <>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t('document.attachOf', { name })}
              onClick={() => ways.choose(kind)}
            >
              {t('document.attachShort')}
            </Button>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t('document.photographOf', { name })}
              onClick={() => ways.photograph(kind)}
            >
              {t('document.photograph')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
