import { IconPlugConnectedX, IconSchool } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
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

/** A core that was only started again is back by then. */
const GIVEN_UP_MS = 10_000;

/** The core is away. What was read stays on the screen; nothing can be done until it is back. */
export function Away() {
  const t = useT();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), GIVEN_UP_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.away} role="status">
      <IconPlugConnectedX size={18} aria-hidden />
      {t(long ? 'shell.gone' : 'shell.connecting')}
    </div>
  );
}
