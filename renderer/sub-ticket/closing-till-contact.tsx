import type { SubTicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import styles from './sub-ticket.module.css';

/** Which contact of the till is missing, and the ways to it: a laptop's own test says nothing of the till's way. */
export function TillContactHelp({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const language = useLanguage();
  const recordedAt = view.subTicket.configuration?.recordedAt;
  const seen = view.lastProbe?.stages.find((stage) => stage.id === 'tillContact')?.evidence.tillContactAt;
  return (
    <div className={styles.missing}>
      {recordedAt !== undefined && (
        <p className="num">
          {t('tillContact.needed', { punktId: view.subTicket.punktId, at: formatInstant(recordedAt, language, true) })}{' '}
          {typeof seen === 'string'
            ? t('tillContact.last', { at: formatInstant(seen, language, true) })
            : seen === null && t('tillContact.none')}
        </p>
      )}
      <ul>
        <li>{t('tillContact.restart')}</li>
        <li>{t('tillContact.wait')}</li>
        <li>{t('tillContact.orSigned')}</li>
      </ul>
    </div>
  );
}
