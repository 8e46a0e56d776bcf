import { VisuallyHidden } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ProbeRun, StageChange } from '../../../electron/core/api/views.ts';
import { formatInstant } from '../../format.ts';
import { useLanguage, useT } from '../../i18n.ts';
import { evidenceName } from './evidence-list.tsx';
import { findingText, timeText } from './finding.ts';
import { stageNames } from './looks.ts';
import styles from './probe.module.css';
import { Status } from './stage-list.tsx';

/** What is otherwise than when it last worked: mostly the shortest way to the cause. */
export function SinceGood({ since }: { readonly since: NonNullable<ProbeRun['sinceGood']> }) {
  const t = useT();
  const language = useLanguage();
  return (
    <section className={styles.changes} aria-label={t('probe.sinceGood')}>
      <h3>{t('probe.sinceGood')}</h3>
      <p className="dim num">
        {t('probe.lastGood', { at: formatInstant(since.finishedAt, language) })}
        {since.changed.length === 0 && ` ${t('probe.nothingChanged')}`}
      </p>
      <ul>
        {since.changed.map((change) => (
          <Change key={change.id} change={change} />
        ))}
      </ul>
    </section>
  );
}

function Change({ change }: { readonly change: StageChange }) {
  const t = useT();
  const language = useLanguage();
  const value = (text: string) => timeText(text, language, true);
  return (
    <li className={styles.change}>
      <strong>{t(stageNames[change.id])}</strong>
      <div className={styles.beforeAfter}>
        <Moment title={t('probe.before')} said={change.before} />
        <IconArrowRight size={18} aria-hidden className={styles.arrow} />
        <Moment title={t('probe.now')} said={change.after} />
      </div>
      {change.facts.length > 0 && (
        <dl className={styles.changedFacts}>
          {change.facts.map((fact) => (
            <div key={fact.name} className={styles.pair}>
              <dt>{evidenceName(fact.name, t)}</dt>
              <dd className="mono">
                <VisuallyHidden>{t('probe.before')}: </VisuallyHidden>
                <del>{value(fact.before)}</del> <IconArrowRight size={14} aria-hidden />{' '}
                <VisuallyHidden>{t('probe.now')}: </VisuallyHidden>
                <ins>{value(fact.after)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function Moment({ title, said }: { readonly title: string; readonly said: StageChange['before'] }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className={styles.moment}>
      <span className={styles.momentHead}>
        <span className="dim">{title}</span>
        {said !== null && <Status status={said.status} />}
      </span>
      <p>{said === null ? t('probe.notKnownThen') : findingText(said, t, language)}</p>
    </div>
  );
}
