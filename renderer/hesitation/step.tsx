import { VisuallyHidden } from '@mantine/core';
import { IconCircleCheckFilled, IconPointFilled } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useT } from '../i18n.ts';
import { Pill } from '../ui/status-pill.tsx';
import styles from './hesitation.module.css';

export type StepState = 'done' | 'now' | 'later';

/** One step of the path: told apart by number, sign and word, not by colour alone. */
export function PathStep(props: {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  readonly children: ReactNode;
}) {
  const t = useT();
  const id = useId();
  const { number, title, state } = props;
  return (
    <li className={styles.step} data-state={state} aria-labelledby={id} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={`${styles.number} num`} aria-hidden>
        {number}
      </span>
      <div className={styles.body}>
        <div className={styles.head}>
          <h2 id={id}>
            <VisuallyHidden>{number}. </VisuallyHidden>
            {title}
          </h2>
          {state === 'done' && (
            <Pill icon={IconCircleCheckFilled} tone="ok">
              {t('hesitation.done')}
            </Pill>
          )}
          {state === 'now' && (
            <Pill icon={IconPointFilled} tone="accent">
              {t('hesitation.now')}
            </Pill>
          )}
        </div>
        {props.children}
      </div>
    </li>
  );
}
