import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useT } from '../i18n.ts';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

const SEARCH = 'ticket-search';

/** @returns false where no list is shown */
export function focusSearch(): boolean {
  const box = document.getElementById(SEARCH);
  box?.focus();
  return box !== null;
}

/** The list follows each letter. */
export function SearchBox({ onDown }: { readonly onDown?: () => void }) {
  const t = useT();
  const { selection, change } = useTicketList();
  const setText = (search: string) => change({ search });
  const text = selection.search;
  return (
    <TextInput
      id={SEARCH}
      type="search"
      className={styles.search ?? ''}
      aria-label={t('tickets.search')}
      aria-keyshortcuts="Control+F"
      placeholder={t('tickets.searchHint')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="sm" aria-label={t('tickets.clearSearch')} onClick={() => setText('')} />}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' && onDown !== undefined) {
          event.preventDefault();
          onDown();
        }
        if (event.key === 'Escape' && text !== '') {
          event.preventDefault();
          setText('');
        }
      }}
    />
  );
}
