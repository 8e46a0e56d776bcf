import { IconPhone } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ProbeStage } from '../../../domain/probe.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { ProbeRun } from '../../../electron/core/api/views.ts';
import { formatInstant, telHref } from '../../format.ts';
import { useLanguage, useT } from '../../i18n.ts';
import { useStatus } from '../../queries.tsx';
import { Copy } from '../../ui/parts.tsx';
import { Notice, ProblemNotice } from '../../ui/states.tsx';
import ui from '../../ui/ui.module.css';
import { adviceText, findingText } from './finding.ts';
import { groupOf } from './groups.ts';
import { actorLooks, groupLooks, stageNames } from './looks.ts';
import styles from './probe.module.css';

/** How a run ended: one cause, who acts and what to do; or the proof, and what it is bound to. */
export function Verdict({ run, voidedBy = null }: { readonly run: ProbeRun; readonly voidedBy?: Problem | null }) {
  const t = useT();
  const { allowed, missing } = remarks(run);
  const failed = run.stages.filter((s) => s.status === 'failed' && s.id !== run.cause?.id);
  if (run.verdict === 'cancelled') return <Notice tone="warn">{t('probe.cancelled')}</Notice>;
  if (run.verdict === 'passed') {
    return (
      <>
        <Passed run={run} voidedBy={voidedBy} />
        {missing.length > 0 && (
          <Notice tone="warn">
            <Others title={t('probe.stillMissing')} stages={missing} advised />
          </Notice>
        )}
        {allowed.length > 0 && (
          <Notice tone="warn">
            <Others title={t('probe.warnings')} stages={allowed} />
          </Notice>
        )}
      </>
    );
  }
  return (
    <>
      {run.cause === null ? (
        run.problem === null && <Notice tone="bad">{t('probe.unfinished')}</Notice>
      ) : (
        <Cause stage={run.cause}>
          <Others title={t('probe.alsoFailed')} stages={failed} />
          <Others title={t('probe.stillMissing')} stages={missing} />
          <Others title={t('probe.warnings')} stages={allowed} />
        </Cause>
      )}
      {run.problem !== null && (
        <ProblemNotice problem={run.problem} tone={run.cause === null ? 'bad' : 'warn'}>
          {run.cause === null && <span>{t('probe.noReceipt')}</span>}
        </ProblemNotice>
      )}
    </>
  );
}

/** The first cause: what is wrong, what to do, where, and who can do it. */
export function Cause({ stage, children }: { readonly stage: ProbeStage; readonly children?: ReactNode }) {
  const t = useT();
  const language = useLanguage();
  const helpLine = useStatus()?.helpLine;
  const advice = adviceText(stage, language);
  const actor = stage.actor === null ? null : actorLooks[stage.actor];
  const place = groupLooks[groupOf(stage.id)];
  return (
    <Notice tone="bad">
      <p className={styles.what}>{findingText(stage, t, language)}</p>
      {stage.status === 'notTestable' && <p>{t('probe.untestedForbids')}</p>}
      {advice !== undefined && (
        <p>
          <strong>{t('probe.whatToDo')}</strong> {advice}
        </p>
      )}
      <dl className={styles.who}>
        <div>
          <dt>{t('probe.where')}</dt>
          <dd>
            <place.icon size={18} aria-hidden />
            {t(place.text)}: {t(stageNames[stage.id])}
          </dd>
        </div>
        {actor !== null && (
          <div>
            <dt>{t('probe.who')}</dt>
            <dd>
              <actor.icon size={18} aria-hidden />
              {t(actor.text)}
            </dd>
          </div>
        )}
        {stage.actor === 'mplatform' && helpLine !== undefined && (
          <div>
            <dt>{t('probe.helpLine')}</dt>
            <dd className="num">
              <IconPhone size={18} aria-hidden />
              <a href={telHref(helpLine)}>{helpLine}</a>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('probe.code')}</dt>
          <dd className="mono">{stage.code}</dd>
        </div>
      </dl>
      {children}
    </Notice>
  );
}

/** A till seen from a laptop has to call by itself before closing; no other remark holds that up. */
function remarks({ stages }: ProbeRun) {
  const warned = stages.filter((s) => s.status === 'warned');
  const fromLaptop = stages.some((s) => s.code === 'probe.pcpos-not-here');
  const isMissing = (s: ProbeStage) => fromLaptop && s.id === 'tillContact';
  return { missing: warned.filter(isMissing), allowed: warned.filter((s) => !isMissing(s)) };
}

function Others(props: { readonly title: string; readonly stages: readonly ProbeStage[]; readonly advised?: boolean }) {
  const { title, stages } = props;
  const t = useT();
  const language = useLanguage();
  if (stages.length === 0) return null;
  return (
    <div className={styles.others}>
      <strong>{title}</strong>
      <ul>
        {stages.map((stage) => (
          <li key={stage.id}>
            {t(stageNames[stage.id])}: {findingText(stage, t, language)} {props.advised && adviceText(stage, language)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Passed({ run, voidedBy }: { readonly run: ProbeRun; readonly voidedBy: Problem | null }) {
  const t = useT();
  const language = useLanguage();
  const { receipt } = run;
  return (
    <>
      <Notice tone={voidedBy === null ? 'ok' : 'accent'}>
        <p className={styles.what}>{t('probe.passed')}</p>
        {receipt !== null && voidedBy === null && (
          <p className="num">{t('probe.receipt', { until: formatInstant(receipt.expiresAt, language) })}</p>
        )}
        {receipt !== null && (
          <dl className={`${styles.who} ${styles.bound}`}>
            <Bound label={t('probe.boundStore')}>{receipt.storeId}</Bound>
            <Bound label={t('probe.boundOrigin')}>
              {t(receipt.origin === 'workstation' ? 'probe.originWorkstation' : 'probe.originLaptop')}
            </Bound>
            <Bound label={t('probe.boundMachine')}>
              <Short value={receipt.machineId} label={t('probe.copyMachine')} />
            </Bound>
            <Bound label={t('probe.boundConfiguration')}>
              <Short value={receipt.configDigest} label={t('configuration.copyDigest')} />
            </Bound>
          </dl>
        )}
      </Notice>
      {voidedBy !== null && <ProblemNotice problem={voidedBy} tone="warn" />}
    </>
  );
}

const Bound = (props: { readonly label: string; readonly children: ReactNode }) => (
  <div>
    <dt>{props.label}</dt>
    <dd className="num">{props.children}</dd>
  </div>
);

/** The beginning is enough for the eye; the whole is copied. */
export function Short({ value, label }: { readonly value: string; readonly label: string }) {
  if (value.length <= 16) return <span className="mono">{value}</span>;
  return (
    <span className={ui.row}>
      <span className="mono">{value.slice(0, 12)}…</span>
      <Copy value={value} label={label} />
    </span>
  );
}
