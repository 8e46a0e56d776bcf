import { TextInput } from '@mantine/core';
import { Fragment, type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useT } from '../i18n.ts';
import { ProblemNotice } from '../ui/states.tsx';
import type { PageAction } from './page-actions.ts';
import { type Entry, type Leave, useEntries } from './palette-entries.ts';
import styles from './shell.module.css';
import { keysOf } from './shortcuts.ts';

export function Finder(props: {
  readonly actions: readonly PageAction[];
  readonly onLeave: Leave;
  readonly onShortcuts: () => void;
}) {
  const t = useT();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const { entries, settled, problem } = useEntries({ ...props, text });
  /** Enter came before what was looked for was found. */
  const [hasty, setHasty] = useState(false);
  const at = Math.min(active, entries.length - 1);
  const chosen = entries[at];
  const id = (entry: Entry) => `${list}-${entry.id}`;
  const chosenId = chosen && id(chosen);
  useEffect(() => {
    if (chosenId !== undefined) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  useEffect(() => {
    if (!hasty || !settled) return;
    setHasty(false);
    chosen?.run();
  }, [hasty, settled, chosen]);
  const onKey = (event: KeyboardEvent) => {
    const last = entries.length - 1;
    if (event.key === 'Enter' && !settled && at === 0) setHasty(true);
    else if (event.key === 'Enter') chosen?.run();
    else if (event.key === 'ArrowDown') setActive(at === last ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setActive(at === 0 ? last : at - 1);
    else if (event.key === 'PageDown') setActive(Math.min(last, at + 8));
    else if (event.key === 'PageUp') setActive(Math.max(0, at - 8));
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
        maxLength={100}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          setHasty(false);
        }}
        onKeyDown={onKey}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosenId}
      />
      <div id={list} role="listbox" aria-label={t('palette.title')} className={styles.palette}>
        {entries.map((entry, i) => (
          <Fragment key={entry.id}>
            {entries[i - 1]?.group !== entry.group && (
              <div role="presentation" className={styles.group}>
                {t(entry.group)}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard acts through the combobox above, as ARIA's pattern asks */}
            <div
              id={id(entry)}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              className={styles.option}
              onClick={() => entry.run()}
            >
              <entry.icon size={18} aria-hidden />
              <span className={styles.optionLabel} title={entry.label}>
                {entry.label}
              </span>
              {entry.detail !== '' && <small className="num">{entry.detail}</small>}
              {entry.shortcut !== undefined && <kbd className={styles.key}>{keysOf(entry.shortcut)}</kbd>}
            </div>
          </Fragment>
        ))}
      </div>
      <p role="status" className="dim">
        {entries.length === 0 ? t('palette.nothing') : ''}
      </p>
      {problem !== null && <ProblemNotice problem={problem} />}
    </>
  );
}
