import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { InboxItem } from '../../electron/core/api/views.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { didText, placeText } from './words.ts';

/** As much of an operation as is asked about before it is given up or said otherwise. */
export type Decided = Pick<InboxItem, 'id' | 'kind' | 'place' | 'said' | 'mayHaveArrived'>;

/** It was sent, and there is no answer: nobody here can know whether it was done. */
export function MayHaveArrived() {
  const t = useT();
  return <Notice tone="warn">{t('inbox.mayHaveArrived')}</Notice>;
}

/**
 * Names what is given up, and says what becomes of it.
 * @param props.from the word on the button that asked: what still waits is taken back, the rest is given up
 */
export function DiscardQuestion(props: {
  readonly item: Decided;
  readonly built: number;
  readonly from?: 'withdraw' | 'discard';
  readonly onClose: () => void;
}) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { item, built, from = 'discard', onClose } = props;
  const [withBuilt, setWithBuilt] = useState(true);
  const act = useAct(() => client.inbox.discard({ id: item.id, withBuilt: built > 0 && withBuilt }), onClose);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(from === 'withdraw' ? 'waiting.withdrawTitle' : 'inbox.discardTitle', {
        what: didText(item.kind, language),
        where: placeText(t, item.place),
      })}
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      <div className={ui.stack}>
        {item.mayHaveArrived ? <MayHaveArrived /> : <p>{t('inbox.discardText')}</p>}
        {built > 0 && (
          <Checkbox
            checked={withBuilt}
            onChange={(event) => setWithBuilt(event.currentTarget.checked)}
            label={t('inbox.discardBuilt', { count: built })}
          />
        )}
        <ActProblem act={act} />
        <div className={ui.row}>
          <Button color="red" loading={act.busy} onClick={() => act.run(undefined)}>
            {t(from === 'withdraw' ? 'operations.withdraw' : 'inbox.discardConfirm')}
          </Button>
          <Button variant="subtle" data-autofocus onClick={onClose}>
            {t('action.back')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
