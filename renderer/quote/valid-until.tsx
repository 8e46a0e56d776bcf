import { Button, TextInput } from '@mantine/core';
import { addDays, type CalendarDate, daysBetween } from '../../domain/calendar.ts';
import type { PriceList } from '../../domain/model/index.ts';
import type { QuoteDraft } from '../../electron/core/api/views.ts';
import { formatDate } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import type { ReadDraft } from './draft.ts';
import styles from './quote.module.css';

export const VALID_UNTIL_ID = 'quote-valid-until';
const CHOICES = [7, 14, 30] as const;
const faults: Readonly<Record<'missing' | 'wrong' | 'past', UiKey>> = {
  missing: 'quote.validMissing',
  wrong: 'quote.validMissing',
  past: 'quote.validPast',
};

/** Until when the retailer may accept; what ends before that is said. */
export function ValidUntil(props: {
  readonly typed: QuoteDraft;
  readonly read: ReadDraft;
  readonly list: PriceList;
  readonly today: CalendarDate;
  readonly onChange: (typed: QuoteDraft) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { typed, read, list, today } = props;
  const used = new Set(read.counted.map((line) => line.offer?.id));
  const sooner = read.validUntil === null ? list.offers.filter((o) => used.has(o.id) && o.until < typed.validUntil) : [];
  return (
    <>
      <div className={styles.stations}>
        <TextInput
          id={VALID_UNTIL_ID}
          type="date"
          label={t('quote.validUntil')}
          min={today}
          error={read.validUntil !== null && t(faults[read.validUntil])}
          value={typed.validUntil}
          onChange={(event) => props.onChange({ ...typed, validUntil: event.currentTarget.value })}
        />
        {CHOICES.map((days) => (
          <Button
            key={days}
            variant="default"
            aria-pressed={typed.validUntil === addDays(today, days)}
            onClick={() => props.onChange({ ...typed, validUntil: addDays(today, days) })}
          >
            {t('quote.days', { count: days })}
          </Button>
        ))}
      </div>
      {/* The field itself shows the day as the system's language has it, which may be read in two ways. */}
      {read.validUntil === null && (
        <p className="dim num">
          {t('quote.validFor', { date: formatDate(typed.validUntil, language), count: daysBetween(today, typed.validUntil) })}
        </p>
      )}
      {sooner.map((offer) => (
        <Notice key={offer.id} tone="warn">
          {t('quote.offerEndsBefore', { name: offer.name, until: formatDate(offer.until, language) })}
        </Notice>
      ))}
    </>
  );
}
