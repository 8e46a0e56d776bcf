import { IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useT } from '../i18n.ts';
import type { Tone } from './states.tsx';
import styles from './ui.module.css';

/** What to do next: always the most visible thing. */
export function NextStepBar(props: {
  readonly title: string;
  readonly text: string;
  readonly tone?: Tone;
  readonly children?: ReactNode;
}) {
  const t = useT();
  return (
    <section className={styles.next} data-tone={props.tone} aria-label={t('next.label')}>
      {props.tone === 'ok' ? <IconCircleCheck size={22} aria-hidden /> : <IconArrowRight size={22} aria-hidden />}
      <div className={styles.nextText}>
        <p className={styles.nextLabel}>{t('next.label')}</p>
        <p className={styles.nextTitle}>{props.title}</p>
        <p>{props.text}</p>
      </div>
      {props.children !== undefined && <div className={styles.row}>{props.children}</div>}
    </section>
  );
}
