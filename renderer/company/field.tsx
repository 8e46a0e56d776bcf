import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldInWords } from '../../domain/operations/reason-words.ts';
import { explain } from '../../domain/problem.ts';
import { useLanguage, useT } from '../i18n.ts';
import { isUiKey } from '../polish.ts';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './company.module.css';
import { isRequired, type ReadField, shownAs } from './read-form.ts';

/** Which keys a touch screen shows. */
const KEYS: Readonly<Record<string, 'numeric' | 'tel' | 'email'>> = {
  nip: 'numeric',
  regon: 'numeric',
  bankAccount: 'numeric',
  phone: 'tel',
  email: 'email',
};
export const fieldId = (field: string): string => `form-${field}`;

/** One field: its form, what is wrong with it next to it, and what M/platform has where that is something else. */
export function FormFieldInput(props: {
  readonly read: ReadField;
  /** Somebody asked to save: what is missing is said, too. */
  readonly tried: boolean;
  readonly onChange: (text: string) => void;
  readonly onSettle: (mine: boolean) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { read, tried, onChange, onSettle } = props;
  const { field, text, fault } = read;
  // While a number is being typed for the first time it is not wrong yet, only short.
  const [left, setLeft] = useState(read.touched);
  const hint = `form.hint.${field}`;
  const error = fault !== null && (left || tried || !read.touched) ? explain(fault, language) : undefined;
  return (
    <div className={styles.field} data-wide={field === 'name' || undefined}>
      <TextInput
        id={fieldId(field)}
        label={fieldInWords(field, language)}
        description={isUiKey(hint) ? t(hint) : undefined}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        withAsterisk={isRequired(field)}
        aria-required={isRequired(field)}
        maxLength={200}
        spellCheck={false}
        {...(KEYS[field] === undefined ? {} : { inputMode: KEYS[field] })}
        value={text}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => {
          setLeft(true);
          // As it stands on paper, once it is right.
          if (read.touched && read.kept !== undefined && shownAs(field, read.kept) !== text) onChange(shownAs(field, read.kept));
        }}
      />
      {read.drifted ? <Drifted read={read} onSettle={onSettle} /> : <Was read={read} />}
    </div>
  );
}

/** What it was: in M/platform, and here where that waits to be sent. */
function Was({ read: { field, value, server, changed } }: { readonly read: ReadField }) {
  const t = useT();
  const waits = value !== server;
  if (!changed && !waits) return null;
  const shown = server === '' ? t('form.empty') : shownAs(field, server);
  return (
    <p className={styles.was} data-waits={(waits && !changed) || undefined}>
      <span>
        {t('form.inMplatform')} {server === '' ? shown : <s>{shown}</s>}
      </span>
      {waits && <span className="dim">{t('form.waits')}</span>}
    </p>
  );
}

function Drifted({ read, onSettle }: { readonly read: ReadField; readonly onSettle: (mine: boolean) => void }) {
  const t = useT();
  const now = read.value === '' ? t('form.empty') : shownAs(read.field, read.value);
  return (
    <Notice tone="warn" live>
      <span>{t('form.drifted', { now })}</span>
      <div className={ui.row}>
        <Button variant="default" size="compact-md" onClick={() => onSettle(false)}>
          {t('form.takeTheirs')}
        </Button>
        <Button variant="default" size="compact-md" onClick={() => onSettle(true)}>
          {t('form.keepMine')}
        </Button>
      </div>
    </Notice>
  );
}
