import { CloseButton, MultiSelect, Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { TicketStatus } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import { statusText } from '../ui/status-pill.tsx';
import { statuses, useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

export function SearchBox() {
  const t = useT();
  const { query, change } = useTicketList();
  return (
    <TextInput
      type="search"
      className={styles.search ?? ''}
      aria-label={t('tickets.search')}
      placeholder={t('tickets.searchHint')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        query.search !== '' && (
          <CloseButton size="sm" aria-label={t('tickets.clearSearch')} onClick={() => change({ search: '' })} />
        )
      }
      maxLength={100}
      value={query.search}
      onChange={(event) => change({ search: event.currentTarget.value })}
    />
  );
}

export function Filters() {
  const t = useT();
  const { query, change } = useTicketList();
  return (
    <search className={styles.tools}>
      <SearchBox />
      <MultiSelect
        aria-label={t('tickets.statusFilter')}
        placeholder={query.statuses.length === 0 ? t('tickets.anyStatus') : ''}
        data={statuses.map((value) => ({ value, label: t(statusText(value)) }))}
        value={[...query.statuses]}
        onChange={(values) => change({ statuses: values as TicketStatus[] })}
        clearable
        clearButtonProps={{ 'aria-label': t('tickets.anyStatus') }}
        w={230}
      />
      <Switch
        label={t('tickets.onlyMine')}
        checked={query.onlyMine}
        onChange={(event) => change({ onlyMine: event.currentTarget.checked })}
        py={8}
      />
    </search>
  );
}
