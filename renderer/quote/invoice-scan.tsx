import { Button } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { filesOfKind, replaces, versionOf } from '../../domain/file-versions.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { isAllowed } from '../ticket/actions.tsx';
import { AttachArea } from '../ticket/attach.tsx';
import { DocumentRow } from '../ticket/document-row.tsx';

/** The scan of the invoice, attached where its amount is entered. Points of sale that are billed together share it. */
export function InvoiceScan({ view: { ticket, subTicket, billed, actions } }: { readonly view: SubTicketView }) {
  const t = useT();
  const api = useApi();
  const uploads = useQuery(api.files.list.queryOptions()).data ?? [];
  const places = useQuery(api.files.ofTicket.queryOptions({ input: { ticketId: ticket.id } })).data ?? [];
  const number = subTicket.invoice?.number;
  const isHere = ({ id, invoice }: SubTicketView['billed'][number]): boolean =>
    id === subTicket.id || (number !== undefined && invoice?.number === number);
  const together = billed.filter(isHere).map(({ id }) => id);
  // A scan that names no point of sale may be of any.
  const here = ticket.files.filter(({ subTicketId }) => subTicketId === undefined || together.includes(subTicketId));
  const { present: scans } = filesOfKind(here, 'invoice', billed.length);
  const allowed = isAllowed(actions, 'ticket.attachFile');
  return (
    <AttachArea
      ticketId={ticket.id}
      missing={scans.length === 0 ? ['invoice'] : []}
      allowed={allowed}
      points={billed}
      subTicketId={subTicket.id}
      replaces={(kind, subTicketId) => replaces(ticket.files, { kind, subTicketId }, billed.length)}
    >
      {(choose) => (
        <>
          <h3>{t('invoice.scan')}</h3>
          {scans.length === 0 && <p className="dim">{t('invoice.noScan')}</p>}
          <ul>
            {scans.map((file) => (
              <DocumentRow
                key={`${file.subTicketId ?? ''} ${file.sha256}`}
                ticketId={ticket.id}
                kind="invoice"
                file={file}
                upload={uploads.find((u) => u.sha256 === file.sha256)}
                place={places.find((p) => p.sha256 === file.sha256)}
                choose={allowed ? choose : undefined}
                renew={allowed && versionOf(file, billed.length) !== null}
                punktId={billed.length > 1 ? billed.find(({ id }) => id === file.subTicketId)?.punktId : undefined}
              />
            ))}
          </ul>
          {allowed && (
            <div>
              <Button variant="default" leftSection={<IconPaperclip size={16} aria-hidden />} onClick={() => choose('invoice')}>
                {t('invoice.attach')}
              </Button>
            </div>
          )}
        </>
      )}
    </AttachArea>
  );
}
