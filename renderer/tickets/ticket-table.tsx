import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type CSSProperties, type MouseEvent, memo, useMemo } from 'react';
import { useLocation, useRouter } from 'wouter';
import type { ListColumn, TicketSort } from '../../electron/core/api/list-contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { type CellProps, cells, isRight, type Texts, widths } from './columns.tsx';
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
  const texts = useTexts();
  const open = useOpening();
  const least = columns.reduce((sum, column) => sum + widths[column], 0);
  return (
    <table
      className={styles.table}
      style={{ '--least': `${least}rem` } as CSSProperties}
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
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard opens a ticket by its link, whose click comes here, too */}
      <tbody onClick={open}>
        {lines.map((line) => {
          if ('gap' in line) return <Gap key={`gap-${line.gap}`} height={line.height} columns={columns.length} />;
          const { index } = line;
          const row = rows.at(index);
          return row === undefined ? (
            <Waiting key={`at-${index}`} columns={columns.length} index={index} />
          ) : (
            <Row
              key={row.id}
              columns={columns}
              index={index}
              row={row}
              hint={rows.hintOf(row.id)}
              active={index === activeIndex}
              texts={texts}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function useTexts(): Texts {
  const t = useT();
  const language = useLanguage();
  const { hrefs } = useRouter();
  return useMemo(() => ({ t, language, hrefOf: (id) => hrefs(`/tickets/${id}`) }), [t, language, hrefs]);
}

/** For the keyboard the company's name is the link; the whole line only widens it for a mouse. */
function useOpening() {
  const [, navigate] = useLocation();
  return (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = target.closest('tr')?.querySelector<HTMLElement>('[data-ticket]');
    const id = link?.dataset.ticket;
    if (link == null || id === undefined) return;
    if (!link.contains(target)) {
      if (window.getSelection()?.type === 'Range') return;
      // The line becomes the one from which the keyboard goes on.
      link.focus({ preventScroll: true });
    }
    event.preventDefault();
    navigate(`/tickets/${id}`);
  };
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

/** A line that is on its way. */
const Waiting = ({ columns, index }: { readonly columns: number; readonly index: number }) => (
  <tr aria-rowindex={index + 2} aria-busy className={styles.awaited}>
    <td colSpan={columns} />
  </tr>
);

const Row = memo(function Row(
  props: CellProps & { readonly columns: readonly ListColumn[]; readonly index: number; readonly texts: Texts },
) {
  const { columns, index, texts } = props;
  return (
    <tr aria-rowindex={index + 2}>
      {columns.map((column) => (
        <td key={column} className={cellClass(column)}>
          {cells[column](props, texts)}
        </td>
      ))}
    </tr>
  );
});

const cellClass = (column: ListColumn): string | undefined => {
  if (column === 'name') return styles.sticky;
  if (isRight(column)) return `num ${styles.right}`;
  return column === 'nip' ? styles.nip : undefined;
};
