import { Button, TextInput } from '@mantine/core';
import type { QuoteDraft, QuoteView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import type { ReadDraft } from './draft.ts';
import styles from './quote.module.css';

export const stationId = (of: 'purchase' | 'exchange'): string => `stations-${of}`;

/** How many stations are bought and exchanged: special offers go by it. */
export function StationFields(props: {
  readonly view: QuoteView;
  readonly typed: QuoteDraft;
  readonly read: ReadDraft;
  readonly onChange: (typed: QuoteDraft) => void;
}) {
  const t = useT();
  const { typed, read, view } = props;
  const asked = { purchase: String(view.stations.purchase), exchange: String(view.stations.exchange) };
  const otherwise = typed.stations.purchase !== asked.purchase || typed.stations.exchange !== asked.exchange;
  const field = (of: 'purchase' | 'exchange') => (
    <TextInput
      id={stationId(of)}
      className={styles.number ?? ''}
      label={t(of === 'purchase' ? 'quote.purchase' : 'quote.exchange')}
      inputMode="numeric"
      maxLength={2}
      error={read.stationFaults[of] !== null && t('quote.stationsWrong')}
      value={typed.stations[of]}
      onChange={(event) => props.onChange({ ...typed, stations: { ...typed.stations, [of]: event.currentTarget.value } })}
    />
  );
  return (
    <Section title={t('quote.stations')}>
      <div className={styles.stations}>
        {field('purchase')}
        {field('exchange')}
        {otherwise && (
          <Button variant="default" onClick={() => props.onChange({ ...typed, stations: asked })}>
            {t('quote.stationsAsAsked')}
          </Button>
        )}
      </div>
      <p className="dim">{t('quote.stationsAsked', { count: view.points, ...asked })}</p>
    </Section>
  );
}
