import { Button } from '@mantine/core';
import { IconCloudOff, IconListSearch, IconTicketOff } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useT } from '../i18n.ts';
import { useStatus } from '../queries.tsx';
import { Empty } from '../ui/states.tsx';
import { everything, narrowed, useTicketList } from './ticket-query.tsx';

/** An empty list says why it is empty, and what to do about it. */
export function Nothing() {
  const t = useT();
  const status = useStatus();
  const { selection, change } = useTicketList();
  if (narrowed(selection).length > 0) {
    const { sort, descending } = selection;
    return (
      <Empty icon={<IconListSearch size={36} aria-hidden />} title={t('tickets.noMatch')}>
        {selection.search !== '' && <p>{t('tickets.noMatchText', { text: selection.search })}</p>}
        <Button variant="default" onClick={() => change({ ...everything, sort, descending })}>
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
  const offline = status?.sync.state === 'offline';
  return (
    <Empty icon={<IconTicketOff size={36} aria-hidden />} title={t('tickets.none')}>
      <p>{t(offline ? 'tickets.noneOffline' : 'tickets.noneText')}</p>
      <Button component={Link} href="/sync" variant="default">
        {t('rail.sync')}
      </Button>
    </Empty>
  );
}
