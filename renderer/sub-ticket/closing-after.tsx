import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { invoicedTotal } from '../../domain/closing.ts';
import { formatGrosze } from '../../domain/money.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** What the end of a sub-ticket means for its ticket: closed with it, or what keeps it open and where to go on. */
export function TicketAfter({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { ticket, billed, subTicket } = view;
  const open = billed.filter(({ status }) => status !== 'closed' && status !== 'resigned');
  if (ticket.status === 'closed') {
    return (
      <Notice tone="ok" live>
        <strong>{t('after.ticketClosed')}</strong>
        <span>{t('after.ticketClosedText', { name: ticket.company.name })}</span>
      </Notice>
    );
  }
  if (ticket.status === 'resigned' || ticket.status === 'withdrawn') return null;
  if (open.length > 0) {
    return (
      <Notice tone="accent">
        <span>{t('after.others', { count: open.length })}</span>
        <div className={ui.row}>
          {open.map(({ id, punktId }) => (
            <Button key={id} component={Link} href={`/tickets/${ticket.id}/sub-tickets/${id}`} variant="default">
              {t('next.openPoint', { punktId })}
            </Button>
          ))}
        </div>
      </Notice>
    );
  }
  if (!billed.some(({ status }) => status === 'closed')) {
    return (
      <Notice tone="warn">
        <span>{t('after.allResigned')}</span>
        <div className={ui.row}>
          <Button component={Link} href={`/tickets/${ticket.id}`} variant="default">
            {t('next.openTicket')}
          </Button>
        </div>
      </Notice>
    );
  }
  return <QuoteAnew view={view} ended={subTicket.status} />;
}

/**
 * Somebody resigned, and less was invoiced than was quoted for all: the ticket closes by itself once the quote is made anew
 * for what was really done. Shown where that is the case, before the last closing and after it.
 */
export function QuoteAnew({ view, ended }: { readonly view: SubTicketView; readonly ended?: string }) {
  const t = useT();
  const { ticket, billed, subTicket } = view;
  const quoted = ticket.quote?.totalGross;
  const resigned = billed.filter(({ status }) => status === 'resigned');
  const othersEnded = billed.every(({ id, status }) => id === subTicket.id || status === 'closed' || status === 'resigned');
  const invoiced = invoicedTotal(billed);
  if (quoted === undefined || resigned.length === 0 || !othersEnded || invoiced === 0 || invoiced >= quoted) return null;
  return (
    <Notice tone="warn" live>
      <strong>{t(ended === undefined ? 'after.quoteAnewFirst' : 'after.quoteAnew')}</strong>
      <span>
        {t('after.quoteAnewText', {
          resigned: resigned.map(({ punktId }) => punktId).join(', '),
          invoiced: formatGrosze(invoiced),
          quoted: formatGrosze(quoted),
        })}
      </span>
      <div className={ui.row}>
        <Button component={Link} href={`/tickets/${ticket.id}/quote`}>
          {t('after.toQuote')}
        </Button>
      </div>
    </Notice>
  );
}
