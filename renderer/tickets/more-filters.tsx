import { Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import ui from '../ui/ui.module.css';
import { useTicketList } from './ticket-query.tsx';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filters that one seldom needs. */
export function MoreFilters() {
  const t = useT();
  const { selection, change } = useTicketList();
  const caretakers = useQuery(useApi().tickets.caretakers.queryOptions()).data ?? [];
  const known = selection.caretaker === null || caretakers.includes(selection.caretaker);
  const day = (key: 'openedFrom' | 'openedTo', label: string) => (
    <TextInput
      type="date"
      label={label}
      value={selection[key] ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value === '' || DAY.test(value)) change({ [key]: value === '' ? null : value });
      }}
    />
  );
  return (
    <div className={ui.stack}>
      <div className={ui.form}>
        {day('openedFrom', t('tickets.openedFrom'))}
        {day('openedTo', t('tickets.openedTo'))}
      </div>
      <Select
        label={t('column.caretaker')}
        placeholder={t('tickets.anyCaretaker')}
        nothingFoundMessage={t('tickets.noCaretaker')}
        data={known ? [...caretakers] : [...caretakers, selection.caretaker ?? '']}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('tickets.anyCaretaker') }}
        comboboxProps={{ withinPortal: false }}
        value={selection.caretaker}
        onChange={(caretaker) => change({ caretaker })}
      />
      <Select
        label={t('column.acquired')}
        data={[
          { value: 'any', label: t('tickets.acquiredAny') },
          { value: 'yes', label: t('answer.yes') },
          { value: 'no', label: t('answer.no') },
        ]}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        value={selection.acquired}
        onChange={(value) => change({ acquired: value === 'yes' || value === 'no' ? value : 'any' })}
      />
      <Switch
        label={t('tickets.onlyWaiting')}
        checked={selection.waiting}
        onChange={(event) => change({ waiting: event.currentTarget.checked })}
      />
    </div>
  );
}
