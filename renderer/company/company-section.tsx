import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { formatNip } from '../../domain/nip.ts';
import { formatBankAccount } from '../../domain/polish-numbers.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { formatDate, formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { isAllowed } from '../ticket/actions.tsx';
import { Contact, Fact, Facts, Mail, Phone, Section } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import { readForm } from './read-form.ts';

/** On the ticket's page: the company in its facts, and the way to its form. */
export function CompanySection({ view: { ticket, daysSinceOpened, actions } }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const { company } = ticket;
  return (
    <Section
      title={t('ticket.company')}
      actions={
        <Button component={Link} href={`/tickets/${ticket.id}/company`} variant="default">
          {t(isAllowed(actions, 'ticket.editCompany') ? 'form.editCompany' : 'form.showCompany')}
        </Button>
      }
    >
      <Facts>
        <Fact label={t('column.name')}>{company.name}</Fact>
        <Fact label={t('column.nip')}>{formatNip(company.nip)}</Fact>
        <Fact label="REGON">{company.regon ?? ''}</Fact>
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
        <Fact label={t('field.representative')}>{company.representative ?? ''}</Fact>
        <Fact label={t('field.bankAccount')}>{formatBankAccount(company.bankAccount ?? '')}</Fact>
        <Fact label={t('column.caretaker')}>
          <Contact person={ticket.caretaker} />
        </Fact>
        <Fact label={t('column.type')}>{ticket.type}</Fact>
        <Fact label={t('column.acquired')}>{t(ticket.acquiredByDealer ? 'answer.yes' : 'answer.no')}</Fact>
        <Fact label={t('column.opened')}>{formatDate(ticket.openedOn, language)}</Fact>
        <Fact label={t('column.closed')}>{ticket.closedOn === null ? '' : formatDate(ticket.closedOn, language)}</Fact>
        <Fact label={t('column.days')}>{daysSinceOpened}</Fact>
      </Facts>
      <Unsaved ticketId={ticket.id} />
    </Section>
  );
}

function Unsaved({ ticketId }: { readonly ticketId: string }) {
  const t = useT();
  const language = useLanguage();
  const input = { form: 'company', target: ticketId } as const;
  const { data } = useQuery(useApi().forms.get.queryOptions({ input }));
  if (data === undefined || !data.ok) return null;
  const { draft, fields } = data.value;
  if (draft.at === null || !readForm(fields, draft.typed).some(({ changed }) => changed)) return null;
  return <Notice tone="accent">{t('form.draftOpen', { at: formatInstant(draft.at, language) })}</Notice>;
}
