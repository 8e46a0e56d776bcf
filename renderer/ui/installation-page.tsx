import { IconExternalLink } from '@tabler/icons-react';
import { useT } from '../i18n.ts';
import ui from './ui.module.css';

/** M/platform's own page on the installation, as the manual names it. */
const INSTALLATION = 'https://instalacja.mplatform.com.pl/insoft.html';

/** Opens in the person's own browser: the shells hand out what is on their list, and this window stays where it is. */
export function InstallationPage() {
  const t = useT();
  return (
    <p>
      <a className={ui.outside} href={INSTALLATION} target="_blank" rel="noreferrer">
        {t('help.installation')}
        <IconExternalLink size={16} aria-hidden />
      </a>{' '}
      <span className="dim">{t('help.installationText')}</span>
    </p>
  );
}
