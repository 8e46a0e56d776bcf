import { Button } from '@mantine/core';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** After this device was forgotten in training nothing begins by itself: with nothing left, there is nothing to ask twice about. */
export function BeginTraining() {
  const t = useT();
  const client = useClient();
  const act = useAct(() => client.training.reset());
  return (
    <>
      <Notice tone="warn">{t('forget.trainingGone')}</Notice>
      <div className={ui.row}>
        <Button loading={act.busy} onClick={() => act.run(undefined)}>
          {t('forget.trainAgain')}
        </Button>
      </div>
      <ActProblem act={act} />
    </>
  );
}
