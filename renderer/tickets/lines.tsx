import { memo, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { ListColumn } from '../../electron/core/api/list-contract.ts';
import { useT } from '../i18n.ts';
import { TicketTable } from './ticket-table.tsx';
import styles from './tickets.module.css';
import { typesAhead } from './types-ahead.ts';
import type { Rows } from './use-rows.ts';
import { useScroller } from './use-scroller.ts';

/** Of a line of the table and of its head, in rem. */
const LINE = 2.75;
const HEAD = 3.25;
/** Lines by which the part that is seen moves before others are asked for. */
export const STEP = 25;

export interface LinesHandle {
  /** Gives the keyboard to a line. */
  readonly moveTo: (index: number) => void;
}

/** What is scrolled, alone: at each line that comes and goes only this is drawn anew, and nothing of what stands around it. */
export const Lines = memo(function Lines(props: {
  readonly ref: Ref<LinesHandle>;
  readonly columns: readonly ListColumn[];
  readonly rows: Rows;
  /** How many lines there are. */
  readonly count: number;
  /** Told the first line in sight, now and then. */
  readonly onSeen: (index: number) => void;
  /** What stands there instead of lines; null where there are some. */
  readonly children: ReactNode;
}) {
  const t = useT();
  const { rows, count, onSeen } = props;
  const box = useRef<HTMLElement>(null);
  const latest = useRef<Rows | null>(null);
  latest.current = rows;
  const scroller = useScroller({ box, count, line: LINE, head: HEAD, rows: latest });
  const seen = Math.floor(scroller.from / STEP) * STEP;
  useEffect(() => onSeen(seen), [seen, onSeen]);
  const { moveTo } = scroller;
  useImperativeHandle(props.ref, () => ({ moveTo }), [moveTo]);
  return (
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
      {props.children ?? <TicketTable columns={props.columns} rows={rows} scroller={scroller} />}
    </section>
  );
});
