import { Button, Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ConfigChangeView, RestorePlanView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient } from '../queries.tsx';
import { ActProblem, Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { Diff } from './diff.tsx';

interface Props {
  /** The change to undo; the question is open as long as there is one. */
  readonly change: ConfigChangeView | undefined;
  /** How many later changes are undone with it. */
  readonly later: number;
  readonly onClose: () => void;
  readonly onUndone: (change: ConfigChangeView) => void;
}

/** What would come back is seen before it does, as a plan is; what is then done is exactly that. */
export function UndoQuestion({ change, later, onClose, onUndone }: Props) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const input = { id: change?.id ?? '' };
  const { data } = useQuery(useApi().till.planRestore.queryOptions({ input, enabled: change !== undefined, gcTime: 0 }));
  const undo = useAct(
    async ({ of, expect }: { of: ConfigChangeView; expect: string | null }) => {
      const answer = await client.till.restore({ id: of.id, expect });
      return answer.ok ? { ok: true as const, value: of } : answer;
    },
    (of) => {
      onClose();
      onUndone(of);
    },
  );
  const at = change === undefined ? '' : formatInstant(change.at, language, true);
  const plan = data?.ok === true ? data.value : undefined;
  const close = () => {
    undo.reset();
    onClose();
  };
  return (
    <Modal
      opened={change !== undefined}
      onClose={close}
      title={t('question.undo', { at })}
      size="60rem"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('action.dismiss') }}
    >
      {change !== undefined && (
        <div className={ui.stack}>
          <p className="mono break">{change.file}</p>
          <p>{t('question.undo.text')}</p>
          {later > 0 && <p>{t('question.undo.later', { count: later })}</p>}
          {data === undefined && <Skeleton h={120} />}
          {data?.ok === false && <ProblemNotice problem={data.error} />}
          {plan !== undefined && <WhatComesBack plan={plan} />}
          <ActProblem act={undo} />
          <div className={ui.row}>
            <Button
              loading={undo.busy}
              disabled={plan?.changed !== true}
              onClick={() => plan !== undefined && undo.run({ of: change, expect: plan.before.digest })}
            >
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

function WhatComesBack({ plan }: { readonly plan: RestorePlanView }) {
  const t = useT();
  const { before, after, diff, unseen } = plan;
  if (!plan.changed) return <Notice tone="accent">{t('question.undo.same')}</Notice>;
  const form = ({ encoding, newline }: RestorePlanView['before']) => `${encoding ?? ''}, ${newline?.toUpperCase() ?? ''}`;
  return (
    <>
      {plan.foreignEdit && (
        <Notice tone="warn" live>
          <strong>{t('question.undo.foreign')}</strong>
          <span>{t('question.undo.foreignText')}</span>
        </Notice>
      )}
      {before.digest === null && <Notice tone="warn">{t('question.undo.missing')}</Notice>}
      {before.problem !== null && (
        <ProblemNotice problem={before.problem} tone="warn">
          <span>{t('question.undo.unreadableNow')}</span>
        </ProblemNotice>
      )}
      {after.problem !== null && (
        <ProblemNotice problem={after.problem} tone="warn">
          <span>{t('question.undo.unreadableThen')}</span>
        </ProblemNotice>
      )}
      <Diff lines={diff} />
      {diff.length === 0 && <Notice tone="accent">{t('question.undo.form', { from: form(before), to: form(after) })}</Notice>}
      {unseen > 0 && <p className="dim">{t('question.undo.unseen', { count: unseen })}</p>}
    </>
  );
}
