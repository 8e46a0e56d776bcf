import { Checkbox, NativeSelect } from '@mantine/core';
import type { Checklist, RetailerTrainingView, TrainingDraft } from '../../electron/core/api/views.ts';
import { useLanguage, useT } from '../i18n.ts';
import styles from './training.module.css';

type Item = Checklist['left'][number];

/** The ids of a list's items, in its order. */
export const itemsOf = ({ groups }: Checklist): readonly string[] => groups.flatMap(({ items }) => items.map(({ id }) => id));

/** What is shown to the retailer, point by point, and what stays with them. */
export function ChecklistFields(props: {
  readonly training: RetailerTrainingView;
  readonly list: Checklist;
  readonly typed: TrainingDraft;
  readonly onChange: (change: Partial<TrainingDraft>) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { training, list, typed, onChange } = props;
  const { pcposVersion } = training;
  const tick = (ids: readonly string[], id: string, on: boolean): string[] => [
    ...ids.filter((one) => one !== id),
    ...(on ? [id] : []),
  ];
  return (
    <>
      <NativeSelect
        className={styles.which ?? ''}
        label={t('trained.list')}
        description={pcposVersion === null ? t('trained.versionUnknown') : t('trained.version', { version: pcposVersion })}
        data={training.checklists.map(({ id, name }) => ({ value: id, label: name[language] }))}
        value={list.id}
        onChange={(event) => onChange({ checklist: event.currentTarget.value })}
      />
      <div className={styles.groups}>
        {list.groups.map((group) => (
          <Ticks
            key={group.name.pl}
            name={group.name[language]}
            items={group.items}
            ticked={typed.done}
            onTick={(id, on) => onChange({ done: tick(typed.done, id, on) })}
          />
        ))}
        <Ticks
          name={t('trained.left')}
          items={list.left}
          ticked={typed.left}
          onTick={(id, on) => onChange({ left: tick(typed.left, id, on) })}
        />
      </div>
    </>
  );
}

function Ticks(props: {
  readonly name: string;
  readonly items: readonly Item[];
  readonly ticked: readonly string[];
  readonly onTick: (id: string, on: boolean) => void;
}) {
  const language = useLanguage();
  return (
    <fieldset className={styles.group}>
      <legend>{props.name}</legend>
      {props.items.map(({ id, text }) => (
        <Checkbox
          key={id}
          size="md"
          classNames={{ body: styles.tick ?? '', labelWrapper: styles.tickLabel ?? '' }}
          label={text[language]}
          checked={props.ticked.includes(id)}
          onChange={(event) => props.onTick(id, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
