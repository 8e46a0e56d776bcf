import { Button, MultiSelect, Select, Switch } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { memo } from 'react';
import type { TicketStatus } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { statusText } from '../ui/status-pill.tsx';
import { Panel } from './panel.tsx';
import { SearchBox } from './search-box.tsx';
import { everything, narrowed, useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

const MoreFilters = later(async () => (await import('./more-filters.tsx')).MoreFilters);

const statuses: readonly TicketStatus[] = ['new', 'agreement', 'inProgress', 'suspended', 'resigned', 'closed', 'withdrawn'];
/** What stands behind the button, so that it says how much of it is set. */
const BEHIND = ['acquired', 'caretaker', 'openedFrom', 'openedTo', 'waiting'];

export const Filters = memo(function Filters({ onDown }: { readonly onDown: () => void }) {
  const t = useT();
  const { selection, change } = useTicketList();
  const set = narrowed(selection);
  const more = set.filter((key) => BEHIND.includes(key)).length;
  return (
    <search className={styles.tools}>
      <SearchBox onDown={onDown} />
      <MultiSelect
        className={styles.statuses ?? ''}
        aria-label={t('tickets.statusFilter')}
        placeholder={selection.statuses.length === 0 ? t('tickets.anyStatus') : ''}
        data={statuses.map((value) => ({ value, label: t(statusText(value)) }))}
        value={[...selection.statuses]}
        onChange={(values) => change({ statuses: statuses.filter((status) => values.includes(status)) })}
        clearable
        clearButtonProps={{ 'aria-label': t('tickets.anyStatus') }}
      />
      <Select
        className={styles.due ?? ''}
        aria-label={t('tickets.dueFilter')}
        data={[
          { value: 'any', label: t('tickets.dueAny') },
          { value: 'soon', label: t('tickets.dueSoon') },
          { value: 'late', label: t('tickets.dueLate') },
        ]}
        allowDeselect={false}
        value={selection.due}
        onChange={(value) => change({ due: value === 'soon' || value === 'late' ? value : 'any' })}
      />
      <Switch
        label={t('tickets.onlyMine')}
        checked={selection.onlyMine}
        onChange={(event) => change({ onlyMine: event.currentTarget.checked })}
      />
      <Panel
        label={t('tickets.moreFilters')}
        text={more === 0 ? t('tickets.moreFilters') : t('tickets.moreFiltersSet', { count: more })}
        icon={<IconFilter size={16} aria-hidden />}
      >
        <MoreFilters />
      </Panel>
      {set.length > 0 && (
        <Button
          variant="default"
          onClick={() => change({ ...everything, sort: selection.sort, descending: selection.descending })}
        >
          {t('tickets.clearFilters')}
        </Button>
      )}
    </search>
  );
});
