import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { probeStageIds } from '../../../domain/probe.ts';
import { formatSeconds } from '../../format.ts';
import { useLanguage, useT } from '../../i18n.ts';
import styles from './probe.module.css';

const TICK_MS = 100;

/** A real measure while it runs; not read out at every step. */
export function Progress({ done, onCancel }: { readonly done: number; readonly onCancel: () => void }) {
  const t = useT();
  const language = useLanguage();
  const all = probeStageIds.length;
  const ms = useElapsed();
  return (
    <div className={styles.progress}>
      <progress max={all} value={done} aria-label={t('probe.progressLabel')} />
      <span className="num">{t('probe.progress', { done, all })}</span>
      <span className={`${styles.elapsed} num`} aria-hidden>
        {formatSeconds(ms, language)}
      </span>
      <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={onCancel}>
        {t('probe.cancel')}
      </Button>
    </div>
  );
}

function useElapsed(): number {
  const [since] = useState(() => performance.now());
  const [now, setNow] = useState(since);
  useEffect(() => {
    const ticking = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return now - since;
}
