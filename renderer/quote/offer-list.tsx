import { IconCircleCheckFilled, IconCircleDashed, IconClock } from '@tabler/icons-react';
import { formatGrosze } from '../../domain/money.ts';
import { assertNever } from '../../domain/result.ts';
import type { Language } from '../../domain/text.ts';
import { formatDate } from '../format.ts';
import { type Translate, useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import type { OfferView } from './offers.ts';
import styles from './quote.module.css';
import { formatDiscount } from './texts.ts';

/** From so many days before its end the end is pointed out. */
const NEAR = 7;

/** Each special offer by its rule: what it saves, or why it does not apply, and until when. */
export function OfferList({ offers }: { readonly offers: readonly OfferView[] }) {
  const t = useT();
  const language = useLanguage();
  return (
    <Section title={t('quote.offers')}>
      {offers.length === 0 ? (
        <p className="dim">{t('quote.noOffers')}</p>
      ) : (
        <ul className={styles.offers}>
          {offers.map((view) => (
            <li key={view.offer.id} className={styles.offer} data-applies={view.state === 'applies'}>
              <div className={ui.row}>
                <strong>{view.offer.name}</strong>
                <span className="num">{t('quote.less', { discount: formatDiscount(view.offer.discount, language) })}</span>
                {view.state === 'applies' ? (
                  <Pill icon={IconCircleCheckFilled} tone="ok">
                    {t('quote.offer.applies')}
                  </Pill>
                ) : (
                  <Pill icon={IconCircleDashed}>{t('quote.offer.appliesNot')}</Pill>
                )}
                {view.daysLeft >= 0 && view.daysLeft <= NEAR && view.state !== 'later' && (
                  <Pill icon={IconClock} tone="warn">
                    {view.daysLeft === 0 ? t('quote.offer.endsToday') : t('quote.offer.endsIn', { count: view.daysLeft })}
                  </Pill>
                )}
              </div>
              <p>{whyText(t, view, language)}</p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function whyText(t: Translate, { offer, state, saved, lines, betterNames }: OfferView, language: Language): string {
  const until = formatDate(offer.until, language);
  switch (state) {
    case 'applies':
      return t('quote.offer.saves', { amount: formatGrosze(saved), count: lines, until });
    case 'noStations':
      return t(offer.stations === 'exchange' ? 'quote.offer.noExchange' : 'quote.offer.noPurchase', { until });
    case 'noItems':
      return t('quote.offer.noItems', { until });
    case 'better':
      return betterNames.length === 0
        ? t('quote.offer.noItems', { until })
        : t('quote.offer.better', { name: betterNames.join(', '), until });
    case 'later':
      return t('quote.offer.later', { from: formatDate(offer.from, language), until });
    case 'ended':
      return t('quote.offer.ended', { until });
    default:
      return assertNever(state);
  }
}
