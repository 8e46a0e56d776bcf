import { useT } from '../i18n.ts';
import { AskTwice } from '../ui/ask-twice.tsx';

/** A newer program was here: back to the copy from before it, with what was done since. */
export function GoBack({
  busy,
  primary = false,
  onSure,
}: {
  readonly busy: boolean;
  readonly primary?: boolean;
  readonly onSure: () => void;
}) {
  const t = useT();
  return (
    <AskTwice
      start={t('stopped.goBack')}
      sure={t('stopped.goBackSure')}
      no={t('stopped.goBackNo')}
      primary={primary}
      busy={busy}
      onSure={onSure}
    >
      <p>{t('stopped.goBackText')}</p>
      <p>{t('stopped.goBackElse')}</p>
    </AskTwice>
  );
}
