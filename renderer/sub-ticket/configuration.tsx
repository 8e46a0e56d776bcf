import { Button, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { PlanView, SubTicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { InstallationPage } from '../ui/installation-page.tsx';
import { Section } from '../ui/parts.tsx';
import { ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ConfigurationHistory } from './configuration-history.tsx';
import { PlanFacts, StoreChoice } from './configuration-plan.tsx';
import { Restart } from './configuration-restart.tsx';
import { Write } from './configuration-write.tsx';
import { Diff } from './diff.tsx';

/** What will be written into PC-POS, line by line, before it is written; then the restart that makes it count. */
export function Configuration({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const [replace, setReplace] = useState(false);
  const input = { subTicketId: view.subTicket.id, replace };
  const { data, isPlaceholderData } = useQuery(useApi().till.plan.queryOptions({ input, placeholderData: keepPreviousData }));
  return (
    <div className={ui.stack}>
      <Section title={t('configuration.title')}>
        {data === undefined && <Skeleton h={160} />}
        {data?.ok === false && (
          <ProblemNotice problem={data.error}>
            <Button component={Link} href="/settings" variant="default">
              {t('configuration.toSettings')}
            </Button>
          </ProblemNotice>
        )}
        {data?.ok === true && (
          <>
            <PlanFacts plan={data.value} />
            {(hasOtherStores(data.value, view.target.storeId) || replace) && (
              <StoreChoice replace={replace} onReplace={setReplace} />
            )}
            <Diff lines={data.value.diff} />
            <Write view={view} plan={data.value} replace={replace} stale={isPlaceholderData} />
          </>
        )}
        <InstallationPage />
        <Restart asked={view.nextStep === 'probe'} />
      </Section>
      <ConfigurationHistory />
    </div>
  );
}

const hasOtherStores = (plan: PlanView, storeId: string): boolean => plan.before.stores.some((store) => store !== storeId);
