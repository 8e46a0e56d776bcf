import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { FormKind, FormView } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Pending } from '../sync/pending.tsx';
import { MissingPage } from '../ui/missing-page.tsx';
import { Copy } from '../ui/parts.tsx';
import { PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './company.module.css';
import { FormEditor } from './editor.tsx';
import { FormHistory } from './history.tsx';
import { ReadOnlyForm } from './read-only.tsx';

/** *Edycja firmy*. */
export const CompanyScreen = ({ ticketId }: { readonly ticketId: string }) => <FormScreen form="company" target={ticketId} />;
/** *Edycja punktu handlowo-usługowego*. */
export const PointScreen = ({ id }: { readonly id: string }) => <FormScreen form="pointOfSale" target={id} />;

function FormScreen(input: { readonly form: FormKind; readonly target: string }) {
  const { data } = useQuery(useApi().forms.get.queryOptions({ input }));
  if (data === undefined) return <PageSkeleton />;
  if (!data.ok) return <MissingPage problem={data.error} />;
  return <FormPage view={data.value} />;
}

const titles: Readonly<Record<FormKind, { readonly edit: UiKey; readonly read: UiKey }>> = {
  company: { edit: 'form.company', read: 'form.companyRead' },
  pointOfSale: { edit: 'form.point', read: 'form.pointRead' },
};

function FormPage({ view }: { readonly view: FormView }) {
  const t = useT();
  const { form, ticket, target, punktId } = view;
  const isCompany = form === 'company';
  return (
    <article className={ui.page}>
      <nav className={ui.crumbs} aria-label={t('action.breadcrumbs')}>
        <Link href={isCompany ? `/tickets/${ticket.id}` : `/tickets/${ticket.id}/sub-tickets/${target}`} className={ui.row}>
          <IconArrowLeft size={16} aria-hidden />
          {isCompany ? t('subTicket.ofTicket', { name: ticket.company.name }) : t('form.backToPoint', { punktId: punktId ?? '' })}
        </Link>
      </nav>
      <h1 className="break">{t(titles[form][view.obstacle === null ? 'edit' : 'read'])}</h1>
      {punktId !== null && <PunktNumber punktId={punktId} />}
      {isCompany && view.obstacle === null && <p className="dim">{t('form.companyText')}</p>}
      <Pending operations={view.waiting} />
      {view.obstacle === null ? <FormEditor view={view} /> : <ReadOnlyForm view={view} />}
      <FormHistory history={view.history} />
    </article>
  );
}

/** The number that the manual has one note down: PC-POS is given it. */
function PunktNumber({ punktId }: { readonly punktId: string }) {
  const t = useT();
  return (
    <div className={styles.punkt}>
      <span>{t('form.punktId')}</span>
      <strong>
        {punktId}
        <Copy value={punktId} label={t('field.copyPunkt', { punktId })} />
      </strong>
      <p>{t('form.punktIdText')}</p>
    </div>
  );
}
