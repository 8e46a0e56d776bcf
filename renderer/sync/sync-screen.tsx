import { Button, Skeleton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AppStatus } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient, useStatus } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem, PageSkeleton, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { OperationList } from './operation-list.tsx';

export function SyncScreen() {
  const t = useT();
  const status = useStatus();
  const api = useApi();
  const operations = useQuery(api.operations.list.queryOptions({ input: { state: 'open' } }));
  const history = useQuery(api.operations.list.queryOptions({ input: { state: 'all' } }));
  if (status === undefined) return <PageSkeleton />;
  const all = operations.data ?? [];
  const refused = all.filter((o) => o.state === 'rejected');
  const open = all.filter((o) => o.state !== 'rejected').toReversed();
  // A refusal that was read is history too: it is in the long list and no longer in the open one.
  const asking = new Set(all.map((o) => o.id));
  const done = (history.data ?? []).filter((o) => !asking.has(o.id));
  return (
    <div className={ui.page}>
      <h1>{t('rail.sync')}</h1>
      <State status={status} />
      {refused.length > 0 && (
        <Section title={t('sync.rejected')} state={<span className="num dim">{refused.length}</span>} flush>
          <OperationList operations={refused} />
        </Section>
      )}
      <Section title={t('sync.waiting')} state={<span className="num dim">{open.length}</span>} flush>
        {operations.data === undefined && <Skeleton h={48} m="md" />}
        {operations.data !== undefined && open.length === 0 && <p className={ui.sectionBody}>{t('sync.nothingWaits')}</p>}
        <OperationList operations={open} />
      </Section>
      {done.length > 0 && (
        <Section title={t('sync.history')} state={<span className="num dim">{done.length}</span>} flush>
          <OperationList operations={done.slice(0, 50)} past />
        </Section>
      )}
    </div>
  );
}

const words: Readonly<Record<AppStatus['sync']['state'], UiKey>> = {
  notEnrolled: 'sync.notEnrolled',
  connecting: 'sync.connecting',
  syncing: 'sync.syncing',
  idle: 'sync.online',
  offline: 'sync.offline',
};

function State({ status: { sync, device } }: { readonly status: AppStatus }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const now = useAct(() => client.sync.now());
  const at = (instant: string | null) => (instant === null ? t('sync.never') : formatInstant(instant, language));
  return (
    <Section
      title={t('sync.state')}
      actions={
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={now.busy || sync.state === 'syncing'}
          disabled={sync.state === 'notEnrolled'}
          onClick={() => now.run(undefined)}
        >
          {t('sync.now')}
        </Button>
      }
    >
      <Facts>
        <Fact label={t('sync.stateNow')}>
          {t(words[sync.state])} <span className="dim">{t('sync.since', { since: formatInstant(sync.since, language) })}</span>
        </Fact>
        <Fact label={t('sync.lastSuccess')}>{at(sync.lastSuccessAt)}</Fact>
        {sync.nextTryAt !== null && <Fact label={t('sync.nextTry')}>{at(sync.nextTryAt)}</Fact>}
        {device !== null && <Fact label={t('settings.server')}>{device.server}</Fact>}
      </Facts>
      {sync.problem !== null && <ProblemNotice problem={sync.problem} tone="warn" />}
      <ActProblem act={now} />
    </Section>
  );
}
