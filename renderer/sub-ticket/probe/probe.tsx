import { Button, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { SubTicketView } from '../../../electron/core/api/views.ts';
import { useLanguage, useT } from '../../i18n.ts';
import { useStatus } from '../../queries.tsx';
import { Section } from '../../ui/parts.tsx';
import { Notice } from '../../ui/states.tsx';
import ui from '../../ui/ui.module.css';
import { findingText } from './finding.ts';
import { ProbeHistory } from './history.tsx';
import { ProbeLine } from './probe-line.tsx';
import { Progress } from './progress.tsx';
import { RunReport } from './run-report.tsx';
import { StageList } from './stage-list.tsx';
import { TakeSigned } from './take-signed.tsx';
import { type ProbeState, useProbe } from './use-probe.ts';

export function Probe({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { state, start, cancel } = useProbe(view.subTicket.id, view.lastProbe);
  const known = state.run !== null || state.stages.length > 0;
  const tryAgain = state.crashed || (state.run !== null && state.run.verdict !== 'passed');
  // What was taken in is shown above the place where it was given.
  const top = useRef<HTMLDivElement>(null);
  useEscape(state.running, cancel);
  return (
    <div className={ui.stack} ref={top}>
      <Section
        title={t('probe.title')}
        actions={
          // Never the place of the button that cancels: a second press must not undo the first.
          <Button
            onClick={state.running ? undefined : start}
            aria-disabled={state.running}
            data-disabled={state.running || undefined}
            variant={tryAgain || view.nextStep === 'probe' ? 'filled' : 'default'}
          >
            {t(state.running ? 'probe.running' : known ? 'probe.again' : 'probe.run')}
          </Button>
        }
      >
        {!known && !state.running && <p className="dim">{t('probe.intro')}</p>}
        <Offline hidden={state.running || tryAgain} />
        <ProbeLine stages={state.stages} running={state.running} />
        <Spoken state={state} />
        {state.running && <Progress done={state.stages.length} onCancel={cancel} />}
        {tryAgain && !state.running && isProven(view) && <Notice tone="accent">{t('probe.earlierHolds')}</Notice>}
        <Outcome view={view} state={state} />
      </Section>
      <TakeSigned view={view} onTaken={() => top.current?.scrollIntoView()} />
      <ProbeHistory subTicketId={view.subTicket.id} shown={state.run?.id ?? view.lastProbe?.id} />
    </div>
  );
}

function Outcome({ view, state }: { readonly view: SubTicketView; readonly state: ProbeState }) {
  const t = useT();
  const { run } = state;
  if (state.running) return <StageList stages={state.stages} running />;
  if (run !== null && !state.crashed) return <RunReport key={run.id} run={run} voidedBy={voidedBy(view)} />;
  if (state.stages.length === 0 && !state.crashed) return null;
  return (
    <>
      {state.crashed ? <Notice tone="bad">{t('error.unexpected')}</Notice> : <Notice tone="warn">{t('probe.cancelled')}</Notice>}
      {state.stages.length > 0 && <StageList stages={state.stages} running={false} />}
    </>
  );
}

const isProven = ({ conditions }: SubTicketView): boolean => conditions.some((c) => c.code === 'probe' && c.met);

/** Why the gate takes the proof no more, e.g. because it expired or the configuration changed since. */
function voidedBy({ conditions, subTicket }: SubTicketView) {
  const condition = conditions.find((c) => c.code === 'probe');
  if (subTicket.status === 'closed' || condition === undefined || condition.met) return null;
  return condition.reason;
}

/** One voice for the whole test: its beginning and its outcome, and nothing in between. */
function Spoken({ state }: { readonly state: ProbeState }) {
  const t = useT();
  const language = useLanguage();
  const { run } = state;
  const outcome = () => {
    if (state.running) return t('probe.running');
    if (state.crashed) return t('error.unexpected');
    if (run === null) return state.stages.length === 0 ? '' : t('probe.cancelled');
    if (run.verdict === 'cancelled') return t('probe.cancelled');
    if (run.verdict === 'passed') return t('probe.passed');
    return run.cause === null ? t('probe.unfinished') : findingText(run.cause, t, language);
  };
  return (
    <VisuallyHidden role="status" data-testid="probe-spoken">
      {outcome()}
    </VisuallyHidden>
  );
}

function Offline({ hidden }: { readonly hidden: boolean }) {
  const t = useT();
  const sync = useStatus()?.sync;
  return !hidden && sync?.state === 'offline' ? <p className="dim">{t('probe.offline')}</p> : null;
}

function useEscape(active: boolean, onEscape: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onEscape();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
