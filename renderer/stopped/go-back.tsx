import { Button } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../i18n.ts';
import ui from '../ui/ui.module.css';

/** A newer program was here: back to the copy from before it, with what was done since. */
export function GoBack({ busy, onSure }: { readonly busy: boolean; readonly onSure: () => void }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <div className={ui.row}>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('stopped.goBack')}
        </Button>
      </div>
    );
  }
  return (
    <div className={ui.stack}>
      <p>{t('stopped.goBackText')}</p>
      <p>{t('stopped.goBackElse')}</p>
      <div className={ui.row}>
        <Button loading={busy} onClick={onSure}>
          {t('stopped.goBackSure')}
        </Button>
        <Button variant="subtle" onClick={() => setAsking(false)}>
          {t('stopped.goBackNo')}
        </Button>
      </div>
    </div>
  );
}
