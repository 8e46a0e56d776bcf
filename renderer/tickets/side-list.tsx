import { Skeleton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useLanguage, useT } from '../i18n.ts';
import { StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { SearchBox } from './search-box.tsx';
import { typesAhead } from './ticket-list.tsx';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';
import { Urgency } from './urgency.tsx';
import { type Rows, useEndless } from './use-rows.ts';
import { useScroller } from './use-scroller.ts';

/** Of a card, in rem. */
const CARD = 6.25;
const STEP = 25;

/** The same list, narrow, beside an open ticket. */
export function SideList({ selected }: { readonly selected: string }) {
  const t = useT();
  const language = useLanguage();
  const { selection, side } = useTicketList();
  const box = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(side.current.index);
  const rows = useEndless(selection, seen, seen + 2 * STEP, true);
  const latest = useRef<Rows | null>(null);
  latest.current = rows;
  const scroller = useScroller({ box, count: rows.total ?? 0, line: CARD, head: 0, rows: latest, beside: true });
  const { from } = scroller;
  useEffect(() => setSeen(Math.floor(from / STEP) * STEP), [from]);
  return (
    <>
      <div className={styles.sideHead}>
        <SearchBox onDown={() => scroller.moveTo(0)} />
        <span className="dim num" role="status">
          {rows.total !== null && t(rows.counting ? 'tickets.countMore' : 'tickets.count', { count: rows.total })}
        </span>
      </div>
      <nav
        ref={box}
        className={styles.cards}
        aria-label={t('tickets.title')}
        data-keeps-focus="beside"
        onScroll={scroller.onScroll}
        onFocus={scroller.onFocus}
        onKeyDown={(event) => {
          if (!typesAhead(event)) scroller.onKeyDown(event);
        }}
      >
        {rows.total === null && <Skeleton h={56} m="sm" />}
        {rows.total === 0 && <p className={styles.sideNone}>{t('tickets.noMatch')}</p>}
        {scroller.lines.map((line) => {
          if ('gap' in line) return <div key={`gap-${line.gap}`} style={{ height: line.height }} aria-hidden />;
          const row = rows.at(line.index);
          if (row === undefined) return <Skeleton key={`at-${line.index}`} className={styles.card ?? ''} />;
          return (
            <Link
              key={row.id}
              href={`/tickets/${row.id}`}
              className={styles.card}
              aria-current={row.id === selected ? 'page' : undefined}
              tabIndex={line.index === scroller.activeIndex ? 0 : -1}
              data-ticket={row.id}
            >
              <strong className={styles.clamp} title={row.name}>
                {row.name}
              </strong>
              <span className={ui.row}>
                <StatusPill status={row.status} />
                <span className={`dim ${styles.oneLine}`}>{row.city}</span>
              </span>
              <Urgency row={row} hint={rows.hintOf(row.id)} t={t} language={language} />
            </Link>
          );
        })}
      </nav>
    </>
  );
}
