import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { missingDocuments } from '../../domain/operations/ticket-rules.ts';
import { quoteScanOutdated } from '../../domain/quote-scan.ts';
import { assertNever } from '../../domain/result.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { NextStepBar } from '../ui/next-step.tsx';
import { showSection } from '../ui/when-there.ts';
import { ActButton } from './actions.tsx';
import { documentList } from './file-text.ts';

/** Without any of these neither the agreement nor the power of attorney can be printed. */
const requiredOfCompany = ['name', 'nip', 'street', 'postalCode', 'city', 'representative'] as const;

export function TicketNextStep({ view }: { readonly view: TicketView }) {
  const t = useT();
  const { ticket, nextStep } = view;
  const missing = missingDocuments(ticket);
  switch (nextStep) {
    case 'none':
      return null;
    case 'takeTicket':
      return (
        <NextStepBar title={t('next.takeTicket')} text={t('next.takeTicket.text')}>
          <ActButton kind="ticket.take" target={ticket.id} />
        </NextStepBar>
      );
    case 'prepareDocuments':
      // The manual: the retailer is shown the cost before anything else.
      if (ticket.quote === null)
        return (
          <NextStepBar title={t('next.quote')} text={t('next.quote.text')}>
            <Button component={Link} href={`/tickets/${ticket.id}/quote`}>
              {t('quote.make')}
            </Button>
          </NextStepBar>
        );
      if (quoteScanOutdated(ticket))
        return (
          <NextStepBar
            title={t('next.quoteScan')}
            text={t('document.quoteOutdated', { revision: ticket.quote.revision })}
            tone="warn"
          >
            <Button onClick={() => showSection(t('printed.title'))}>{t('next.toDocuments')}</Button>
          </NextStepBar>
        );
      if (missing.length === 0)
        return (
          <NextStepBar title={t('next.export')} text={t('next.export.text')}>
            <ActButton kind="ticket.exportToBackoffice" target={ticket.id} />
          </NextStepBar>
        );
      // Agreement and power of attorney are made of these; the manual has them completed before anything is printed.
      if (missing.includes('agreement') && requiredOfCompany.some((field) => !ticket.company[field]))
        return (
          <NextStepBar title={t('next.company')} text={t('next.company.text')}>
            <Button component={Link} href={`/tickets/${ticket.id}/company`}>
              {t('next.toCompany')}
            </Button>
          </NextStepBar>
        );
      return (
        <NextStepBar
          title={t('next.prepareDocuments')}
          text={
            missing.includes('quote')
              ? t('next.prepareDocuments.text')
              : t('next.prepareDocuments.rest', { documents: documentList(missing, t) })
          }
        >
          <Button onClick={() => showSection(t(missing.includes('quote') ? 'printed.title' : 'ticket.documents'))}>
            {t('next.toDocuments')}
          </Button>
        </NextStepBar>
      );
    case 'mendDocuments':
      return (
        <NextStepBar title={t('next.mendDocuments')} text={t('next.mendDocuments.text')} tone="warn">
          <Button onClick={() => showSection(t('ticket.documents'))}>{t('next.toDocuments')}</Button>
        </NextStepBar>
      );
    case 'resume':
      return (
        <NextStepBar title={t('next.resume')} text={t('next.resume.text')} tone="warn">
          <ActButton kind="ticket.resume" target={ticket.id} />
        </NextStepBar>
      );
    case 'done':
      return <NextStepBar title={t('next.done')} text={t('next.ticketDone.text')} tone="ok" />;
    case 'takeSubTicket':
    case 'configure':
    case 'probe':
    case 'train':
    case 'invoice':
    case 'close':
    case 'waitForLine':
      return <ToSubTicket view={view} />;
    default:
      return assertNever(nextStep);
  }
}

/** The work goes on at a point of sale: the first one that is not finished. */
function ToSubTicket({ view }: { readonly view: TicketView }) {
  const t = useT();
  const open = view.subTickets.filter((s) => s.status !== 'closed' && s.status !== 'resigned');
  const next = open.find((s) => s.status === 'inProgress' && !s.closeWaits) ?? open.find((s) => !s.closeWaits) ?? open[0];
  if (next === undefined) return null;
  return (
    <NextStepBar
      title={next.closeWaits ? t('next.waitForLine') : t('next.goToPoint', { punktId: next.punktId })}
      text={t(next.closeWaits ? 'next.waitForLine.text' : 'next.goToPoint.text', { name: next.name })}
    >
      <Button component={Link} href={`/tickets/${view.ticket.id}/sub-tickets/${next.id}`}>
        {t('next.openPoint', { punktId: next.punktId })}
      </Button>
    </NextStepBar>
  );
}
