import type { QuoteLine } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { quoteTotals } from '../../domain/quote.ts';
import { useT } from '../i18n.ts';
import styles from './quote.module.css';

/** Net, VAT and gross: by rate where there are several, and together. */
export function Totals({ lines }: { readonly lines: readonly QuoteLine[] }) {
  const t = useT();
  const totals = quoteTotals(lines);
  return (
    <table className={`${styles.table} ${styles.totals}`} aria-label={t('quote.totals')}>
      <thead>
        <tr>
          <th scope="col">{t('quote.column.rate')}</th>
          <th scope="col" className={styles.amount}>
            {t('quote.column.net')}
          </th>
          <th scope="col" className={styles.amount}>
            {t('quote.column.vat')}
          </th>
          <th scope="col" className={styles.amount}>
            {t('quote.column.gross')}
          </th>
        </tr>
      </thead>
      <tbody>
        {totals.byRate.map(({ rate, net, vat, gross }) => (
          <tr key={rate}>
            <td>{rate}%</td>
            <td className={styles.amount}>{formatGrosze(net)}</td>
            <td className={styles.amount}>{formatGrosze(vat)}</td>
            <td className={styles.amount}>{formatGrosze(gross)}</td>
          </tr>
        ))}
        {totals.saved > 0 && (
          <tr>
            <td>{t('quote.savedNet')}</td>
            <td className={styles.amount}>{formatGrosze(-totals.saved)}</td>
            <td colSpan={2} />
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('quote.together')}</th>
          <td className={styles.amount}>{formatGrosze(totals.net)}</td>
          <td className={styles.amount}>{formatGrosze(totals.vat)}</td>
          <td className={styles.amount}>{formatGrosze(totals.gross)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
