import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconPlayerStop, IconUsb, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ProbeRun } from '../../../electron/core/api/views.ts';
import { formatInstant, formatMs } from '../../format.ts';
import { type UiKey, useLanguage, useT } from '../../i18n.ts';
import { useApi } from '../../queries.tsx';
import { Section } from '../../ui/parts.tsx';
import type { Tone } from '../../ui/states.tsx';
import { Pill } from '../../ui/status-pill.tsx';
import ui from '../../ui/ui.module.css';
import { findingText } from './finding.ts';
import { stageNames } from './looks.ts';
import styles from './probe.module.css';
import { RunReport, tookMs } from './run-report.tsx';

const FIRST_SHOWN = 10;

/** Every run for this sub-ticket but the one shown above, newest first; each can be read whole. */
export function ProbeHistory({ subTicketId, shown }: { readonly subTicketId: string; readonly shown: string | undefined }) {
  const t = useT();
  const { data } = useQuery(useApi().probe.history.queryOptions({ input: { subTicketId } }));
  const [all, setAll] = useState(false);
  const earlier = data?.filter((run) => run.id !== shown) ?? [];
  if (earlier.length === 0) return null;
  return (
    <Section
      title={t('probe.history')}
      state={<span className="dim num">{t('probe.runCount', { count: earlier.length })}</span>}
      flush
    >
      <ul className={ui.rows}>
        {earlier.slice(0, all ? undefined : FIRST_SHOWN).map((run) => (
          <Item key={run.id} run={run} />
        ))}
        {!all && earlier.length > FIRST_SHOWN && (
          <li>
            <Button variant="default" onClick={() => setAll(true)}>
              {t('probe.showAllRuns', { count: earlier.length })}
            </Button>
          </li>
        )}
      </ul>
    </Section>
  );
}

const verdicts: Readonly<Record<ProbeRun['verdict'], { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> =
  {
    passed: { icon: IconCircleCheck, tone: 'ok', text: 'probe.verdictPassed' },
    failed: { icon: IconCircleX, tone: 'bad', text: 'probe.verdictFailed' },
    cancelled: { icon: IconPlayerStop, text: 'probe.verdictCancelled' },
  };

function Item({ run }: { readonly run: ProbeRun }) {
  const t = useT();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const panel = useId();
  const { icon, tone, text } = verdicts[run.verdict];
  const at = formatInstant(run.finishedAt, language, true);
  return (
    <li>
      <div className={styles.past}>
        <div className={`${ui.grow} ${ui.stackTight}`}>
          <span className={ui.row}>
            <strong className="num">{at}</strong>
            <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
              {t(text)}
            </Pill>
            {run.handover !== null && <Pill icon={IconUsb}>{t('probe.handoverPill', { code: run.handover.code })}</Pill>}
            <span className="dim num">{formatMs(tookMs(run), language)}</span>
          </span>
          {run.verdict === 'failed' && run.cause !== null && (
            <p className="break">
              {t(stageNames[run.cause.id])}: {findingText(run.cause, t, language)}
            </p>
          )}
        </div>
        <Button
          variant="default"
          aria-expanded={open}
          aria-controls={panel}
          aria-label={t(open ? 'probe.foldRunOf' : 'probe.openRunOf', { at })}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'probe.foldRun' : 'probe.openRun')}
        </Button>
      </div>
      <div id={panel} className={styles.pastBody} hidden={!open}>
        {open && <RunReport run={run} />}
      </div>
    </li>
  );
}
