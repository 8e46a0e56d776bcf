import { Button, Modal, Switch } from '@mantine/core';
import { useState } from 'react';
import type { AppStatus } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** The simulated counterparts, which can be stopped to practise what happens then. */
export function TrainingRoom({ training }: { readonly training: NonNullable<AppStatus['training']> }) {
  const t = useT();
  const client = useClient();
  const server = useAct((running: boolean) => client.training.setServer({ running }));
  const pcpos = useAct((state: 'start' | 'stop' | 'restart') => client.training.setPcpos({ state }));
  const running = training.pcposRunning;
  return (
    <Section title={t('training.title')} actions={<Reset />}>
      <Switch
        label={t('training.server')}
        description={t(training.serverRunning ? 'training.serverOn' : 'training.serverOff')}
        checked={training.serverRunning}
        disabled={server.busy}
        onChange={(event) => server.run(event.currentTarget.checked)}
      />
      <ActProblem act={server} />
      <div className={ui.row}>
        <span className={ui.grow}>
          {t('training.pcpos')} <strong>{t(running ? 'till.running' : 'till.stopped')}</strong>
        </span>
        <Button variant="default" loading={pcpos.busy} onClick={() => pcpos.run(running ? 'stop' : 'start')}>
          {t(running ? 'training.stopPcpos' : 'training.startPcpos')}
        </Button>
        <Button variant="default" loading={pcpos.busy} disabled={!running} onClick={() => pcpos.run('restart')}>
          {t('training.restartPcpos')}
        </Button>
      </div>
      <ActProblem act={pcpos} />
    </Section>
  );
}

function Reset() {
  const t = useT();
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const act = useAct(
    () => client.training.reset(),
    () => setAsking(false),
  );
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('training.reset')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('question.reset')}
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        <div className={ui.stack}>
          <p>{t('question.reset.text')}</p>
          <ActProblem act={act} />
          <div className={ui.row}>
            <Button color="red" loading={act.busy} onClick={() => act.run(undefined)}>
              {t('training.resetNow')}
            </Button>
            <Button variant="subtle" onClick={() => setAsking(false)}>
              {t('action.back')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
