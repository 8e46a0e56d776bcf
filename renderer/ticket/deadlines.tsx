import { DEADLINE_DAYS, type Deadline, type DeadlineKind } from '../../domain/deadlines.ts';
import { formatDate, telHref } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useStatus } from '../queries.tsx';
import { Notice } from '../ui/states.tsx';
import { DeadlinePill, deadlineLook } from '../ui/status-pill.tsx';
import styles from './ticket.module.css';

const names: Readonly<Record<DeadlineKind, UiKey>> = {
  take: 'deadline.take',
  documents: 'deadline.documents',
  finish: 'deadline.finish',
};

/** The three deadlines as days that run: how many of how many are gone, in words and as a bar. */
export function Deadlines(props: {
  readonly deadlines: readonly Deadline[];
  /** None of them runs any more, though not all was done: the ticket was resigned or taken away. */
  readonly over: boolean;
  readonly noteDemanded: boolean;
  /** The note is asked for above, with the same words and a field for it. */
  readonly asked: boolean;
}) {
  const { deadlines, over, noteDemanded, asked } = props;
  const t = useT();
  const language = useLanguage();
  const helpLine = useStatus()?.helpLine;
  return (
    <>
      <ol className={styles.deadlines}>
        {deadlines.map((deadline) => (
          <li key={deadline.kind} className={styles.deadline} data-tone={over ? undefined : deadlineLook(deadline).tone}>
            <strong>{t(names[deadline.kind])}</strong>
            <span className="dim num">
              {t('deadline.due', { date: formatDate(deadline.dueOn, language) })} ·{' '}
              {t('deadline.ofDays', { count: DEADLINE_DAYS[deadline.kind] })}
            </span>
            {over ? (
              <span className="dim">{t('deadline.over')}</span>
            ) : (
              <span>
                <DeadlinePill deadline={deadline} />
              </span>
            )}
            {!over && deadline.state !== 'done' && <Gone deadline={deadline} />}
          </li>
        ))}
      </ol>
      {!over && !asked && deadlines.some((d) => d.state === 'late') && (
        <Notice tone="bad">
          <span>
            {t(noteDemanded ? 'deadline.lateText' : 'deadline.lateNoted')}{' '}
            {helpLine !== undefined && (
              <>
                {t('demand.help')} <a href={telHref(helpLine)}>{helpLine}</a>.
              </>
            )}
          </span>
        </Notice>
      )}
    </>
  );
}

function Gone({ deadline: { kind, daysLeft } }: { readonly deadline: Deadline }) {
  const days = DEADLINE_DAYS[kind];
  const gone = Math.min(days, Math.max(0, days - daysLeft));
  return (
    <svg className={styles.days} viewBox={`0 0 ${days} 1`} preserveAspectRatio="none" aria-hidden focusable="false">
      <rect width={gone} height={1} />
    </svg>
  );
}
