import { Skeleton } from '@mantine/core';
import { memo, type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { TicketHint, TicketRow } from '../../electron/core/api/list-views.ts';
import { useLanguage, useT } from '../i18n.ts';
import { StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { type LinesHandle, STEP } from './lines.tsx';
import { SearchBox } from './search-box.tsx';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';
import { typesAhead } from './types-ahead.ts';
import { Urgency } from './urgency.tsx';
import { type Rows, useEndless } from './use-rows.ts';
import { useScroller } from './use-scroller.ts';

/** Of a card, in rem. */
const CARD = 6.25;

/** The same list, narrow, beside an open ticket. */
export const SideList = memo(function SideList({ selected }: { readonly selected: string }) {
  const t = useT();
  const { selection, side } = useTicketList();
  const cards = useRef<LinesHandle>(null);
  const [seen, setSeen] = useState(side.current.index);
  const rows = useEndless(selection, seen, seen + 2 * STEP, true);
  const onDown = useCallback(() => cards.current?.moveTo(0), []);
  return (
    <>
      <div className={styles.sideHead}>
        <SearchBox onDown={onDown} />
        <span className="dim num" role="status">
          {rows.total !== null && t(rows.counting ? 'tickets.countMore' : 'tickets.count', { count: rows.total })}
        </span>
      </div>
      <Cards ref={cards} rows={rows} selected={selected} onSeen={setSeen} />
    </>
  );
});

const Cards = memo(function Cards(props: {
  readonly ref: Ref<LinesHandle>;
  readonly rows: Rows;
  readonly selected: string;
  readonly onSeen: (index: number) => void;
}) {
  const t = useT();
  const { rows, selected, onSeen } = props;
  const box = useRef<HTMLElement>(null);
  const latest = useRef<Rows | null>(null);
  latest.current = rows;
  const scroller = useScroller({ box, count: rows.total ?? 0, line: CARD, head: 0, rows: latest, beside: true });
  const seen = Math.floor(scroller.from / STEP) * STEP;
  useEffect(() => onSeen(seen), [seen, onSeen]);
  const { moveTo } = scroller;
  useImperativeHandle(props.ref, () => ({ moveTo }), [moveTo]);
  return (
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
        if (row === undefined) return <div key={`at-${line.index}`} className={styles.card} aria-busy />;
        const active = line.index === scroller.activeIndex;
        return <Card key={row.id} row={row} hint={rows.hintOf(row.id)} open={row.id === selected} active={active} />;
      })}
    </nav>
  );
});

const Card = memo(function Card(props: {
  readonly row: TicketRow;
  readonly hint: TicketHint | undefined;
  readonly open: boolean;
  /** Whether the keyboard comes to this card first. */
  readonly active: boolean;
}) {
  const t = useT();
  const language = useLanguage();
  const { row } = props;
  return (
    <Link
      href={`/tickets/${row.id}`}
      className={styles.card}
      aria-current={props.open ? 'page' : undefined}
      tabIndex={props.active ? 0 : -1}
      data-ticket={row.id}
    >
      <strong className={styles.clamp} title={row.name}>
        {row.name}
      </strong>
      <span className={ui.row}>
        <StatusPill status={row.status} />
        <span className={`dim ${styles.oneLine}`}>{row.city}</span>
      </span>
      <Urgency row={row} hint={props.hint} t={t} language={language} />
    </Link>
  );
});
