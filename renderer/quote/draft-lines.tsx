import { ActionIcon, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { formatGrosze } from '../../domain/money.ts';
import { type UiKey, useT } from '../i18n.ts';
import type { DraftLine, Fault, ReadLine } from './draft.ts';
import { GROUPS } from './draft.ts';
import { COLUMNS, LinesHead } from './lines-head.tsx';
import styles from './quote.module.css';
import { NetCell, OfferOf } from './quote-lines.tsx';
import { groupNames } from './texts.ts';

export const quantityId = (lineId: string): string => `quantity-${lineId}`;
export const priceId = (lineId: string): string => `price-${lineId}`;

interface Acts {
  readonly change: (id: string, part: Partial<DraftLine>) => void;
  readonly remove: (id: string) => void;
  /** Enter in a line's last field: on to the next item. */
  readonly next: () => void;
}

/** The lines of a draft, by the template's groups; what has gone from the list stands first. */
export function DraftLines({ lines, tried, acts }: { lines: readonly ReadLine[]; tried: boolean; acts: Acts }) {
  const t = useT();
  const gone = lines.filter(({ item }) => item === undefined);
  const body = (key: string, title: UiKey, own: readonly ReadLine[]) =>
    own.length > 0 && (
      <tbody key={key}>
        <tr>
          <th scope="rowgroup" colSpan={COLUMNS + 1} className={styles.group}>
            {t(title)}
          </th>
        </tr>
        {own.map((line) => (
          <Line key={line.typed.id} line={line} tried={tried} acts={acts} />
        ))}
      </tbody>
    );
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={t('quote.lines')}>
        <LinesHead acts />
        {body('gone', 'quote.group.gone', gone)}
        {GROUPS.map((group) =>
          body(
            group,
            groupNames[group],
            lines.filter(({ item }) => item?.group === group),
          ),
        )}
      </table>
    </div>
  );
}

function Line({ line: { typed, item, line, ...read }, tried, acts }: { line: ReadLine; tried: boolean; acts: Acts }) {
  const t = useT();
  const name = item?.name ?? typed.name;
  const shown = (fault: Fault): boolean => fault === 'wrong' || (tried && fault === 'missing');
  const onEnter = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const price = document.getElementById(priceId(typed.id));
    if (price !== null && price !== event.currentTarget) price.focus();
    else acts.next();
  };
  return (
    <tr>
      <td className={styles.name}>
        {name}
        {line !== undefined && <OfferOf line={line} />}
      </td>
      <td className={styles.amount}>
        {item !== undefined && (
          <TextInput
            id={quantityId(typed.id)}
            className={styles.quantity ?? ''}
            aria-label={t('quote.quantityOf', { name })}
            inputMode="numeric"
            maxLength={6}
            error={shown(read.quantity) && t('quote.quantityWrong')}
            value={typed.quantity}
            onKeyDown={onEnter}
            onChange={(event) => acts.change(typed.id, { quantity: event.currentTarget.value })}
          />
        )}
      </td>
      <td>{item?.unit}</td>
      <td className={styles.amount}>
        {item?.unitNet === null ? (
          <TextInput
            id={priceId(typed.id)}
            className={styles.price ?? ''}
            aria-label={t('quote.priceOf', { name })}
            inputMode="decimal"
            placeholder="1 234,50"
            maxLength={40}
            error={shown(read.price) && t('quote.priceWrong')}
            value={typed.price}
            onKeyDown={onEnter}
            onChange={(event) => acts.change(typed.id, { price: event.currentTarget.value })}
          />
        ) : item === undefined ? (
          '–'
        ) : (
          formatGrosze(item.unitNet)
        )}
      </td>
      <NetCell line={line} />
      <td className={styles.amount}>{item === undefined ? '–' : `${item.vat}%`}</td>
      <td className={styles.amount}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('quote.removeOf', { name })}
          onClick={() => acts.remove(typed.id)}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </td>
    </tr>
  );
}
