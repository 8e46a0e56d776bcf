import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { useClient } from '../queries.tsx';
import { Notice } from '../ui/states.tsx';
import styles from './handed-over.module.css';
import { type Dropped, useDrop } from './use-drop.ts';
import { useHandedOver } from './use-handed-over.ts';

const HandedOver = later(async () => (await import('./handed-over.tsx')).HandedOver);

/** Takes in what is dropped on the window, and shows what waits. */
export function HandedOverGate() {
  const t = useT();
  const client = useClient();
  const next = useHandedOver();
  const [said, setSaid] = useState<Dropped | null>(null);
  useDrop((dropped: Dropped) => {
    setSaid(dropped === 'tooLong' || dropped.others > 0 ? dropped : null);
    if (dropped === 'tooLong') return;
    const { fileName, text } = dropped;
    // Where the core is away, the banner says so, and the file is still where it was.
    client.handedOver.offer({ fileName, text }).catch(() => {});
  });
  return (
    <>
      {said !== null && (
        <div className={styles.said}>
          <Notice tone={said === 'tooLong' ? 'bad' : 'warn'} live>
            <p className="break">
              {said === 'tooLong' ? t('handedOver.tooLong') : t('handedOver.others', { count: said.others, file: said.fileName })}
            </p>
            <div>
              <Button variant="default" size="compact-md" onClick={() => setSaid(null)}>
                {t('handedOver.close')}
              </Button>
            </div>
          </Notice>
        </div>
      )}
      {next !== null && (
        <Suspense>
          <HandedOver next={next} />
        </Suspense>
      )}
    </>
  );
}
