import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { type ProbeActor, type ProbeStage, probeStageIds } from '../../domain/probe.ts';
import { isTextKey, sentence } from '../../domain/text.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { formatInstant, formatMs } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ProbeLine, shownStatus, stageNames, statusIcons, statusWords } from './probe-line.tsx';
import styles from './sub-ticket.module.css';
import { type ProbeState, useProbe } from './use-probe.ts';

export function Probe({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const { state, start, cancel } = useProbe(view.subTicket.id, view.lastProbe);
  const known = state.stages.length > 0 || state.running;
  return (
    <Section
      title={t('probe.title')}
      actions={
        state.running ? (
          <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={cancel}>
            {t('probe.cancel')}
          </Button>
        ) : (
          <Button onClick={start} variant={view.nextStep === 'probe' ? 'filled' : 'default'}>
            {t('probe.run')}
          </Button>
        )
      }
    >
      {!known && <p className="dim">{t('probe.intro')}</p>}
      <ProbeLine stages={state.stages} running={state.running} />
      <Outcome state={state} />
      {known && <Stages state={state} />}
    </Section>
  );
}

function Outcome({ state }: { readonly state: ProbeState }) {
  const t = useT();
  const language = useLanguage();
  const { run } = state;
  if (state.running) {
    return (
      <p role="status" className="num">
        {t('probe.progress', { done: state.stages.length, all: probeStageIds.length })}
      </p>
    );
  }
  if (state.crashed) return <Notice tone="bad">{t('error.unexpected')}</Notice>;
  if (run === null) return state.stages.length === 0 ? null : <Notice tone="warn">{t('probe.cancelled')}</Notice>;
  const when = t('probe.when', {
    at: formatInstant(run.finishedAt, language),
    took: formatMs(Date.parse(run.finishedAt) - Date.parse(run.startedAt), language),
  });
  return (
    <>
      {run.verdict === 'passed' && run.problem === null && (
        <Notice tone="ok" live>
          <strong>{t('probe.passed')}</strong>
          {run.receipt !== null && (
            <span className="num">{t('probe.receipt', { until: formatInstant(run.receipt.expiresAt, language) })}</span>
          )}
        </Notice>
      )}
      {run.verdict === 'cancelled' && <Notice tone="warn">{t('probe.cancelled')}</Notice>}
      {run.problem !== null && <ProblemNotice problem={run.problem} tone="warn" />}
      {run.cause !== null && run.verdict === 'failed' && <Finding cause={run.cause} />}
      <p className="dim num">{when}</p>
    </>
  );
}

const actors: Readonly<Record<ProbeActor, UiKey>> = {
  technician: 'actor.technician',
  shopNetwork: 'actor.shopNetwork',
  mplatform: 'actor.mplatform',
  insoft: 'actor.insoft',
};

/** The first cause: what is wrong, what to do, and who can do it. */
function Finding({ cause }: { readonly cause: ProbeStage }) {
  const t = useT();
  const language = useLanguage();
  const advice = `${cause.code}.advice`;
  return (
    <Notice tone="bad" live>
      <strong>
        {t(stageNames[cause.id])}: {sentence(cause.code, cause.params, language)}
      </strong>
      {isTextKey(advice) && <span>{sentence(advice, cause.params, language)}</span>}
      <span>
        {cause.actor !== null && t('probe.actor', { actor: t(actors[cause.actor]) })}{' '}
        <span className={ui.code}>{cause.code}</span>
      </span>
    </Notice>
  );
}

function Stages({ state }: { readonly state: ProbeState }) {
  const t = useT();
  const language = useLanguage();
  return (
    <table className={styles.stages}>
      <thead>
        <tr>
          <th scope="col">{t('probe.stage')}</th>
          <th scope="col">{t('probe.state')}</th>
          <th scope="col">{t('probe.finding')}</th>
          <th scope="col">{t('probe.time')}</th>
        </tr>
      </thead>
      <tbody>
        {probeStageIds.map((id) => {
          const stage = state.stages.find((s) => s.id === id);
          const status = shownStatus(id, state.stages, state.running);
          const Icon = statusIcons[status];
          return (
            <tr key={id}>
              <td>{t(stageNames[id])}</td>
              <td>
                <span className={ui.row}>
                  <Icon size={15} aria-hidden />
                  {t(statusWords[status])}
                </span>
              </td>
              <td className="break">{stage === undefined ? '' : sentence(stage.code, stage.params, language)}</td>
              <td className="num">{stage === undefined || stage.status === 'notRun' ? '–' : formatMs(stage.ms, language)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
