import type { SubTicketView } from '../../../electron/core/api/views.ts';
import { useT } from '../../i18n.ts';
import { Copy } from '../../ui/parts.tsx';
import styles from './probe.module.css';

/** Where PC-POS is installed unless someone chose otherwise. */
const USUAL_FOLDER = 'C:\\Program Files\\Insoft\\pcpos7';

/** How the result is made on the till, from a USB stick, without an account. */
export function TillSteps({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { punktId } = view.subTicket;
  const command = `technik probe --config "${USUAL_FOLDER}" --handover wynik-${punktId}.txt`;
  return (
    <ol className={styles.tillSteps}>
      <li>{t('signed.step.copy')}</li>
      <li>{t('signed.step.open')}</li>
      <li>
        {t('signed.step.run')}
        <span className={styles.command}>
          <code className="break">{command}</code>
          <Copy value={command} label={t('signed.copyCommand')} />
        </span>
        <span className="dim">{t('signed.step.folder')}</span>
      </li>
      <li>{t('signed.step.code')}</li>
      <li>{t('signed.step.back')}</li>
    </ol>
  );
}
