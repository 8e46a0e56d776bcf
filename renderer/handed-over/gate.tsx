import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { useClient } from '../queries.tsx';
import { Notice } from '../ui/states.tsx';
import { type Dropped, useDrop } from './use-drop.ts';
import { useHandedOver } from './use-handed-over.ts';

const HandedOver = later(async () => (await import('./handed-over.tsx')).HandedOver);

/** Takes in what is dropped on the window, and shows what waits. */
export function HandedOverGate() {
  const t = useT();
  const client = useClient();
  const next = useHandedOver();
  const [tooLong, setTooLong] = useState(false);
  useDrop((dropped: Dropped) => {
    setTooLong(dropped === 'tooLong');
    // Where the core is away, the banner says so, and the file is still where it was.
    if (dropped !== 'tooLong') client.handedOver.offer(dropped).catch(() => {});
  });
  return (
    <>
      {tooLong && (
        <Notice tone="bad" live>
          <p>{t('handedOver.tooLong')}</p>
          <div>
            <Button variant="default" size="compact-md" onClick={() => setTooLong(false)}>
              {t('handedOver.close')}
            </Button>
          </div>
        </Notice>
      )}
      {next !== null && (
        <Suspense>
          <HandedOver next={next} />
        </Suspense>
      )}
    </>
  );
}
