import { IconChevronRight } from '@tabler/icons-react';
import type { Quote } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { ChangeList } from './change-list.tsx';
import { type Revision, revisions } from './changes.ts';
import styles from './quote.module.css';
import { QuoteLines } from './quote-lines.tsx';
import { formatDifference } from './texts.ts';

/** Every revision that was kept, the newest first, each with what changed in it and its lines. */
export function Revisions({ quote, earlier }: { readonly quote: Quote | null; readonly earlier: readonly Quote[] }) {
  const t = useT();
  const all = revisions(quote, earlier);
  if (all.length === 0) return null;
  return (
    <Section title={t('quote.revisions')} state={<span className="dim num">{all.length}</span>} flush>
      <ul>
        {all.map((revision, i) => (
          <li key={revision.quote.revision} className={styles.revision}>
            <RevisionEntry revision={revision} current={i === 0} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function RevisionEntry({ revision: { quote, before, changes }, current }: { revision: Revision; current: boolean }) {
  const t = useT();
  const language = useLanguage();
  return (
    <details>
      <summary>
        <IconChevronRight size={16} aria-hidden />
        <strong>{t('quote.revisionOf', { revision: quote.revision })}</strong>
        <span className="num">{formatGrosze(quote.totalGross)}</span>
        {before !== null && (
          <span className="num dim">
            {t('quote.against', { amount: formatDifference(quote.totalGross - before.totalGross) })}
          </span>
        )}
        <span className="dim num">
          {quote.savedBy}, {formatInstant(quote.savedAt, language)}
        </span>
        {current && <span className="dim">{t('quote.current')}</span>}
      </summary>
      <div className={styles.inside}>
        {changes !== null && before !== null && (
          <div>
            <h3>{t('quote.changedSince', { revision: before.revision })}</h3>
            {changes.length === 0 ? <p className="dim">{t('quote.unchanged')}</p> : <ChangeList changes={changes} />}
          </div>
        )}
        {quote.content === undefined ? <p className="dim">{t('quote.bareTotal')}</p> : <QuoteLines content={quote.content} />}
      </div>
    </details>
  );
}
