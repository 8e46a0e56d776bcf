import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { PlanView, SubTicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useApi, useClient, useStatus } from '../queries.tsx';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActProblem, Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ConfigurationHistory } from './configuration-history.tsx';
import { Diff } from './diff.tsx';

/** What will be written into PC-POS, line by line, before it is written. */
export function Configuration({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const api = useApi();
  const client = useClient();
  const [replace, setReplace] = useState(false);
  const [written, setWritten] = useState(false);
  const subTicketId = view.subTicket.id;
  const plan = useQuery(api.till.plan.queryOptions({ input: { subTicketId, replace }, placeholderData: keepPreviousData }));
  const apply = useAct(
    ({ before, after }: PlanView) => client.till.apply({ subTicketId, replace, expect: before.digest, result: after.digest }),
    ({ restartNeeded }) => setWritten(restartNeeded),
  );
  const canWrite = view.subTicket.status === 'inProgress';
  return (
    <div className={ui.stack}>
      <Section title={t('configuration.title')}>
        {plan.data === undefined && <Skeleton h={160} />}
        {plan.data?.ok === false && (
          <ProblemNotice problem={plan.data.error}>
            <Button component={Link} href="/settings" variant="default">
              {t('configuration.toSettings')}
            </Button>
          </ProblemNotice>
        )}
        {plan.data?.ok === true && (
          <>
            <Plan plan={plan.data.value} />
            {(hasOtherStores(plan.data.value, view.target.storeId) || replace) && (
              <StoreChoice replace={replace} onReplace={setReplace} />
            )}
            <Diff lines={plan.data.value.diff} />
            <Write
              plan={plan.data.value}
              canWrite={canWrite}
              asked={view.nextStep === 'configure'}
              busy={apply.busy || plan.isPlaceholderData}
              onWrite={apply.run}
            />
          </>
        )}
        <ActProblem act={apply} />
        {written && <RestartAdvice />}
      </Section>
      <ConfigurationHistory />
    </div>
  );
}

const hasOtherStores = (plan: PlanView, storeId: string): boolean => plan.before.stores.some((store) => store !== storeId);

function Plan({ plan }: { readonly plan: PlanView }) {
  const t = useT();
  const stores = (list: readonly string[]) => (list.length === 0 ? t('configuration.none') : list.join(', '));
  return (
    <>
      {!plan.profile.verified && <Notice tone="warn">{t('configuration.unverified', { profile: plan.profile.name })}</Notice>}
      {plan.obstacle !== null && <ProblemNotice problem={plan.obstacle} />}
      <Facts>
        <Fact label={t('configuration.file')}>
          <span className="mono">{plan.file}</span>
        </Fact>
        <Fact label={t('configuration.server')}>
          {plan.before.server === plan.after.server
            ? (plan.after.server ?? t('configuration.none'))
            : `${plan.before.server ?? t('configuration.none')} → ${plan.after.server ?? t('configuration.none')}`}
        </Fact>
        <Fact label={t('configuration.stores')}>
          {stores(plan.before.stores)} → {stores(plan.after.stores)}
        </Fact>
        <Fact label={t('configuration.format')}>
          {plan.encoding}, {plan.newline.toUpperCase()}
        </Fact>
      </Facts>
    </>
  );
}

/** A till may serve several points of sale: whether the others stay is for the technician to say. */
function StoreChoice({ replace, onReplace }: { readonly replace: boolean; readonly onReplace: (replace: boolean) => void }) {
  const t = useT();
  return (
    <div className={ui.row}>
      <span id="store-choice">{t('configuration.otherStores')}</span>
      <SegmentedControl
        aria-labelledby="store-choice"
        data={[
          { value: 'merge', label: t('configuration.merge') },
          { value: 'replace', label: t('configuration.replace') },
        ]}
        value={replace ? 'replace' : 'merge'}
        onChange={(value) => onReplace(value === 'replace')}
      />
    </div>
  );
}

function Write(props: {
  readonly plan: PlanView;
  readonly canWrite: boolean;
  /** It is the next step: the same content may still have to be recorded. */
  readonly asked: boolean;
  readonly busy: boolean;
  readonly onWrite: (plan: PlanView) => void;
}) {
  const t = useT();
  return (
    <div className={ui.row}>
      <Button
        variant={props.plan.changed || props.asked ? 'filled' : 'default'}
        loading={props.busy}
        disabled={!props.canWrite || !props.plan.writable}
        onClick={() => props.onWrite(props.plan)}
      >
        {t('configuration.save')}
      </Button>
      <span className="dim">
        {!props.canWrite
          ? t('configuration.takeFirst')
          : props.plan.changed
            ? t('configuration.backup')
            : t('configuration.unchanged')}
      </span>
    </div>
  );
}

/** PC-POS reads the file when it starts: until it was restarted, nothing has changed for the till. */
function RestartAdvice() {
  const t = useT();
  const client = useClient();
  const status = useStatus();
  const [restarted, setRestarted] = useState(false);
  const restart = useAct(
    () => client.training.setPcpos({ state: 'restart' }),
    () => setRestarted(true),
  );
  if (restarted) {
    return (
      <Notice tone="ok" live>
        {t('configuration.restarted')}
      </Notice>
    );
  }
  return (
    <Notice tone="warn" live>
      <strong>{t('configuration.saved')}</strong>
      <span>{t('configuration.restart')}</span>
      {status?.mode === 'training' && (
        <div className={ui.row}>
          <Button loading={restart.busy} onClick={() => restart.run(undefined)}>
            {t('training.restartPcpos')}
          </Button>
        </div>
      )}
      <ActProblem act={restart} />
    </Notice>
  );
}
