import { Skeleton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { Filters } from './filters.tsx';
import { Foot } from './foot.tsx';
import { useLook } from './look.ts';
import { Nothing } from './nothing.tsx';
import { focusSearch } from './search-box.tsx';
import { useTicketList } from './ticket-query.tsx';
import { TicketTable } from './ticket-table.tsx';
import styles from './tickets.module.css';
import { Tools } from './tools.tsx';
import { type Rows, useEndless, usePage } from './use-rows.ts';
import { useScroller } from './use-scroller.ts';
import { Views } from './views.tsx';

/** Of a line of the table and of its head, in rem. */
const LINE = 2.75;
const HEAD = 3.25;
/** Lines by which the part that is seen moves before others are asked for. */
const STEP = 25;

export function TicketList() {
  const t = useT();
  const { look, known } = useLook();
  const { selection, page, place } = useTicketList();
  const box = useRef<HTMLElement>(null);
  const endless = look.size === 'endless';
  const [seen, setSeen] = useState(() => (place.current.moved ? place.current.index : Math.floor(place.current.offset / 44)));
  const all = useEndless(selection, seen, seen + 2 * STEP, known && endless);
  const one = usePage(selection, page, look.size === 'endless' ? 25 : look.size, known && !endless);
  const rows = endless ? all : one;
  const latest = useRef<Rows | null>(null);
  latest.current = rows;
  const total = rows.total ?? 0;
  const count = look.size === 'endless' ? total : Math.max(0, Math.min(look.size, total - page * look.size));
  const scroller = useScroller({ box, count, line: LINE, head: HEAD, rows: latest });
  const { from } = scroller;
  useEffect(() => setSeen(Math.floor(from / STEP) * STEP), [from]);

  return (
    <div className={styles.list}>
      <div className={styles.head}>
        <h1>{t('tickets.title')}</h1>
        <span className="dim num" role="status">
          {rows.total !== null && t(rows.counting ? 'tickets.countMore' : 'tickets.count', { count: rows.total })}
        </span>
        <Tools total={rows.total} />
      </div>
      <Views />
      <Filters onDown={() => scroller.moveTo(0)} />
      <section
        ref={box}
        className={styles.scroll}
        tabIndex={count === 0 ? 0 : -1}
        aria-label={t('tickets.title')}
        data-keeps-focus
        onScroll={scroller.onScroll}
        onFocus={scroller.onFocus}
        onKeyDown={(event) => {
          if (!typesAhead(event)) scroller.onKeyDown(event);
        }}
      >
        {rows.failed && rows.total === null ? (
          <Failed onRetry={rows.retry} />
        ) : rows.total === null ? (
          <Loading />
        ) : rows.total === 0 ? (
          <Nothing />
        ) : (
          <TicketTable columns={look.columns} rows={rows} scroller={scroller} />
        )}
      </section>
      <Foot total={rows.total} />
    </div>
  );
}

/** A letter typed in the list goes on into the search. */
export function typesAhead(event: KeyboardEvent): boolean {
  if (event.key.length !== 1 || event.key === ' ' || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (event.target instanceof HTMLInputElement) return false;
  return focusSearch();
}

function Loading() {
  const t = useT();
  return (
    <div className={ui.sectionBody} role="status" aria-label={t('state.loading')}>
      {Array.from({ length: 8 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: eight equal bars that never move
        <Skeleton key={i} h={30} />
      ))}
    </div>
  );
}

function Failed({ onRetry }: { readonly onRetry: () => void }) {
  const t = useT();
  return (
    <div className={ui.sectionBody}>
      <Notice tone="bad" live>
        <span>{t('tickets.failed')}</span>
        <div className={ui.row}>
          <button type="button" className={styles.plain} onClick={onRetry}>
            {t('error.retry')}
          </button>
        </div>
      </Notice>
    </div>
  );
}
