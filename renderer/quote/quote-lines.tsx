import { VisuallyHidden } from '@mantine/core';
import type { QuoteContent, QuoteLine } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import { lineNet } from '../../domain/quote.ts';
import { formatDate } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Fact, Facts } from '../ui/parts.tsx';
import { GROUPS } from './draft.ts';
import { COLUMNS, LinesHead } from './lines-head.tsx';
import styles from './quote.module.css';
import { formatDiscount, groupNames } from './texts.ts';
import { Totals } from './totals.tsx';

/** A quote that was saved, to be read. */
export function QuoteLines({ content }: { readonly content: QuoteContent }) {
  const t = useT();
  const language = useLanguage();
  const { lines, stations } = content;
  return (
    <>
      <Facts>
        <Fact label={t('field.stationsPurchase')}>{stations.purchase}</Fact>
        <Fact label={t('field.stationsExchange')}>{stations.exchange}</Fact>
        <Fact label={t('quote.quotedOn')}>{formatDate(content.quotedOn, language)}</Fact>
        <Fact label={t('quote.validUntil')}>{formatDate(content.validUntil, language)}</Fact>
      </Facts>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table on a narrow screen is scrolled by keyboard too */}
      <div className={styles.scroll} role="group" tabIndex={0} aria-label={t('quote.lines')}>
        <table className={styles.table}>
          <LinesHead />
          {GROUPS.map((group) => {
            const own = lines.filter((line) => line.group === group);
            return (
              own.length > 0 && (
                <tbody key={group}>
                  <tr>
                    <th scope="rowgroup" colSpan={COLUMNS} className={styles.group}>
                      {t(groupNames[group])}
                    </th>
                  </tr>
                  {own.map((line, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a saved quote never changes
                    <tr key={i}>
                      <td className={styles.name}>
                        {line.name}
                        <OfferOf line={line} />
                      </td>
                      <td className={styles.amount}>{line.quantity}</td>
                      <td>{line.unit}</td>
                      <td className={styles.amount}>{formatGrosze(line.unitNet)}</td>
                      <NetCell line={line} />
                      <td className={styles.amount}>{line.vat}%</td>
                    </tr>
                  ))}
                </tbody>
              )
            );
          })}
        </table>
      </div>
      <Totals lines={lines} />
    </>
  );
}

/** The special offer that a line has. */
export function OfferOf({ line }: { readonly line: QuoteLine }) {
  const t = useT();
  const language = useLanguage();
  if (line.offer === null) return null;
  const { name, discount } = line.offer;
  return <span className={styles.offerOf}>{t('quote.offerOf', { name, discount: formatDiscount(discount, language) })}</span>;
}

/** Net after the offer, with what it would be without. */
export function NetCell({ line }: { readonly line: QuoteLine | undefined }) {
  const t = useT();
  if (line === undefined) return <td className={styles.amount}>–</td>;
  const full = line.quantity * line.unitNet;
  const net = lineNet(line);
  return (
    <td className={styles.amount}>
      {formatGrosze(net)}
      {net !== full && (
        <>
          <br />
          <VisuallyHidden>{t('quote.before')}</VisuallyHidden> <s className={styles.old}>{formatGrosze(full)}</s>
        </>
      )}
    </td>
  );
}
