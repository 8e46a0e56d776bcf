import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { formatNip } from '../../domain/nip.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { TicketPrintables } from '../documents/printables.tsx';
import { formatDate } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { QuoteSection } from '../quote/quote-section.tsx';
import { Pending } from '../sync/pending.tsx';
import { MissingPage } from '../ui/missing-page.tsx';
import { Contact, Fact, Facts, Mail, Phone, Section } from '../ui/parts.tsx';
import { Notice, PageSkeleton } from '../ui/states.tsx';
import { StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { MoreActions } from './actions.tsx';
import { Deadlines } from './deadlines.tsx';
import { Documents } from './documents.tsx';
import { Notes } from './notes.tsx';
import { SubTickets } from './sub-tickets.tsx';
import { TicketNextStep } from './ticket-next-step.tsx';

export function TicketScreen({ id }: { readonly id: string }) {
  const { data } = useQuery(useApi().tickets.get.queryOptions({ input: { id } }));
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <MissingPage problem={data.error} />;
  return <TicketPage view={data.value} />;
}

/** One page, with its sections in the order of the manual's work. */
function TicketPage({ view }: { readonly view: TicketView }) {
  const t = useT();
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
            <MoreActions row="ticket" target={ticket.id} name={ticket.company.name} actions={view.actions} />
          </div>
        )}
      </div>
      <header className={ui.row}>
        <h1 className="break">{ticket.company.name}</h1>
        <StatusPill status={ticket.status} />
      </header>
      {view.removed !== null && <Notice tone="warn">{t('ticket.removed')}</Notice>}
      <TicketNextStep view={view} />
      {ticket.suspensionNote !== null && (
        <Notice tone="warn">
          {t('ticket.suspendedBecause')} {ticket.suspensionNote}
        </Notice>
      )}
      <Pending operations={view.operations} />
      <Section title={t('ticket.deadlines')}>
        <Deadlines deadlines={view.deadlines} />
      </Section>
      <Company view={view} />
      <QuoteSection ticketId={ticket.id} />
      <TicketPrintables view={view} />
      <Documents view={view} />
      <SubTickets view={view} />
      <Notes view={view} />
    </article>
  );
}

function Company({ view: { ticket, daysSinceOpened } }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const { company } = ticket;
  return (
    <Section title={t('ticket.company')}>
      <Facts>
        <Fact label={t('column.name')}>{company.name}</Fact>
        <Fact label={t('column.nip')}>{formatNip(company.nip)}</Fact>
        <Fact label={t('column.crmId')}>{company.crmId}</Fact>
        <Fact label={t('field.address')}>
          {company.street}
          <br />
          {company.postalCode} {company.city}
        </Fact>
        <Fact label={t('field.phone')}>
          <Phone number={company.phone} />
        </Fact>
        <Fact label={t('field.email')}>
          <Mail address={company.email} />
        </Fact>
        <Fact label={t('column.caretaker')}>
          <Contact person={ticket.caretaker} />
        </Fact>
        <Fact label={t('column.type')}>{ticket.type}</Fact>
        <Fact label={t('column.acquired')}>{t(ticket.acquiredByDealer ? 'answer.yes' : 'answer.no')}</Fact>
        <Fact label={t('column.opened')}>{formatDate(ticket.openedOn, language)}</Fact>
        <Fact label={t('column.closed')}>{ticket.closedOn === null ? '' : formatDate(ticket.closedOn, language)}</Fact>
        <Fact label={t('column.days')}>{daysSinceOpened}</Fact>
      </Facts>
    </Section>
  );
}
