import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import type { RecordedTraining } from '../../domain/model/index.ts';
import type { Checklist } from '../../electron/core/api/views.ts';
import { pathOf } from '../documents/strokes.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Fact, Facts } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import { itemsOf } from './checklist-fields.tsx';
import styles from './training.module.css';

/** What was shown and left, and who confirmed it with which signature. */
export function TrainingRecord(props: { readonly training: RecordedTraining; readonly checklists: readonly Checklist[] }) {
  const t = useT();
  const language = useLanguage();
  const { training } = props;
  const { checklist, signature, retailerName } = training;
  const list = props.checklists.find(({ id }) => id === checklist?.id);
  const texts = new Map(
    [...(list?.groups.flatMap(({ items }) => items) ?? []), ...(list?.left ?? [])].map((i) => [i.id, i.text[language]]),
  );
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, text: texts.get(id) ?? id }));
  const undone = list === undefined ? [] : itemsOf(list).filter((id) => !checklist?.done.includes(id));
  return (
    <>
      <Notice tone="ok">
        {t('trained.recorded', {
          name: retailerName,
          at: formatInstant(training.recordedAt, language),
          by: training.recordedBy,
        })}
      </Notice>
      {checklist !== undefined && (
        <Facts>
          <Fact label={t('trained.list')} wide>
            {list?.name[language] ?? checklist.id}
          </Fact>
          <Fact label={t('trained.done')}>
            {t('trained.count', { done: checklist.done.length, all: checklist.done.length + undone.length })}
          </Fact>
        </Facts>
      )}
      {checklist !== undefined && checklist.done.length + undone.length > 0 && (
        <ul className={styles.listed} aria-label={t('trained.done')}>
          {named(checklist.done).map(({ id, text }) => (
            <li key={id}>
              <IconCircleCheckFilled size={18} color="var(--m-ok)" role="img" aria-label={t('trained.itemDone')} />
              {text}
            </li>
          ))}
          {named(undone).map(({ id, text }) => (
            <li key={id} className="dim">
              <IconCircleDashed size={18} role="img" aria-label={t('trained.itemOpen')} />
              {text}
            </li>
          ))}
        </ul>
      )}
      {checklist !== undefined && (
        <Facts>
          <Fact label={t('trained.left')} wide>
            {named(checklist.left)
              .map(({ text }) => text)
              .join('; ')}
          </Fact>
        </Facts>
      )}
      {signature === undefined ? (
        checklist !== undefined && <p className="dim">{t('trained.byName', { name: retailerName })}</p>
      ) : (
        <figure className={styles.signed}>
          <svg
            viewBox={`0 0 ${signature.width} ${signature.height}`}
            role="img"
            aria-label={t('trained.signatureOf', { name: retailerName })}
          >
            <path d={pathOf(signature.strokes)} vectorEffect="non-scaling-stroke" />
          </svg>
          <figcaption className="dim">{t('trained.signatureOf', { name: retailerName })}</figcaption>
        </figure>
      )}
    </>
  );
}
