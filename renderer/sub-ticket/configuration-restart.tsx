import { Button, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconCircleDot } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RestartState } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import { useAct, useApi, useClient, useStatus } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './sub-ticket.module.css';

const titles: Readonly<Record<Exclude<RestartState, 'done'>, UiKey>> = {
  needed: 'configuration.restartNeeded',
  down: 'configuration.restartDown',
  unknown: 'configuration.restartNeeded',
};
const texts: Readonly<Record<Exclude<RestartState, 'done'>, UiKey>> = {
  needed: 'configuration.restart',
  down: 'configuration.restartDownText',
  unknown: 'configuration.restartUnknownText',
};

/**
 * PC-POS reads the file when it starts: until it was restarted, nothing has changed for the till. Follows the
 * restart as the core sees it.
 * @param asked whether the next step counts on it, so that a restart made before this screen was opened is said too
 */
export function Restart({ asked }: { readonly asked: boolean }) {
  const t = useT();
  const state = useStatus()?.till.restart ?? null;
  const [followed, setFollowed] = useState(false);
  const due = state !== null && state !== 'done';
  if (due && !followed) setFollowed(true);
  if (!due) {
    if (state === null || !(followed || asked)) return null;
    return (
      <Notice tone="ok" live>
        <span>{t('configuration.restarted')}</span>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" live>
      <strong>{t(titles[state])}</strong>
      <span>{t(texts[state])}</span>
      {state !== 'unknown' && <Progress state={state} />}
      <Start state={state} />
    </Notice>
  );
}

const steps: readonly UiKey[] = ['configuration.stepWritten', 'configuration.stepDown', 'configuration.stepUp'];

function Progress({ state }: { readonly state: 'needed' | 'down' }) {
  const t = useT();
  const current = state === 'needed' ? 1 : 2;
  return (
    <ol className={styles.progress}>
      {steps.map((step, n) => {
        const Icon = n < current ? IconCircleCheckFilled : n === current ? IconCircleDot : IconCircle;
        return (
          <li key={step} data-state={n < current ? 'done' : n === current ? 'current' : 'open'}>
            <Icon size={16} aria-hidden />
            {t(step)}
            <VisuallyHidden>{t(n < current ? 'step.done' : n === current ? 'step.current' : 'step.open')}</VisuallyHidden>
          </li>
        );
      })}
    </ol>
  );
}

/** In training both can be done from here; at a real till only what was closed can be started, and not everywhere. */
function Start({ state }: { readonly state: Exclude<RestartState, 'done'> }) {
  const t = useT();
  const client = useClient();
  const training = useStatus()?.mode === 'training';
  const facts = useQuery(useApi().till.facts.queryOptions({ enabled: state === 'down' && !training })).data;
  const restart = useAct(() => client.training.setPcpos({ state: 'restart' }));
  const start = useAct(() => client.till.start());
  const startable = training || (facts?.ok === true && facts.value.startable);
  return (
    <>
      <div className={ui.row}>
        {training && state !== 'down' && (
          <Button loading={restart.busy} onClick={() => restart.run(undefined)}>
            {t('training.restartPcpos')}
          </Button>
        )}
        {state === 'down' && startable && (
          <Button loading={start.busy} onClick={() => start.run(undefined)}>
            {t('configuration.startPcpos')}
          </Button>
        )}
        {state === 'down' && !startable && facts !== undefined && <span>{t('configuration.startByHand')}</span>}
        {state !== 'unknown' && <span className="dim">{t('configuration.watching')}</span>}
      </div>
      <ActProblem act={restart} />
      <ActProblem act={start} />
    </>
  );
}
