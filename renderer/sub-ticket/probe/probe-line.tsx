import type { ProbeStage } from '../../../domain/probe.ts';
import { useT } from '../../i18n.ts';
import { probeGroupIds, type ShownGroup, shownGroup, wires } from './groups.ts';
import { groupLooks, stageNames, statusLooks } from './looks.ts';
import styles from './probe.module.css';

interface Props {
  readonly stages: readonly ProbeStage[];
  readonly running: boolean;
}

/** A line from the till to M/platform, on which the break is seen. */
export function ProbeLine({ stages, running }: Props) {
  const t = useT();
  const groups = probeGroupIds.map((id) => shownGroup(id, stages, running));
  const wire = wires(groups);
  return (
    <div className={styles.lineBox}>
      <ol className={styles.line} aria-label={t('probe.line')}>
        {groups.map((group, n) => (
          <Node key={group.id} group={group} wire={wire[n] ?? undefined} running={running} />
        ))}
      </ol>
    </div>
  );
}

function Node(props: { readonly group: ShownGroup; readonly wire: string | undefined; readonly running: boolean }) {
  const t = useT();
  const { id, status, worst, ended, all } = props.group;
  const { icon: Icon, text } = groupLooks[id];
  const { icon: Sign, text: word } = statusLooks[status];
  const counted = props.running && ended < all;
  return (
    <li className={styles.node} data-status={status} data-wire={props.wire}>
      <span className={styles.dot}>
        <Icon size="1.375rem" aria-hidden />
        {status !== 'pending' && (
          <span className={styles.sign}>
            <Sign size="0.8125rem" stroke={3} aria-hidden />
          </span>
        )}
      </span>
      <span className={styles.nodeText}>
        <strong>{t(text)}</strong>
        <span className={styles.word}>{counted ? t('probe.ofStages', { done: ended, all }) : t(word)}</span>
        {(status === 'failed' || status === 'warned') && <span className={styles.where}>{t(stageNames[worst])}</span>}
      </span>
    </li>
  );
}
