import { useT } from '../i18n.ts';
import { useClient } from '../queries.tsx';
import { SaveFile } from '../ui/save-file.tsx';

/** Work that has not arrived: all of it, or all that was done to one ticket. */
export function SaveUnsent({ ticketId }: { readonly ticketId?: string }) {
  const t = useT();
  const client = useClient();
  return ticketId === undefined ? (
    <SaveFile make={(format) => client.inbox.export({ format })} page={t('inbox.export')} data={t('inbox.exportData')} />
  ) : (
    <SaveFile make={(format) => client.inbox.export({ format, ticketId })} page={t('inbox.exportTicket')} />
  );
}
