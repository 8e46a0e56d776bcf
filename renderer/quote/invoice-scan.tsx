import { Button } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { isAllowed } from '../ticket/actions.tsx';
import { AttachArea } from '../ticket/attach.tsx';
import { DocumentRow } from '../ticket/document-row.tsx';

/** The scan of the invoice, attached where its amount is entered. Points of sale that are billed together share it. */
export function InvoiceScan({ view: { ticket, actions } }: { readonly view: SubTicketView }) {
  const t = useT();
  const api = useApi();
  const uploads = useQuery(api.files.list.queryOptions()).data ?? [];
  const places = useQuery(api.files.ofTicket.queryOptions({ input: { ticketId: ticket.id } })).data ?? [];
  const scans = ticket.files.filter(({ kind }) => kind === 'invoice');
  const allowed = isAllowed(actions, 'ticket.attachFile');
  return (
    <AttachArea ticketId={ticket.id} missing={scans.length === 0 ? ['invoice'] : []} allowed={allowed}>
      {(choose) => (
        <>
          <h3>{t('invoice.scan')}</h3>
          {scans.length === 0 && <p className="dim">{t('invoice.noScan')}</p>}
          <ul>
            {scans.map((file) => (
              <DocumentRow
                key={file.sha256}
                ticketId={ticket.id}
                kind="invoice"
                file={file}
                upload={uploads.find((u) => u.sha256 === file.sha256)}
                place={places.find((p) => p.sha256 === file.sha256)}
                choose={allowed ? choose : undefined}
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
