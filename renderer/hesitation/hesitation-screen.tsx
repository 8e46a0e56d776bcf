import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { HesitationView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Pending } from '../sync/pending.tsx';
import { ActButton } from '../ticket/actions.tsx';
import { MissingPage } from '../ui/missing-page.tsx';
import { PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { CaretakerStep } from './caretaker-step.tsx';
import styles from './hesitation.module.css';
import { MailStep } from './mail-step.tsx';
import { pathStates } from './path.ts';
import { QuoteStep } from './quote-step.tsx';
import { PathStep } from './step.tsx';
import { SuspendStep } from './suspend-step.tsx';

/** The retailer hesitates or declines: the manual's path, step by step, from the quote to the day on which the work goes on. */
export function HesitationScreen({ ticketId }: { readonly ticketId: string }) {
  const { data } = useQuery(useApi().hesitation.get.queryOptions({ input: { ticketId } }));
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <MissingPage problem={data.error} />;
  return <HesitationPage view={data.value} />;
}

function HesitationPage({ view }: { readonly view: HesitationView }) {
  const t = useT();
  const { ticket, suspended } = view;
  const states = pathStates(view);
  return (
    <article className={ui.page}>
      <nav className={ui.crumbs} aria-label={t('action.breadcrumbs')}>
        <Link href={`/tickets/${ticket.id}`} className={ui.row}>
          <IconArrowLeft size={16} aria-hidden />
          {t('subTicket.ofTicket', { name: ticket.company.name })}
        </Link>
      </nav>
      <h1 className="break">{t('hesitation.title')}</h1>
      <p className="dim">{t('hesitation.text')}</p>
      <Pending operations={view.waiting} />
      <ol className={styles.steps}>
        <QuoteStep view={view} state={states.quote} />
        <SuspendStep view={view} state={states.suspend} />
        <CaretakerStep view={view} state={states.caretaker} />
        <MailStep view={view} state={states.mail} />
        <PathStep number={5} title={t('hesitation.resume')} state={states.resume}>
          <p className="dim">{t('hesitation.resume.text')}</p>
          {suspended !== null && (
            <div className={ui.row}>
              <ActButton kind="ticket.resume" target={ticket.id} variant={states.resume === 'now' ? 'filled' : 'default'} />
            </div>
          )}
        </PathStep>
      </ol>
    </article>
  );
}
