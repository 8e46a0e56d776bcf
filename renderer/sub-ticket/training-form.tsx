import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { IntentOf } from '../../domain/operations/operation.ts';
import type { Checklist, RetailerTrainingView, SubTicketView, TrainingDraft } from '../../electron/core/api/views.ts';
import { SignerFields, signedBy } from '../documents/signer.tsx';
import { KeepingLine, KeepingTrouble } from '../draft/keeping-line.tsx';
import { useT } from '../i18n.ts';
import { useIntent } from '../ticket/actions.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ChecklistFields, itemsOf } from './checklist-fields.tsx';
import styles from './training.module.css';
import { startOf, useTrainingDraft } from './use-training-draft.ts';

type Recorded = IntentOf<'subTicket.recordTraining'>['args'];

/** What is recorded of a draft; null while name or signature is missing. Of another list's points nothing is. */
function recordedOf(typed: TrainingDraft, list: Checklist): Recorded | null {
  const signed = signedBy(typed);
  if (signed === null) return null;
  const done = itemsOf(list).filter((id) => typed.done.includes(id));
  const left = list.left.map(({ id }) => id).filter((id) => typed.left.includes(id));
  return {
    retailerName: signed.name,
    checklist: { id: list.id, done, left },
    ...(signed.drawn === null ? {} : { signature: signed.drawn }),
  };
}

/** The training, ticked as one goes, and the retailer's word for it by name and signature. */
export function TrainingForm(props: {
  readonly view: SubTicketView;
  readonly training: RetailerTrainingView;
  readonly list: (typed: TrainingDraft) => Checklist;
  /** Recorded, or given up. */
  readonly onDone: () => void;
}) {
  const t = useT();
  const hint = useId();
  const { view, training } = props;
  const { id, training: recorded } = view.subTicket;
  const draft = useTrainingDraft(training);
  const typed = draft.typed ?? startOf(recorded, training.suggested);
  const list = props.list(typed);
  const change = (part: Partial<TrainingDraft>): void => draft.keep({ ...typed, checklist: list.id, ...part });
  const done = (): void => void draft.drop().then(props.onDone);
  const act = useIntent(done);
  const [dropped, setDropped] = useState<TrainingDraft>();
  const args = recordedOf(typed, list);
  const all = itemsOf(list);
  const open = all.filter((item) => !typed.done.includes(item)).length;
  return (
    <form
      className={ui.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (args !== null) act.run({ kind: 'subTicket.recordTraining', target: id, args });
      }}
    >
      <KeepingTrouble keeping={draft.keeping} settle={draft.settle} />
      {dropped !== undefined && draft.typed === null && (
        <Notice tone="accent" live>
          <span>{t('trained.dropped')}</span>
          <div className={ui.row}>
            <Button variant="default" onClick={() => draft.keep(dropped)}>
              {t('undo.do')}
            </Button>
          </div>
        </Notice>
      )}
      <ChecklistFields training={training} list={list} typed={typed} onChange={change} />
      <div className={styles.confirm}>
        <SignerFields
          label={t('trained.retailer')}
          nameLabel={t('field.retailerName')}
          consent={(name) => t('trained.consent', { name })}
          state={typed}
          onChange={({ strokes, ...part }) =>
            change({ ...part, ...(strokes && { strokes: strokes.map((stroke) => [...stroke]) }) })
          }
        />
      </div>
      <ActProblem act={act} />
      <div className={ui.row}>
        <Button
          type="submit"
          size="md"
          loading={act.busy}
          disabled={args === null}
          aria-describedby={hint}
          variant={recorded === null ? 'filled' : 'default'}
        >
          {t('operation.subTicket.recordTraining')}
        </Button>
        {(draft.keeping.state === 'kept' || recorded !== null) && (
          <Button
            variant="subtle"
            size="md"
            disabled={act.busy}
            onClick={() => {
              setDropped(recorded === null ? typed : undefined);
              done();
            }}
          >
            {t(recorded === null ? 'trained.startAgain' : 'trained.leave')}
          </Button>
        )}
        <span id={hint} className="dim" role="status">
          {args === null ? t('trained.notYet') : open === 0 ? t('trained.ready') : t('trained.open', { count: open })}
        </span>
        <KeepingLine keeping={draft.keeping} />
      </div>
    </form>
  );
}
