import { useT } from '../i18n.ts';
import styles from './quote.module.css';

/** The columns of a quote's lines. `acts` where a line can be taken out. */
export function LinesHead({ acts = false }: { readonly acts?: boolean }) {
  const t = useT();
  return (
    <thead>
      <tr>
        <th scope="col">{t('quote.column.item')}</th>
        <th scope="col" className={styles.amount}>
          {t('quote.column.quantity')}
        </th>
        <th scope="col">{t('quote.column.unit')}</th>
        <th scope="col" className={styles.amount}>
          {t('quote.column.unitNet')}
        </th>
        <th scope="col" className={styles.amount}>
          {t('quote.column.net')}
        </th>
        <th scope="col" className={styles.amount}>
          {t('quote.column.vat')}
        </th>
        {acts && <td />}
      </tr>
    </thead>
  );
}

export const COLUMNS = 6;
