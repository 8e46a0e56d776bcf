import { IconArrowDown, IconArrowUp, IconUserCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { formatNip } from '../../domain/nip.ts';
import type { TicketQuery } from '../../electron/core/api/contract.ts';
import type { TicketRow } from '../../electron/core/api/views.ts';
import { formatDate } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { DeadlinePill, StatusPill, WaitingPill } from '../ui/status-pill.tsx';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

interface Column {
  readonly title: UiKey;
  readonly sort?: TicketQuery['sort'];
  readonly right?: boolean;
}

/** The manual's columns in its order; what expires next stands first, since it decides what to do today. */
const columns: readonly Column[] = [
  { title: 'column.deadline', sort: 'urgency' },
  { title: 'column.type' },
  { title: 'column.crmId', sort: 'crmId', right: true },
  { title: 'column.nip', sort: 'nip' },
  { title: 'column.name', sort: 'name' },
  { title: 'column.city', sort: 'city' },
  { title: 'column.acquired' },
  { title: 'column.status', sort: 'status' },
  { title: 'column.caretaker' },
  { title: 'column.opened', sort: 'openedOn', right: true },
  { title: 'column.closed', right: true },
  { title: 'column.days', right: true },
];

export function TicketTable({ rows }: { readonly rows: readonly TicketRow[] }) {
  const t = useT();
  return (
    <table className={styles.table} aria-label={t('tickets.title')}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Heading key={column.title} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Heading({ column }: { readonly column: Column }) {
  const t = useT();
  const { query, change } = useTicketList();
  const { sort } = column;
  const className = column.right ? styles.right : undefined;
  if (sort === undefined) {
    return (
      <th scope="col" className={className}>
        {t(column.title)}
      </th>
    );
  }
  const active = query.sort === sort;
  const Arrow = query.descending ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" className={className} aria-sort={!active ? 'none' : query.descending ? 'descending' : 'ascending'}>
      <button type="button" className={styles.sort} onClick={() => change({ sort, descending: active && !query.descending })}>
        {t(column.title)}
        {active && <Arrow size={13} aria-hidden />}
      </button>
    </th>
  );
}

function Row({ row }: { readonly row: TicketRow }) {
  const t = useT();
  const language = useLanguage();
  const [, navigate] = useLocation();
  const to = `/tickets/${row.id}`;
  const number = (children: ReactNode) => <td className={`num ${styles.right} ${styles.nowrap}`}>{children}</td>;
  return (
    // For the keyboard the company's name is the link; the whole row only widens it for a mouse.
    <tr onClick={() => navigate(to)}>
      <td>{row.nextDeadline === null ? '–' : <DeadlinePill deadline={row.nextDeadline} />}</td>
      <td>{row.type}</td>
      {number(row.crmId)}
      <td className={styles.nowrap}>{formatNip(row.nip)}</td>
      <td className={styles.name}>
        <Link href={to} onClick={(event) => event.stopPropagation()}>
          {row.name}
        </Link>
        {(row.mine || row.waiting > 0) && (
          <span className={styles.marks}>
            {row.mine && <IconUserCheck size={16} role="img" aria-label={t('tickets.mine')} />}
            {row.waiting > 0 && <WaitingPill count={row.waiting} />}
          </span>
        )}
      </td>
      <td>{row.city}</td>
      <td>{t(row.acquiredByDealer ? 'answer.yes' : 'answer.no')}</td>
      <td>
        <StatusPill status={row.status} />
      </td>
      <td>{row.caretaker ?? '–'}</td>
      {number(formatDate(row.openedOn, language))}
      {number(row.closedOn === null ? '–' : formatDate(row.closedOn, language))}
      {number(row.daysSinceOpened)}
    </tr>
  );
}
