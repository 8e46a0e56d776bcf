import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { TicketView } from '../../electron/core/api/views.ts';
import { CompanySection } from '../company/company-section.tsx';
import { TicketPrintables } from '../documents/printables.tsx';
import { useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { QuoteSection } from '../quote/quote-section.tsx';
import { Pending } from '../sync/pending.tsx';
import { goneText } from '../sync/words.ts';
import { MissingPage } from '../ui/missing-page.tsx';
import { Section } from '../ui/parts.tsx';
import { Notice, PageSkeleton } from '../ui/states.tsx';
import { StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { isAllowed, MoreActions } from './actions.tsx';
import { Deadlines } from './deadlines.tsx';
import { Documents } from './documents.tsx';
import { asksForNote, NoteDemand } from './note-demand.tsx';
import { Notes } from './notes.tsx';
import { SubTickets } from './sub-tickets.tsx';
import { TicketNextStep } from './ticket-next-step.tsx';

export function TicketScreen({ id }: { readonly id: string }) {
  const { data } = useQuery(useApi().tickets.get.queryOptions({ input: { id } }));
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <MissingPage problem={data.error} />;
  return <TicketPage view={data.value} />;
}

/** Before the papers are signed and gone, and as long as the ticket is suspended. */
const canHesitate = ({ ticket, actions, mine }: TicketView): boolean =>
  mine && (ticket.status === 'suspended' || (ticket.exportedToBackofficeAt === null && isAllowed(actions, 'ticket.suspend')));

/** One page, with its sections in the order of the manual's work. */
function TicketPage({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const { ticket } = view;
  return (
    <article className={ui.page}>
      <div className={ui.bar}>
        <nav className={ui.crumbs} aria-label={t('action.breadcrumbs')}>
          <Link href="/" className={ui.row}>
            <IconArrowLeft size={16} aria-hidden />
            {t('tickets.title')}
          </Link>
        </nav>
        {view.removed === null && (
          <div className={ui.row}>
            {canHesitate(view) && (
              <Button component={Link} href={`/tickets/${ticket.id}/hesitation`} variant="default">
                {t(ticket.status === 'suspended' ? 'hesitation.goOn' : 'hesitation.open')}
              </Button>
            )}
            <MoreActions row="ticket" target={ticket.id} name={ticket.company.name} actions={view.actions} />
          </div>
        )}
      </div>
      <header className={ui.row}>
        <h1 className="break">{ticket.company.name}</h1>
        <StatusPill status={view.removed === null ? ticket.status : 'withdrawn'} />
      </header>
      {view.removed !== null && (
        <Notice tone="warn">
          <span>
            {goneText(view.removed.reason, language)} {t('ticket.removed')}
          </span>
        </Notice>
      )}
      {view.removed === null && !view.mine && ticket.technicianId !== null && (
        <Notice tone="accent">{t('ticket.colleagues')}</Notice>
      )}
      <TicketNextStep view={view} />
      <NoteDemand view={view} />
      {ticket.suspensionNote !== null && (
        <Notice tone="warn">
          {t('ticket.suspendedBecause')} {ticket.suspensionNote}
        </Notice>
      )}
      <Pending operations={view.operations} />
      <Section title={t('ticket.deadlines')}>
        <Deadlines
          deadlines={view.deadlines}
          over={view.removed !== null || ticket.status === 'resigned'}
          noteDemanded={view.noteDemanded}
          asked={asksForNote(view)}
        />
      </Section>
      <CompanySection view={view} />
      <QuoteSection ticketId={ticket.id} />
      <TicketPrintables view={view} />
      <Documents view={view} />
      <SubTickets view={view} />
      <Notes view={view} />
    </article>
  );
}
