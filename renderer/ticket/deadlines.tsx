import type { Deadline, DeadlineKind } from '../../domain/deadlines.ts';
import { formatDate } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import { DeadlinePill } from '../ui/status-pill.tsx';
import styles from './ticket.module.css';

const names: Readonly<Record<DeadlineKind, UiKey>> = {
  take: 'deadline.take',
  documents: 'deadline.documents',
  finish: 'deadline.finish',
};

export function Deadlines({ deadlines }: { readonly deadlines: readonly Deadline[] }) {
  const t = useT();
  const language = useLanguage();
  return (
    <>
      <ol className={styles.deadlines}>
        {deadlines.map((deadline) => (
          <li key={deadline.kind} className={styles.deadline}>
            <strong>{t(names[deadline.kind])}</strong>
            <span className="dim num">{t('deadline.due', { date: formatDate(deadline.dueOn, language) })}</span>
            <span>
              <DeadlinePill deadline={deadline} />
            </span>
          </li>
        ))}
      </ol>
      {deadlines.some((d) => d.state === 'late') && <Notice tone="bad">{t('deadline.lateText')}</Notice>}
    </>
  );
}
