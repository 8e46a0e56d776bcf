import { Button, Skeleton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TillStatus } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { Notice, ProblemNotice } from '../ui/states.tsx';
import { ChooseFolder } from './till-choose.tsx';
import { TillFacts } from './till-facts.tsx';
import { FoundFolders } from './till-found.tsx';
import { TillLog } from './till-log.tsx';

/** The till of this machine: which one it is, and all that is known about it. */
export function TillFolder({ till, fixed }: { readonly till: TillStatus; readonly fixed: boolean }) {
  const t = useT();
  const facts = useQuery(useApi().till.facts.queryOptions({ enabled: till.folder !== null }));
  // Without a folder nothing is asked, and what the practice till answered before is not of this one.
  const known = till.folder !== null && facts.data?.ok === true ? facts.data.value : null;
  return (
    <Section
      title={t('settings.till')}
      actions={
        till.folder !== null && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={facts.isFetching}
            onClick={() => void facts.refetch()}
          >
            {t('settings.readAgain')}
          </Button>
        )
      }
    >
      {till.problem !== null && <ProblemNotice problem={till.problem} tone="warn" />}
      <TillFacts till={till} facts={known} />
      {facts.isLoading && <Skeleton h={120} />}
      {facts.isError && <Notice tone="bad">{t('error.unexpected')}</Notice>}
      {known?.log && <TillLog log={known.log} />}
      <FoundFolders current={till.folder} version={known?.version?.version ?? null} fixed={fixed} />
      {!fixed && <ChooseFolder folder={till.folder} />}
    </Section>
  );
}
