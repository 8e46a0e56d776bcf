import type { Problem } from '../../../domain/problem.ts';
import type { ProbeRun } from '../../../electron/core/api/views.ts';
import { formatInstant, formatMs } from '../../format.ts';
import { useLanguage, useT } from '../../i18n.ts';
import { SinceGood } from './changes.tsx';
import styles from './probe.module.css';
import { SaveReport } from './save-report.tsx';
import { StageList } from './stage-list.tsx';
import { Verdict } from './verdict.tsx';

interface Props {
  readonly run: ProbeRun;
  /** Why the proof of a run that passed counts no more. */
  readonly voidedBy?: Problem | null;
}

/** All there is to know about one run. */
export function RunReport({ run, voidedBy = null }: Props) {
  return (
    <>
      <Verdict run={run} voidedBy={voidedBy} />
      <RunTime run={run} />
      {run.verdict === 'failed' && run.sinceGood !== null && <SinceGood since={run.sinceGood} />}
      <StageList stages={run.stages} running={false} />
      <SaveReport run={run} />
    </>
  );
}

export const tookMs = (run: Pick<ProbeRun, 'startedAt' | 'finishedAt'>): number =>
  Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt));

function RunTime({ run }: { readonly run: ProbeRun }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className={`${styles.runTime} dim num`}>
      <p>{t('probe.when', { at: formatInstant(run.finishedAt, language, true), took: formatMs(tookMs(run), language) })}</p>
      {run.handover !== null && <p>{t('probe.fromTill', { machine: run.handover.machineId, code: run.handover.code })}</p>}
    </div>
  );
}
