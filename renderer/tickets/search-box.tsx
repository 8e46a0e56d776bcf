import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useState } from 'react';
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

/** What is typed shows at once; the list follows as fast as it can. */
export function SearchBox({ onDown }: { readonly onDown?: () => void }) {
  const t = useT();
  const { selection, change } = useTicketList();
  const [text, setText] = useState(selection.search);
  const [seen, setSeen] = useState(selection.search);
  // Another view, or "clear the filters", brings a text of its own.
  if (seen !== selection.search) {
    setSeen(selection.search);
    setText(selection.search);
  }
  const later = useDeferredValue(text);
  useEffect(() => {
    if (later !== seen) {
      setSeen(later);
      change({ search: later });
    }
  }, [later, seen, change]);
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
