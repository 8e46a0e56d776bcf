import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { ProtocolPrintable } from '../documents/printables.tsx';
import { useHandedOverFor } from '../handed-over/use-handed-over.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Pending } from '../sync/pending.tsx';
import { isAllowed, MoreActions } from '../ticket/actions.tsx';
import { MissingPage } from '../ui/missing-page.tsx';
import { Copy } from '../ui/parts.tsx';
import { PageSkeleton } from '../ui/states.tsx';
import { StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { Closing } from './closing.tsx';
import { Configuration } from './configuration.tsx';
import { PointFacts } from './facts.tsx';
import { SubTicketNextStep } from './next-step.tsx';
import { PointNotes, WhyStill } from './point-notes.tsx';
import { Probe } from './probe/probe.tsx';
import { firstStep, type Step } from './step.ts';
import { StepPanel, Steps } from './steps.tsx';
import styles from './sub-ticket.module.css';
import { Training } from './training.tsx';
import { Undo } from './undo.tsx';

export function SubTicketScreen({ id }: { readonly id: string }) {
  const { data } = useQuery(useApi().subTickets.get.queryOptions({ input: { id } }));
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <MissingPage problem={data.error} />;
  return <SubTicketPage view={data.value} />;
}

function SubTicketPage({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { ticket, subTicket } = view;
  // Chosen once and then by the person: the page must not jump away from what was just done.
  const [chosen, setStep] = useState<Step>(() => firstStep(view.nextStep));
  const handedOver = useHandedOverFor(subTicket.id);
  useEffect(() => {
    if (handedOver !== null) setStep('probe');
  }, [handedOver]);
  // Of what was resigned from no step is left to be done, only what it means for the ticket.
  const resigned = subTicket.status === 'resigned';
  const step = resigned ? 'closing' : chosen;
  const label = t('field.copyPunkt', { punktId: subTicket.punktId });
  return (
    <article className={ui.page}>
      <div className={ui.bar}>
        <nav className={ui.crumbs} aria-label={t('action.breadcrumbs')}>
          <Link href={`/tickets/${ticket.id}`} className={ui.row}>
            <IconArrowLeft size={16} aria-hidden />
            {t('subTicket.ofTicket', { name: ticket.company.name })}
          </Link>
        </nav>
        <div className={ui.row}>
          <MoreActions row="subTicket" target={subTicket.id} name={subTicket.punktId} actions={view.actions} />
        </div>
      </div>
      <header className={styles.hero}>
        <div className={styles.punkt}>
          <span>{t('field.punktId')}</span>
          <strong>
            {subTicket.punktId}
            <Copy value={subTicket.punktId} label={label} />
          </strong>
        </div>
        <div className={ui.grow}>
          <h1 className="break">{subTicket.pointOfSale.name}</h1>
          <p className="dim">
            {subTicket.pointOfSale.street}, {subTicket.pointOfSale.postalCode} {subTicket.pointOfSale.city}
          </p>
        </div>
        <StatusPill status={subTicket.status} />
      </header>
      <SubTicketNextStep view={view} step={step} onStep={setStep} />
      <WhyStill subTicket={subTicket} />
      <Pending operations={view.operations} />
      {!resigned && <Steps view={view} step={step} onStep={setStep} />}
      <StepPanel step="configuration" current={step}>
        <Configuration view={view} />
      </StepPanel>
      <StepPanel step="probe" current={step}>
        <Probe view={view} />
      </StepPanel>
      <StepPanel step="training" current={step}>
        <Training view={view} />
      </StepPanel>
      <StepPanel step="closing" current={step}>
        <div className={ui.stack}>
          <Closing view={view} onStep={setStep} />
          {view.subTicket.status === 'closed' && <ProtocolPrintable view={view} />}
        </div>
      </StepPanel>
      <PointFacts subTicket={subTicket} editable={isAllowed(view.actions, 'subTicket.editPointOfSale')} />
      <PointNotes subTicket={subTicket} />
      <Undo view={view} />
    </article>
  );
}
