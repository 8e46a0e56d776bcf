import { IconPlugConnectedX, IconSchool } from '@tabler/icons-react';
import { useT } from '../i18n.ts';
import styles from './shell.module.css';

export function TrainingBanner() {
  const t = useT();
  return (
    <div className={styles.training}>
      <IconSchool size={18} aria-hidden />
      <strong>{t('training.banner')}</strong>
    </div>
  );
}

/** The core is away. What was read stays on the screen; nothing can be done until it is back. */
export function Away() {
  const t = useT();
  return (
    <div className={styles.away} role="status">
      <IconPlugConnectedX size={18} aria-hidden />
      {t('shell.connecting')}
    </div>
  );
}
