import { Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { DeadlinePill, StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { SearchBox } from './filters.tsx';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

/** The same list, narrow, beside an open ticket. */
export function SideList({ selected }: { readonly selected: string }) {
  const t = useT();
  const api = useApi();
  const { query } = useTicketList();
  const { data } = useQuery(api.tickets.list.queryOptions({ input: query, placeholderData: keepPreviousData }));
  return (
    <>
      <div className={styles.sideHead}>
        <SearchBox />
      </div>
      <nav aria-label={t('tickets.title')}>
        {data === undefined && <Skeleton h={56} m="sm" />}
        {data?.rows.map((row) => (
          <Link key={row.id} href={`/tickets/${row.id}`} className={styles.card} aria-current={row.id === selected}>
            <strong>{row.name}</strong>
            <span className="dim">{row.city}</span>
            <span className={ui.row}>
              <StatusPill status={row.status} />
              {row.nextDeadline !== null && <DeadlinePill deadline={row.nextDeadline} />}
            </span>
          </Link>
        ))}
      </nav>
    </>
  );
}
