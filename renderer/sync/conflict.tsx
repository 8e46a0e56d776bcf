import { Button, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { fieldInWords } from '../../domain/operations/reason-words.ts';
import type { InboxField, InboxItem } from '../../electron/core/api/views.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { type Choice, type Choices, chooseAll, firstChoices, resultOf, type Side, wantedBy } from './conflict-choice.ts';
import styles from './sync.module.css';
import { changerText } from './words.ts';

/** Before, mine and theirs side by side; one is chosen for each field, and what comes of it is shown before it is done. */
export function Conflict({ item, children }: { readonly item: InboxItem; readonly children?: React.ReactNode }) {
  const t = useT();
  const client = useClient();
  const [choices, setChoices] = useState<Choices>(() => firstChoices(item.fields));
  const wanted = wantedBy(item.fields, choices);
  const act = useAct(() => client.inbox.resolve({ id: item.id, wanted: { ...wanted } }));
  const choose = (field: string, choice: Choice) => setChoices((before) => ({ ...before, [field]: choice }));
  return (
    <div className={ui.stack}>
      {item.fields.map((field) => (
        <Field key={field.field} field={field} choice={choices[field.field]} onChoose={(c) => choose(field.field, c)} />
      ))}
      <ActProblem act={act} />
      <div className={styles.decide}>
        <Result item={item} choices={choices} />
        <div className={ui.row}>
          <Button loading={act.busy} disabled={wanted === undefined} onClick={() => act.run(undefined)}>
            {t('conflict.save')}
          </Button>
          {item.fields.length > 1 && (
            <>
              <Button variant="default" onClick={() => setChoices((c) => chooseAll(c, 'mine'))}>
                {t('conflict.allMine')}
              </Button>
              <Button variant="default" onClick={() => setChoices((c) => chooseAll(c, 'theirs'))}>
                {t('conflict.allTheirs')}
              </Button>
            </>
          )}
          {children}
        </div>
      </div>
    </div>
  );
}

const labels: Readonly<Record<Side, UiKey>> = { mine: 'conflict.mine', theirs: 'conflict.theirs', other: 'conflict.other' };

function Field(props: {
  readonly field: InboxField;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const name = useId();
  const { field, choice = { side: null, other: field.mine }, onChoose } = props;
  const label = fieldInWords(field.field, language);
  const option = (side: Side, content: React.ReactNode, note: string) => (
    <label className={styles.option} data-chosen={choice.side === side}>
      <span className={styles.optionHead}>
        <input type="radio" name={name} checked={choice.side === side} onChange={() => onChoose({ ...choice, side })} />
        {t(labels[side])}
      </span>
      {content}
      {note !== '' && <span className={styles.optionNote}>{note}</span>}
    </label>
  );
  return (
    <fieldset className={styles.field}>
      <legend>
        <strong>{label}</strong>
        <span className="dim"> {t('conflict.before', { value: shown(t('conflict.empty'), field.before) })}</span>
      </legend>
      <div className={styles.options}>
        {option('mine', <Value text={field.mine} />, '')}
        {option('theirs', <Value text={field.theirs} />, note(field))}
        {option(
          'other',
          <TextInput
            aria-label={t('conflict.otherLabel', { field: label })}
            value={choice.other}
            maxLength={200}
            onFocus={() => onChoose({ ...choice, side: 'other' })}
            onChange={(event) => onChoose({ side: 'other', other: event.currentTarget.value })}
          />,
          '',
        )}
      </div>
    </fieldset>
  );

  function note({ changedBy, theirs, before, mine }: InboxField): string {
    if (changedBy !== null) return changerText(changedBy, language);
    if (theirs === mine) return t('conflict.sameAsMine');
    return theirs === before ? t('conflict.unchanged') : t('conflict.changedThere');
  }
}

const shown = (empty: string, text: string): string => (text === '' ? empty : text);

function Value({ text }: { readonly text: string }) {
  const t = useT();
  return text === '' ? <span className="dim">{t('conflict.empty')}</span> : <span className={`${styles.value} num`}>{text}</span>;
}

/** What M/platform will have once the choice is saved. */
function Result({ item, choices }: { readonly item: InboxItem; readonly choices: Choices }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className={styles.result} role="status">
      <span className={styles.resultTitle}>{t('conflict.result')}</span>
      <ul>
        {item.fields.map((field) => {
          const value = resultOf(field, choices[field.field]);
          return (
            <li key={field.field}>
              {fieldInWords(field.field, language)}:{' '}
              {value === undefined ? (
                <span className={styles.undecided}>{t('conflict.choose')}</span>
              ) : (
                <strong className="num break">{shown(t('conflict.empty'), value)}</strong>
              )}
              {value !== undefined && value === field.theirs && <span className="dim"> {t('conflict.noChange')}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
