import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { missingDocuments } from '../../domain/operations/ticket-rules.ts';
import { assertNever } from '../../domain/result.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { NextStepBar } from '../ui/next-step.tsx';
import { ActButton } from './actions.tsx';

export function TicketNextStep({ view }: { readonly view: TicketView }) {
  const t = useT();
  const { ticket, nextStep } = view;
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
      if (missingDocuments(ticket).length === 0)
        return (
          <NextStepBar title={t('next.export')} text={t('next.export.text')}>
            <ActButton kind="ticket.exportToBackoffice" target={ticket.id} />
          </NextStepBar>
        );
      return <NextStepBar title={t('next.prepareDocuments')} text={t('next.prepareDocuments.text')} />;
    case 'mendDocuments':
      return <NextStepBar title={t('next.mendDocuments')} text={t('next.mendDocuments.text')} tone="warn" />;
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
