import { Skeleton } from '@mantine/core';
import { Suspense, useCallback, useRef, useState } from 'react';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { Foot } from './foot.tsx';
import { Lines, type LinesHandle, STEP } from './lines.tsx';
import { useLook } from './look.ts';
import { Nothing } from './nothing.tsx';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';
import { useEndless, usePage } from './use-rows.ts';
import { Views } from './views.tsx';

/** The first lines do not wait for what narrows them down, or for what is done with them all. */
const Filters = later(async () => (await import('./filters.tsx')).Filters);
const Tools = later(async () => (await import('./tools.tsx')).Tools);

export function TicketList() {
  const t = useT();
  const { look, known } = useLook();
  const { selection, page, place } = useTicketList();
  const lines = useRef<LinesHandle>(null);
  const endless = look.size === 'endless';
  const [seen, setSeen] = useState(() => (place.current.moved ? place.current.index : Math.floor(place.current.offset / 44)));
  const all = useEndless(selection, seen, seen + 2 * STEP, known && endless);
  const one = usePage(selection, page, look.size === 'endless' ? 25 : look.size, known && !endless);
  const rows = endless ? all : one;
  const total = rows.total ?? 0;
  const count = look.size === 'endless' ? total : Math.max(0, Math.min(look.size, total - page * look.size));
  const onDown = useCallback(() => lines.current?.moveTo(0), []);

  return (
    <div className={styles.list}>
      <div className={styles.head}>
        <h1>{t('tickets.title')}</h1>
        <span className="dim num" role="status">
          {rows.total !== null && t(rows.counting ? 'tickets.countMore' : 'tickets.count', { count: rows.total })}
        </span>
        <Suspense fallback={<span style={{ minHeight: '2.25rem' }} />}>
          <Tools total={rows.total} />
        </Suspense>
      </div>
      <Views />
      <Suspense fallback={<search className={styles.tools} style={{ minHeight: '2.25rem' }} />}>
        <Filters onDown={onDown} />
      </Suspense>
      <Lines ref={lines} columns={look.columns} rows={rows} count={count} onSeen={setSeen}>
        {rows.failed && rows.total === null ? (
          <Failed onRetry={rows.retry} />
        ) : rows.total === null ? (
          <Loading />
        ) : rows.total === 0 ? (
          <Nothing />
        ) : null}
      </Lines>
      <Foot total={rows.total} />
    </div>
  );
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
