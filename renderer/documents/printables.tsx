import { useQuery } from '@tanstack/react-query';
import type { SubTicketView, TicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi, useStatus } from '../queries.tsx';
import { isAllowed } from '../ticket/actions.tsx';
import { Section } from '../ui/parts.tsx';
import { AttachScan } from './attach-scan.tsx';
import { PrintableRow } from './printable-row.tsx';

const useDocuments = (ticketId: string) => {
  const { data } = useQuery(useApi().documents.list.queryOptions({ input: { ticketId } }));
  return data?.ok ? data.value : undefined;
};

/** On the ticket's page: the three documents, ready to be shown, printed and signed. */
export function TicketPrintables({ view }: { readonly view: TicketView }) {
  const t = useT();
  const { ticket } = view;
  const list = useDocuments(ticket.id);
  const technician = useStatus()?.device?.technicianName ?? '';
  if (list === undefined) return null;
  const has = (kind: string): boolean => ticket.files.some((file) => file.kind === kind);
  const obstacle = (document: string): string | null => {
    if (!isAllowed(view.actions, 'ticket.attachFile')) return t('sign.notNow');
    return document === 'quote' || has('quote') ? null : t('sign.quoteFirst');
  };
  return (
    <Section title={t('printed.title')}>
      <p className="dim">{t('printed.text')}</p>
      <ul>
        {list.documents.map((printable) => (
          <PrintableRow
            key={printable.document}
            ticketId={ticket.id}
            printable={printable}
            names={[ticket.company.representative ?? '', technician]}
            attached={has(printable.document)}
            canFill={isAllowed(view.actions, 'ticket.editCompany')}
            obstacle={obstacle(printable.document)}
          />
        ))}
      </ul>
    </Section>
  );
}

/** After the closing: the acceptance protocol of this point of sale, for both sides. */
export function ProtocolPrintable({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { ticket, subTicket } = view;
  const list = useDocuments(ticket.id);
  const technician = useStatus()?.device?.technicianName ?? '';
  const protocol = list?.protocols.find(({ subTicketId }) => subTicketId === subTicket.id);
  if (protocol === undefined) return null;
  return (
    <Section title={t('document.protocol')}>
      <p className="dim">{t('printed.protocolText')}</p>
      <ul>
        <PrintableRow
          ticketId={ticket.id}
          printable={protocol}
          names={[subTicket.training?.retailerName ?? '', technician]}
          attached={false}
          obstacle={null}
        />
      </ul>
      <AttachScan ticketId={ticket.id} document="protocol" subTicketId={subTicket.id} />
    </Section>
  );
}
