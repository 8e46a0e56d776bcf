import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useT } from '../i18n.ts';
import { useApi, useStatus } from '../queries.tsx';
import { PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { SaveUnsent } from './export.tsx';
import { Inbox } from './inbox.tsx';
import { Past } from './past.tsx';
import { SyncState } from './sync-state.tsx';
import { TakenAwayNotices } from './taken-away.tsx';
import { Uploads } from './uploads.tsx';
import { Waiting } from './waiting.tsx';

/** What has arrived, what has not and why, and what needs the person: the last first. */
export function SyncScreen() {
  const t = useT();
  const status = useStatus();
  const [pages, setPages] = useState({ items: 0, waiting: 0 });
  const { data } = useQuery(useApi().inbox.list.queryOptions({ input: pages, placeholderData: keepPreviousData }));
  if (status === undefined || data === undefined) return <PageSkeleton />;
  return (
    <div className={ui.page}>
      <div className={ui.bar}>
        <h1>{t('rail.sync')}</h1>
        {data.items.length + data.waiting.length + data.takenAway.length > 0 && <SaveUnsent />}
      </div>
      <SyncState status={status} />
      <TakenAwayNotices gone={data.takenAway} />
      <Inbox items={data.items} page={data.itemsPage} onPage={(items) => setPages((p) => ({ ...p, items }))} />
      <Waiting tickets={data.waiting} page={data.waitingPage} onPage={(waiting) => setPages((p) => ({ ...p, waiting }))} />
      <Uploads />
      <Past count={data.past} />
    </div>
  );
}
