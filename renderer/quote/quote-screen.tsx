import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { formatGrosze } from '../../domain/money.ts';
import { reasonInWords } from '../../domain/operations/reason-words.ts';
import type { QuoteDraft, QuoteView } from '../../electron/core/api/views.ts';
import { formatDate, formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi, useClient } from '../queries.tsx';
import { Pending } from '../sync/pending.tsx';
import { MissingPage } from '../ui/missing-page.tsx';
import { Section } from '../ui/parts.tsx';
import { Notice, PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { hasUnsaved } from './draft.ts';
import { Editor } from './editor.tsx';
import { NoList } from './no-list.tsx';
import styles from './quote.module.css';
import { QuoteLines } from './quote-lines.tsx';
import { Revisions } from './revisions.tsx';
import { WhyNot } from './why-not.tsx';

export function QuoteScreen({ ticketId }: { readonly ticketId: string }) {
  const { data } = useQuery(useApi().quotes.get.queryOptions({ input: { ticketId } }));
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <MissingPage problem={data.error} />;
  return <QuotePage view={data.value} />;
}

function QuotePage({ view }: { readonly view: QuoteView }) {
  const t = useT();
  const { ticket, quote, list, obstacle, refused } = view;
  const unsaved = hasUnsaved(view);
  const [open, setOpen] = useState(unsaved || quote === null || refused !== null);
  const [saved, setSaved] = useState(false);
  const [dropped, setDropped] = useState<QuoteDraft | null>(null);
  const editing = open && list !== null && obstacle === null;
  const edit = (): void => {
    setSaved(false);
    setOpen(true);
  };
  return (
    <article className={ui.page}>
      <nav className={ui.crumbs} aria-label={t('action.breadcrumbs')}>
        <Link href={`/tickets/${ticket.id}`} className={ui.row}>
          <IconArrowLeft size={16} aria-hidden />
          {t('subTicket.ofTicket', { name: ticket.company.name })}
        </Link>
      </nav>
      <header className={ui.bar}>
        <h1 className="break">{t('quote.title', { name: ticket.company.name })}</h1>
        {!editing && list !== null && obstacle === null && (
          <Button variant={unsaved ? 'filled' : 'default'} onClick={edit}>
            {t(unsaved ? 'quote.toDraft' : quote === null ? 'quote.make' : 'quote.revise')}
          </Button>
        )}
      </header>
      {obstacle !== null && <WhyNot ticket={ticket} obstacle={obstacle} />}
      {refused !== null && <Refused view={view} />}
      {saved && quote !== null && <Saved view={view} />}
      {dropped !== null && <Dropped view={view} was={dropped} onDone={() => setDropped(null)} onBack={edit} />}
      <Pending operations={view.waiting} />
      {list === null && <NoList view={view} />}
      {!editing && unsaved && <KeptDraft view={view} />}
      {editing ? (
        <Editor
          view={view}
          list={list}
          onSaved={() => {
            setOpen(false);
            setSaved(true);
          }}
          onDropped={(was) => {
            setOpen(false);
            setDropped(was);
          }}
        />
      ) : (
        <Current view={view} />
      )}
      {(editing || view.earlier.length > 0) && <Revisions quote={quote} earlier={view.earlier} />}
    </article>
  );
}

/** The quote as it stands, to be read. */
function Current({ view: { quote, today } }: { readonly view: QuoteView }) {
  const t = useT();
  const language = useLanguage();
  if (quote === null) return <p className="dim">{t('ticket.noQuote')}</p>;
  const { content } = quote;
  return (
    <Section
      title={t('quote.revisionOf', { revision: quote.revision })}
      state={<span className={`${styles.gross} num`}>{formatGrosze(quote.totalGross)}</span>}
    >
      {content === undefined ? (
        <p>{t('quote.bareTotal')}</p>
      ) : (
        <>
          {content.validUntil < today && (
            <Notice tone="warn">{t('quote.ended', { until: formatDate(content.validUntil, language) })}</Notice>
          )}
          <QuoteLines content={content} />
        </>
      )}
    </Section>
  );
}

/** M/platform, or the rules, said no to the last saving: what was typed is not lost. */
function Refused({ view: { ticket, refused, draft, obstacle } }: { readonly view: QuoteView }) {
  const t = useT();
  const language = useLanguage();
  if (refused === null) return null;
  const place = { ticketId: ticket.id, name: ticket.company.name };
  return (
    <Notice tone="bad">
      <span>
        {t('quote.refused', { at: formatInstant(refused.at, language), amount: formatGrosze(refused.totalGross) })}{' '}
        {refused.reason !== null && reasonInWords(refused.reason, place, language)}
      </span>
      {obstacle === null && refused.content !== null && (
        <span>{t(draft.typed === null ? 'quote.refusedGoOn' : 'quote.refusedDraft')}</span>
      )}
    </Notice>
  );
}

function Saved({ view: { ticket, quote } }: { readonly view: QuoteView }) {
  const t = useT();
  if (quote === null) return null;
  return (
    <Notice tone="ok" live>
      <span>{t('quote.saved', { revision: quote.revision, amount: formatGrosze(quote.totalGross) })}</span>
      <div className={ui.row}>
        <Button component={Link} href={`/tickets/${ticket.id}`} variant="default">
          {t('quote.toDocuments')}
        </Button>
      </div>
    </Notice>
  );
}

function Dropped(props: { view: QuoteView; was: QuoteDraft; onDone: () => void; onBack: () => void }) {
  const t = useT();
  const client = useClient();
  const { view, was } = props;
  if (view.draft.typed !== null) return null;
  const undo = async (): Promise<void> => {
    const kept = await client.quotes.saveDraft({ ticketId: view.ticket.id, expects: view.draft.version, typed: was });
    props.onDone();
    if (kept.ok) props.onBack();
  };
  return (
    <Notice tone="accent" live>
      <span>{t('quote.draft.dropped')}</span>
      <div className={ui.row}>
        <Button variant="default" onClick={() => void undo()}>
          {t('quote.draft.undo')}
        </Button>
      </div>
    </Notice>
  );
}

/** A draft that cannot be worked on now is not lost: what it holds. */
function KeptDraft({ view: { draft } }: { readonly view: QuoteView }) {
  const t = useT();
  const language = useLanguage();
  if (draft.typed === null || draft.at === null) return null;
  const what = draft.typed.lines.map(({ name, quantity }) => `${name} × ${quantity}`).join(', ');
  return (
    <Notice tone="accent">
      <span>{t('quote.draft.waits', { at: formatInstant(draft.at, language) })}</span>
      {what !== '' && <span>{what}</span>}
    </Notice>
  );
}
