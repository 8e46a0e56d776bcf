import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { PracticeScenarioView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './practice.module.css';
import { doneOf, usePracticeText } from './use-practice.ts';

/** Takes one exercise or all back to the beginning, once the person has read what goes with it. */
export function ResetExercises({
  which,
  all = false,
}: {
  readonly which: readonly PracticeScenarioView[];
  readonly all?: boolean;
}) {
  const t = useT();
  const say = usePracticeText();
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const act = useAct(() => client.practice.reset(all ? {} : { id: which[0]?.id ?? '' }), close);
  const name = which[0] === undefined ? '' : say(which[0].title);
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t(all ? 'practice.resetAll' : 'practice.reset')}
      </Button>
      <Modal
        opened={asking}
        onClose={close}
        title={all ? t('practice.resetAll.question') : t('practice.reset.question', { name })}
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        <div className={ui.stack}>
          <p>{t('practice.reset.text')}</p>
          <ul className={styles.goes}>
            {which.map((one) => (
              <li key={one.id}>
                {all && <strong>{say(one.title)}: </strong>}
                {t('practice.reset.steps', { count: doneOf(one) })}
                {one.tickets.length > 0 && <> {t('practice.reset.tickets', { names: one.tickets.join('; ') })}</>}
              </li>
            ))}
          </ul>
          <p className="dim">{t('practice.reset.stays')}</p>
          <ActProblem act={act} />
          <div className={ui.row}>
            <Button color="red" loading={act.busy} onClick={() => act.run(undefined)}>
              {t(all ? 'practice.resetAll.now' : 'practice.reset.now')}
            </Button>
            <Button variant="subtle" onClick={close}>
              {t('action.back')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
