import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { ProbeStage, ProbeStageId } from '../../../domain/probe.ts';
import { formatMs } from '../../format.ts';
import { useLanguage, useT } from '../../i18n.ts';
import { EvidenceList } from './evidence-list.tsx';
import { adviceText, findingText } from './finding.ts';
import { type ProbeGroupId, probeGroupIds, type ShownStatus, shownGroup, shownStatus, stagesWorstFirst } from './groups.ts';
import { actorLooks, groupLooks, stageNames, statusLooks } from './looks.ts';
import styles from './probe.module.css';

interface Props {
  readonly stages: readonly ProbeStage[];
  readonly running: boolean;
}

/** All stages by place. Where something is wrong, the places that are well fold away, so that it is seen at once. */
export function StageList({ stages, running }: Props) {
  const t = useT();
  const [chosen, setChosen] = useState<Partial<Record<ProbeGroupId, boolean>>>({});
  const troubled = stages.some((s) => s.status === 'failed' || s.status === 'warned');
  return (
    <ul className={styles.groups} aria-label={t('probe.stages')}>
      {probeGroupIds.map((id) => {
        const { status } = shownGroup(id, stages, running);
        const needsSomeone = status === 'failed' || status === 'warned';
        const open = chosen[id] ?? (running || !troubled || needsSomeone);
        return (
          <Group
            key={id}
            id={id}
            stages={stages}
            running={running}
            open={open}
            onToggle={() => setChosen({ ...chosen, [id]: !open })}
          />
        );
      })}
    </ul>
  );
}

function Group(props: Props & { readonly id: ProbeGroupId; readonly open: boolean; readonly onToggle: () => void }) {
  const t = useT();
  const panel = useId();
  const { id, stages, running, open } = props;
  const { status, ended, all } = shownGroup(id, stages, running);
  const { icon: Icon, text } = groupLooks[id];
  return (
    <li className={styles.group} data-status={status}>
      <h3>
        <button type="button" className={styles.groupHead} aria-expanded={open} aria-controls={panel} onClick={props.onToggle}>
          <IconChevronRight className={styles.chevron} size={16} aria-hidden />
          <Icon size={18} aria-hidden />
          <span className={styles.groupName}>{t(text)}</span>
          {running && ended < all ? (
            <span className="dim num">{t('probe.ofStages', { done: ended, all })}</span>
          ) : (
            <Status status={status} />
          )}
        </button>
      </h3>
      <ul id={panel} hidden={!open}>
        {open &&
          stagesWorstFirst(id, stages).map((stage) => (
            <StageRow
              key={stage}
              id={stage}
              stage={stages.find((s) => s.id === stage)}
              all={stages}
              status={shownStatus(stage, stages, running)}
            />
          ))}
      </ul>
    </li>
  );
}

export function Status({ status }: { readonly status: ShownStatus }) {
  const t = useT();
  const { icon: Icon, text } = statusLooks[status];
  return (
    <span className={styles.status} data-status={status}>
      <Icon size={15} stroke={2.5} aria-hidden />
      {t(text)}
    </span>
  );
}

interface RowProps {
  readonly id: ProbeStageId;
  readonly stage: ProbeStage | undefined;
  readonly all: readonly ProbeStage[];
  readonly status: ShownStatus;
}

function StageRow({ id, stage, all, status }: RowProps) {
  const t = useT();
  const language = useLanguage();
  const advice = stage === undefined ? undefined : adviceText(stage, language);
  const actor = stage?.actor == null ? null : actorLooks[stage.actor];
  const timed = stage !== undefined && stage.status !== 'notRun' && stage.status !== 'notTestable';
  return (
    <li className={styles.stage} data-status={status}>
      <div className={styles.stageHead}>
        <strong>{t(stageNames[id])}</strong>
        <Status status={status} />
      </div>
      <div className={styles.stageBody}>
        {stage !== undefined && <p>{findingText(stage, t, language, all)}</p>}
        {advice !== undefined && <p className={styles.advice}>{advice}</p>}
        {actor !== null && (
          <p className={styles.actor}>
            <actor.icon size={16} aria-hidden />
            {t('probe.actor', { actor: t(actor.text) })}
          </p>
        )}
      </div>
      <span className={`${styles.time} num`}>{timed ? formatMs(stage.ms, language) : ''}</span>
      {stage !== undefined && stage.status !== 'notRun' && <Details id={id} stage={stage} />}
    </li>
  );
}

/** Kept shut: it is for whoever is on the telephone, or wants to argue with the finding. */
function Details({ id, stage }: { readonly id: ProbeStageId; readonly stage: ProbeStage }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const panel = useId();
  return (
    <>
      <button
        type="button"
        className={styles.details}
        aria-expanded={open}
        aria-controls={panel}
        aria-label={t('probe.detailsOf', { stage: t(stageNames[id]) })}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight className={styles.chevron} size={14} aria-hidden />
        {t('probe.details')}
      </button>
      <div id={panel} className={styles.panel} hidden={!open}>
        {open && <EvidenceList code={stage.code} evidence={stage.evidence} />}
      </div>
    </>
  );
}
