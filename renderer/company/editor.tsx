import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { fieldInWords } from '../../domain/operations/reason-words.ts';
import type { FormDraft, FormView } from '../../electron/core/api/views.ts';
import { KeepingLine, KeepingTrouble } from '../draft/keeping-line.tsx';
import { useLanguage, useT } from '../i18n.ts';
import { useIntent } from '../ticket/actions.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './company.module.css';
import { FormFieldInput, fieldId } from './field.tsx';
import { editsOf, readForm, settled, withText } from './read-form.ts';
import { useFormDraft } from './use-form-draft.ts';

/** Which fields stand together, in the order in which one fills them in. */
const GROUPS = {
  company: [
    { title: 'form.group.company', fields: ['name', 'nip', 'regon', 'representative', 'bankAccount'] },
    { title: 'form.group.address', fields: ['street', 'postalCode', 'city'] },
    { title: 'form.group.contact', fields: ['phone', 'email'] },
  ],
  pointOfSale: [
    { title: 'form.group.point', fields: ['name'] },
    { title: 'form.group.address', fields: ['street', 'postalCode', 'city'] },
    { title: 'form.group.contact', fields: ['phone', 'email'] },
  ],
} as const;

/** The form as it is typed: each letter is kept on this computer, each rule answers at once, and saving says what changes. */
export function FormEditor({ view }: { readonly view: FormView }) {
  const t = useT();
  const language = useLanguage();
  const { form, target } = view;
  const keeper = useFormDraft(view);
  const { typed } = keeper;
  const read = readForm(view.fields, typed);
  const changed = read.filter((field) => field.changed);
  const edits = editsOf(read);
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState<string>();
  const [dropped, setDropped] = useState<FormDraft>();
  const names = changed.map(({ field }) => fieldInWords(field, language)).join(', ');
  const act = useIntent(() => {
    setSaved(names);
    setTried(false);
    void keeper.drop();
  });
  const keep = (next: FormDraft): void => {
    setSaved(undefined);
    setDropped(undefined);
    keeper.keep(next);
  };
  const save = (): void => {
    setTried(true);
    const first = changed.find(({ fault, drifted }) => fault !== null || drifted);
    if (first !== undefined) document.getElementById(fieldId(first.field))?.focus();
    if (edits === undefined || act.busy || keeper.keeping.state === 'elsewhere') return;
    act.run(
      form === 'company'
        ? { kind: 'ticket.editCompany', target, args: { fields: edits } }
        : { kind: 'subTicket.editPointOfSale', target, args: { fields: edits } },
    );
  };
  useHotkeys([['mod+S', save]], []);
  const byName = new Map(read.map((field) => [field.field, field]));

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <KeepingTrouble keeping={keeper.keeping} settle={keeper.settle} />
      {GROUPS[form].map(({ title, fields }) => (
        <Section key={title} title={t(title)}>
          <div className={styles.fields}>
            {fields.map((name) => {
              const field = byName.get(name);
              return field === undefined ? null : (
                <FormFieldInput
                  key={name}
                  read={field}
                  tried={tried}
                  onChange={(text) => keep(withText(typed, field, text))}
                  onSettle={(mine) => keep(settled(typed ?? {}, field, mine))}
                />
              );
            })}
          </div>
        </Section>
      ))}
      <div className={styles.dock}>
        {saved !== undefined && changed.length === 0 && (
          <Notice tone="ok" live>
            {t('form.saved', { fields: saved })}
          </Notice>
        )}
        {dropped !== undefined && changed.length === 0 && (
          <Notice tone="accent" live>
            <span>{t('form.dropped')}</span>
            <div className={ui.row}>
              <Button variant="default" onClick={() => keep(dropped)}>
                {t('quote.draft.undo')}
              </Button>
            </div>
          </Notice>
        )}
        <ActProblem act={act} />
        <div className={styles.foot}>
          <span className={styles.sum}>
            <strong className="break">
              {changed.length === 0 ? t('form.unchanged') : t('form.changed', { count: changed.length, fields: names })}
            </strong>
            <KeepingLine keeping={changed.length === 0 && keeper.keeping.state === 'kept' ? { state: 'none' } : keeper.keeping} />
          </span>
          <div className={ui.row}>
            {changed.length > 0 && (
              <Button
                variant="subtle"
                onClick={() => {
                  if (typed !== null) setDropped(typed);
                  setSaved(undefined);
                  void keeper.drop();
                }}
              >
                {t('form.drop')}
              </Button>
            )}
            <Button type="submit" loading={act.busy} disabled={changed.length === 0 || keeper.keeping.state === 'elsewhere'}>
              {t('form.save')}
            </Button>
          </div>
        </div>
      </div>
    </form>
  );
}
