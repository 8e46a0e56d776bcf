import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo } from 'react';
import { useLocation } from 'wouter';
import type { ListColumn, TicketSort } from '../../electron/core/api/list-contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Awaited, type CellProps, cellOf, isRight, widths } from './columns.tsx';
import { columnTitles } from './look.ts';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';
import type { Rows } from './use-rows.ts';
import type { Scroller } from './use-scroller.ts';

/** A table of which only the lines in sight are there; two empty lines stand for those above and below. */
export function TicketTable(props: {
  readonly columns: readonly ListColumn[];
  readonly rows: Rows;
  readonly scroller: Scroller;
}) {
  const t = useT();
  const { columns, rows, scroller } = props;
  const { lines, activeIndex } = scroller;
  const least = columns.reduce((sum, column) => sum + widths[column], 0);
  return (
    <table
      className={styles.table}
      style={{ minWidth: `${least}rem` }}
      aria-label={t('tickets.title')}
      aria-rowcount={(rows.total ?? 0) + 1}
      data-stale={rows.stale || undefined}
    >
      <colgroup>
        {columns.map((column) => (
          <col key={column} style={column === 'name' ? undefined : { width: `${widths[column]}rem` }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map((column) => (
            <Heading key={column} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          if ('gap' in line) return <Gap key={`gap-${line.gap}`} height={line.height} columns={columns.length} />;
          const { index } = line;
          const row = rows.at(index);
          return row === undefined ? (
            <Waiting key={`at-${index}`} columns={columns} index={index} />
          ) : (
            <Row
              key={row.id}
              columns={columns}
              index={index}
              row={row}
              hint={rows.hintOf(row.id)}
              active={index === activeIndex}
            />
          );
        })}
      </tbody>
    </table>
  );
}

const Gap = ({ height, columns }: { readonly height: number; readonly columns: number }) => (
  <tr aria-hidden className={styles.gap}>
    <td colSpan={columns} style={{ height }} />
  </tr>
);

function Heading({ column }: { readonly column: ListColumn }) {
  const t = useT();
  const { selection, change } = useTicketList();
  const sort: TicketSort = column === 'deadline' ? 'urgency' : column;
  const active = selection.sort === sort;
  const Arrow = selection.descending ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={`${isRight(column) ? styles.right : ''} ${column === 'name' ? styles.sticky : ''}`}
      aria-sort={!active ? 'none' : selection.descending ? 'descending' : 'ascending'}
    >
      <button type="button" className={styles.sort} onClick={() => change({ sort, descending: active && !selection.descending })}>
        {t(columnTitles[column])}
        {active && <Arrow size={13} aria-hidden />}
      </button>
    </th>
  );
}

const Waiting = ({ columns, index }: { readonly columns: readonly ListColumn[]; readonly index: number }) => (
  <tr aria-rowindex={index + 2} aria-busy>
    {columns.map((column) => (
      <td key={column}>
        <Awaited />
      </td>
    ))}
  </tr>
);

/** For the keyboard the company's name is the link; the whole line only widens it for a mouse. */
const Row = memo(function Row(props: CellProps & { readonly columns: readonly ListColumn[]; readonly index: number }) {
  const [, navigate] = useLocation();
  const { columns, index, ...cell } = props;
  const texts = { t: useT(), language: useLanguage() };
  return (
    <tr
      aria-rowindex={index + 2}
      data-odd={index % 2 === 1 || undefined}
      onClick={(event) => {
        if (window.getSelection()?.type === 'Range') return;
        // The line becomes the one from which the keyboard goes on.
        event.currentTarget.querySelector('a')?.focus({ preventScroll: true });
        navigate(`/tickets/${cell.row.id}`);
      }}
    >
      {columns.map((column) => (
        <td
          key={column}
          className={`${isRight(column) ? `num ${styles.right}` : column === 'nip' ? 'num' : ''} ${column === 'name' ? styles.sticky : ''}`}
        >
          {cellOf(column, cell, texts)}
        </td>
      ))}
    </tr>
  );
});
