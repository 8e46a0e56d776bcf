import { Modal, TextInput } from '@mantine/core';
import { IconRefresh, IconSchool, IconSettings, IconTicket, type TablerIcon } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { formatNip } from '../../domain/nip.ts';
import { useT } from '../i18n.ts';
import { useApi, useStatus } from '../queries.tsx';
import styles from './shell.module.css';

interface Entry {
  readonly id: string;
  readonly to: string;
  readonly icon: TablerIcon;
  readonly label: string;
  readonly detail: string;
}

/** Ctrl+K: goes to any screen or ticket by what one types. */
export function Palette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const t = useT();
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={t('palette.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      <Finder onClose={onClose} />
    </Modal>
  );
}

function Finder({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const entries = useEntries(text);
  const chosen = entries[Math.min(active, entries.length - 1)];
  const go = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    navigate(entry.to);
    onClose();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go(chosen);
    else if (event.key === 'ArrowDown') setActive((a) => Math.min(a + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setActive((a) => Math.max(a - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        data-autofocus
        aria-label={t('palette.hint')}
        placeholder={t('palette.hint')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKey}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen.id}`}
      />
      <div id={list} role="listbox" aria-label={t('palette.title')} className={styles.palette}>
        {entries.map((entry) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard acts through the combobox above, as ARIA's pattern asks
          <div
            key={entry.id}
            id={`${list}-${entry.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry.id === chosen?.id}
            className={styles.option}
            onClick={() => go(entry)}
          >
            <entry.icon size={18} aria-hidden />
            {entry.label}
            <small className="num">{entry.detail}</small>
          </div>
        ))}
      </div>
    </>
  );
}

function useEntries(text: string): readonly Entry[] {
  const t = useT();
  const api = useApi();
  const training = useStatus()?.mode === 'training';
  const input = { search: text.trim().slice(0, 100), pageSize: 8 };
  const tickets = useQuery(api.tickets.list.queryOptions({ input, placeholderData: keepPreviousData }));
  const wanted = text.trim().toLocaleLowerCase();
  const screens: readonly Entry[] = [
    { id: 'tickets', to: '/', icon: IconTicket, label: t('rail.tickets'), detail: t('palette.screen') },
    { id: 'sync', to: '/sync', icon: IconRefresh, label: t('rail.sync'), detail: t('palette.screen') },
    ...(training
      ? [{ id: 'practice', to: '/practice', icon: IconSchool, label: t('rail.practice'), detail: t('palette.screen') }]
      : []),
    { id: 'settings', to: '/settings', icon: IconSettings, label: t('rail.settings'), detail: t('palette.screen') },
  ];
  return [
    ...screens.filter((entry) => entry.label.toLocaleLowerCase().includes(wanted)),
    ...(tickets.data?.rows ?? []).map((row) => ({
      id: row.id,
      to: `/tickets/${row.id}`,
      icon: IconTicket,
      label: `${row.name}, ${row.city}`,
      detail: formatNip(row.nip),
    })),
  ];
}
