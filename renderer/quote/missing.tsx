import { useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import { SEARCH_ID } from './add-item.tsx';
import { MAX_LINES, type ReadDraft } from './draft.ts';
import { priceId, quantityId } from './draft-lines.tsx';
import styles from './quote.module.css';
import { stationId } from './station-fields.tsx';
import { VALID_UNTIL_ID } from './valid-until.tsx';

/** The field where the first thing that stands in the way is mended. */
export function firstFaultId(read: ReadDraft): string {
  if (read.stationFaults.purchase !== null) return stationId('purchase');
  if (read.stationFaults.exchange !== null) return stationId('exchange');
  for (const { typed, quantity, price } of read.lines) {
    if (quantity !== null) return quantityId(typed.id);
    if (price !== null) return priceId(typed.id);
  }
  return read.validUntil === null ? SEARCH_ID : VALID_UNTIL_ID;
}

/** What is still missing for the quote to be saved. */
export function Missing({ read }: { readonly read: ReadDraft }) {
  const t = useT();
  const names = (of: ReadDraft['lines']) => of.map(({ item, typed }) => item?.name ?? typed.name).join(', ');
  const gone = read.lines.filter(({ item }) => item === undefined);
  const quantities = read.lines.filter(({ item, quantity }) => item !== undefined && quantity !== null);
  const prices = read.lines.filter(({ price }) => price !== null);
  const stations = read.stationFaults.purchase !== null || read.stationFaults.exchange !== null;
  const found = [
    stations && t('quote.stationsWrong'),
    read.lines.length === 0 && t('quote.missing.lines'),
    read.lines.length > MAX_LINES && t('quote.missing.tooMany', { max: MAX_LINES }),
    gone.length > 0 && t('quote.missing.gone', { names: names(gone) }),
    quantities.length > 0 && t('quote.missing.quantity', { names: names(quantities) }),
    prices.length > 0 && t('quote.missing.price', { names: names(prices) }),
    read.validUntil !== null && t(read.validUntil === 'past' ? 'quote.validPast' : 'quote.validMissing'),
  ].filter((text) => text !== false);
  return (
    <Notice tone="warn" live>
      <span>{t('quote.missing')}</span>
      <ul className={styles.list}>
        {found.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Notice>
  );
}
