import type { TicketView } from '../../electron/core/api/views.ts';
import { telHref } from '../format.ts';
import { useT } from '../i18n.ts';
import { useStatus } from '../queries.tsx';
import { Notice } from '../ui/states.tsx';
import { isAllowed } from './actions.tsx';
import { AddNote } from './add-note.tsx';

export const asksForNote = ({ noteDemanded, actions }: TicketView): boolean =>
  noteDemanded && isAllowed(actions, 'ticket.addNote');

/** The manual: when late, a current note must always be there. Why, a field for it, and what happens without. */
export function NoteDemand({ view }: { readonly view: TicketView }) {
  const t = useT();
  const helpLine = useStatus()?.helpLine;
  if (!asksForNote(view)) return null;
  return (
    <Notice tone="bad">
      <strong>{t('demand.title')}</strong>
      <span>
        {t('demand.text')}{' '}
        {helpLine !== undefined && (
          <>
            {t('demand.help')} <a href={telHref(helpLine)}>{helpLine}</a>.
          </>
        )}
      </span>
      <AddNote ticketId={view.ticket.id} label={t('demand.field')} filled />
    </Notice>
  );
}
