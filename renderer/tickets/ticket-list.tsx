import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconCloudOff, IconListSearch, IconTicketOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { TicketPage } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi, useStatus } from '../queries.tsx';
import { Pager } from '../ui/pager.tsx';
import { Empty } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { Filters } from './filters.tsx';
import { pageSizes, useTicketList } from './ticket-query.tsx';
import { TicketTable } from './ticket-table.tsx';
import styles from './tickets.module.css';

export function TicketList() {
  const t = useT();
  const api = useApi();
  const { query } = useTicketList();
  const { data } = useQuery(api.tickets.list.queryOptions({ input: query, placeholderData: keepPreviousData }));
  return (
    <div className={styles.list}>
      <div className={styles.head}>
        <h1>{t('tickets.title')}</h1>
        {data !== undefined && (
          <span className="dim num" role="status">
            {t('tickets.count', { count: data.total })}
          </span>
        )}
      </div>
      <Filters />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('tickets.title')}>
        {data === undefined ? <Loading /> : data.total === 0 ? <Nothing /> : <TicketTable rows={data.rows} />}
      </section>
      {data !== undefined && data.total > 0 && <Foot page={data} />}
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

/** An empty list says why it is empty, and what to do about it. */
function Nothing() {
  const t = useT();
  const status = useStatus();
  const { query, change } = useTicketList();
  if (query.search !== '' || query.statuses.length > 0 || query.onlyMine) {
    return (
      <Empty icon={<IconListSearch size={36} aria-hidden />} title={t('tickets.noMatch')}>
        <Button variant="default" onClick={() => change({ search: '', statuses: [], onlyMine: false })}>
          {t('tickets.clearFilters')}
        </Button>
      </Empty>
    );
  }
  if (status !== undefined && status.device === null) {
    return (
      <Empty icon={<IconCloudOff size={36} aria-hidden />} title={t('sync.notEnrolled')}>
        <p>{t('tickets.enrolFirst')}</p>
        <Button component={Link} href="/settings">
          {t('settings.enrol')}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty icon={<IconTicketOff size={36} aria-hidden />} title={t('tickets.none')}>
      <p>{t('tickets.noneText')}</p>
      <Button component={Link} href="/sync" variant="default">
        {t('rail.sync')}
      </Button>
    </Empty>
  );
}

function Foot({ page }: { readonly page: TicketPage }) {
  const t = useT();
  const { query, change } = useTicketList();
  const pages = Math.max(1, Math.ceil(page.total / query.pageSize));
  return (
    <div className={styles.foot}>
      <div className={ui.row}>
        <span className="dim" id="page-size">
          {t('tickets.pageSize')}
        </span>
        <SegmentedControl
          size="xs"
          aria-labelledby="page-size"
          data={pageSizes.map((size) => ({ value: String(size), label: String(size) }))}
          value={String(query.pageSize)}
          onChange={(value) => change({ pageSize: Number(value) })}
        />
      </div>
      <Pager page={query.page} pages={pages} onPage={(page) => change({ page })} />
    </div>
  );
}
