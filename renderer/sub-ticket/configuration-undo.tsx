import { Button, Modal } from '@mantine/core';
import type { ConfigChangeView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

interface Props {
  /** The change to undo; the question is open as long as there is one. */
  readonly change: ConfigChangeView | undefined;
  /** How many later changes are undone with it. */
  readonly later: number;
  readonly onClose: () => void;
  readonly onUndone: (change: ConfigChangeView) => void;
}

export function UndoQuestion({ change, later, onClose, onUndone }: Props) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const undo = useAct(
    async (of: ConfigChangeView) => {
      const answer = await client.till.restore({ id: of.id });
      return answer.ok ? { ok: true as const, value: of } : answer;
    },
    (of) => {
      onClose();
      onUndone(of);
    },
  );
  const at = change === undefined ? '' : formatInstant(change.at, language, true);
  const close = () => {
    undo.reset();
    onClose();
  };
  return (
    <Modal
      opened={change !== undefined}
      onClose={close}
      title={t('question.undo', { at })}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      {change !== undefined && (
        <div className={ui.sectionBody}>
          <p className="mono break">{change.file}</p>
          <p>{t('question.undo.text')}</p>
          {later > 0 && <p>{t('question.undo.later', { count: later })}</p>}
          <ActProblem act={undo} />
          <div className={ui.row}>
            <Button loading={undo.busy} onClick={() => undo.run(change)}>
              {t('configuration.undo')}
            </Button>
            <Button variant="subtle" onClick={close}>
              {t('action.back')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
