import type { Quote, QuoteContent } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { quoteTotals } from '../../domain/quote.ts';
import { useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { ChangeList } from './change-list.tsx';
import { quoteChanges } from './changes.ts';
import { formatDifference } from './texts.ts';

/** What the next revision would change in the last one. */
export function Against(props: { readonly quote: Quote | null; readonly content: QuoteContent | undefined }) {
  const t = useT();
  const { quote, content } = props;
  if (quote === null || content === undefined) return null;
  const changes = quote.content === undefined ? null : quoteChanges(quote.content, content);
  if (changes?.length === 0) return null;
  const gross = quoteTotals(content.lines).gross;
  return (
    <Section title={t('quote.changedSince', { revision: quote.revision })}>
      {changes === null ? <p className="dim">{t('quote.bareTotal')}</p> : <ChangeList changes={changes} />}
      <p className="num">
        {t('quote.grossChange', {
          from: formatGrosze(quote.totalGross),
          to: formatGrosze(gross),
          difference: formatDifference(gross - quote.totalGross),
        })}
      </p>
    </Section>
  );
}
