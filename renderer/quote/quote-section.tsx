import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { formatGrosze } from '../../domain/money.ts';
import { quoteTotals } from '../../domain/quote.ts';
import type { QuoteView } from '../../electron/core/api/views.ts';
import { formatDate, formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import { hasUnsaved } from './draft.ts';

/** On the ticket's page: the quote in a few facts, and the way to it. */
export function QuoteSection({ ticketId }: { readonly ticketId: string }) {
  const t = useT();
  const { data } = useQuery(useApi().quotes.get.queryOptions({ input: { ticketId } }));
  if (data === undefined || !data.ok) return null;
  const view = data.value;
  // Where there is none and none can be made now, nothing would be found behind it.
  const something = view.quote !== null || view.obstacle === null || view.refused !== null || hasUnsaved(view);
  return (
    <Section
      title={t('document.quote')}
      actions={
        something && (
          <Button component={Link} href={`/tickets/${ticketId}/quote`} variant={view.quote === null ? 'filled' : 'default'}>
            {t(view.quote !== null ? 'quote.open' : view.obstacle === null ? 'quote.make' : 'quote.show')}
          </Button>
        )
      }
    >
      <QuoteFacts view={view} />
    </Section>
  );
}

function QuoteFacts({ view }: { readonly view: QuoteView }) {
  const t = useT();
  const language = useLanguage();
  const { quote, today, draft, refused } = view;
  const content = quote?.content;
  return (
    <>
      {quote === null ? (
        <p className="dim">{t('quote.first')}</p>
      ) : (
        <Facts>
          <Fact label={t('quote.gross')}>{formatGrosze(quote.totalGross)}</Fact>
          {content !== undefined && <Fact label={t('quote.savedNet')}>{formatGrosze(quoteTotals(content.lines).saved)}</Fact>}
          <Fact label={t('quote.revision')}>
            {quote.revision} ({quote.savedBy}, {formatInstant(quote.savedAt, language)})
          </Fact>
          <Fact label={t('quote.validUntil')}>{content === undefined ? '' : formatDate(content.validUntil, language)}</Fact>
        </Facts>
      )}
      {quote !== null && content === undefined && <p className="dim">{t('quote.bareTotal')}</p>}
      {content !== undefined && content.validUntil < today && (
        <Notice tone="warn">{t('quote.ended', { until: formatDate(content.validUntil, language) })}</Notice>
      )}
      {refused !== null && (
        <Notice tone="bad">
          {t('quote.refused', { at: formatInstant(refused.at, language), amount: formatGrosze(refused.totalGross) })}
        </Notice>
      )}
      {hasUnsaved(view) && draft.at !== null && (
        <Notice tone="accent">{t('quote.draft.waits', { at: formatInstant(draft.at, language) })}</Notice>
      )}
    </>
  );
}
