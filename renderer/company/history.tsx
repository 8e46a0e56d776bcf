import { NativeSelect } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { fieldInWords } from '../../domain/operations/reason-words.ts';
import type { FormChange } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { Pill } from '../ui/status-pill.tsx';
import styles from './company.module.css';
import { shownAs } from './read-form.ts';

/** Who made what of which field, and when; the newest first. */
export function FormHistory({ history }: { readonly history: readonly FormChange[] }) {
  const t = useT();
  const language = useLanguage();
  const [only, setOnly] = useState('');
  const fields = [...new Set(history.map(({ field }) => field))];
  const shown = history.filter(({ field }) => only === '' || field === only);
  const text = (field: string, value: string) =>
    value === '' ? <span className="dim">{t('form.empty')}</span> : shownAs(field, value);
  return (
    <Section
      title={t('form.history')}
      state={<span className="dim num">{history.length}</span>}
      actions={
        fields.length > 1 && (
          <NativeSelect
            aria-label={t('form.historyOf')}
            value={only}
            onChange={(event) => setOnly(event.currentTarget.value)}
            data={[
              { value: '', label: t('form.historyAll') },
              ...fields.map((field) => ({ value: field, label: fieldInWords(field, language) })),
            ]}
          />
        )
      }
    >
      {history.length === 0 ? (
        <p className="dim">{t('form.noHistory')}</p>
      ) : (
        <table className={styles.history}>
          <thead>
            <tr>
              <th scope="col">{t('form.column.field')}</th>
              <th scope="col">{t('form.column.from')}</th>
              <th scope="col">{t('form.column.to')}</th>
              <th scope="col">{t('form.column.by')}</th>
              <th scope="col">{t('form.column.at')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((change, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same change may be made twice in one moment
              <tr key={`${change.at} ${change.field} ${i}`}>
                <td>{fieldInWords(change.field, language)}</td>
                <td>{text(change.field, change.from)}</td>
                <td>{text(change.field, change.to)}</td>
                <td>{change.by}</td>
                <td className="num">
                  {formatInstant(change.at, language)}
                  {change.waits && (
                    <>
                      {' '}
                      <Pill icon={IconClock} tone="warn">
                        {t('form.waits')}
                      </Pill>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
