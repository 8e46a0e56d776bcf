import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Intent, OperationKind } from '../../domain/operations/operation.ts';
import type { ActionState } from '../../electron/core/api/views.ts';
import { KeepingLine, KeepingTrouble } from '../draft/keeping-line.tsx';
import { useNoteDraft } from '../draft/use-note-draft.ts';
import { type UiKey, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';

/** Records one intent; the failure stays with whoever asked. */
export function useIntent(after?: () => void) {
  const client = useClient();
  return useAct((intent: Intent) => client.operations.submit({ intent }), after);
}

export const isAllowed = (actions: readonly ActionState[], kind: OperationKind): boolean =>
  actions.some((action) => action.kind === kind && action.allowed);

type Simple = Extract<
  OperationKind,
  'ticket.take' | 'ticket.resume' | 'ticket.exportToBackoffice' | 'subTicket.take' | 'subTicket.resume'
>;
type Noted = Extract<OperationKind, 'ticket.suspend' | 'ticket.resign' | 'subTicket.suspend' | 'subTicket.resign'>;
/** The noted actions in the order of the menu, each with its button, its question and its menu entry. */
const noted: Readonly<Record<'ticket' | 'subTicket', readonly Noted[]>> = {
  ticket: ['ticket.suspend', 'ticket.resign'],
  subTicket: ['subTicket.suspend', 'subTicket.resign'],
};

/** A button for an act that needs nothing more to be said. */
export function ActButton(props: { readonly kind: Simple; readonly target: string; readonly variant?: string }) {
  const t = useT();
  const act = useIntent();
  return (
    <>
      <Button
        variant={props.variant ?? 'filled'}
        loading={act.busy}
        onClick={() => act.run({ kind: props.kind, target: props.target, args: {} })}
      >
        {t(`operation.${props.kind}`)}
      </Button>
      <ActProblem act={act} />
    </>
  );
}

/** Suspend and resign, each with the note that the manual demands. Only what the rules allow now is offered. */
export function MoreActions(props: {
  readonly row: 'ticket' | 'subTicket';
  readonly target: string;
  readonly name: string;
  readonly actions: readonly ActionState[];
}) {
  const t = useT();
  const [asking, setAsking] = useState<Noted | null>(null);
  const kinds = noted[props.row].filter((kind) => isAllowed(props.actions, kind));
  if (kinds.length === 0) return null;
  return (
    <>
      {kinds.map((kind) => (
        <Button key={kind} variant="default" onClick={() => setAsking(kind)}>
          {t(`operation.${kind}`)}
        </Button>
      ))}
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === null ? '' : t(questions[asking], { name: props.name })}
        closeButtonProps={{ 'aria-label': t('action.dismiss') }}
      >
        {asking !== null && <NoteForm kind={asking} target={props.target} onDone={() => setAsking(null)} />}
      </Modal>
    </>
  );
}

const questions: Readonly<Record<Noted, UiKey>> = {
  'ticket.suspend': 'question.ticket.suspend',
  'ticket.resign': 'question.ticket.resign',
  'subTicket.suspend': 'question.subTicket.suspend',
  'subTicket.resign': 'question.subTicket.resign',
};

function NoteForm(props: { readonly kind: Noted; readonly target: string; readonly onDone: () => void }) {
  const t = useT();
  const draft = useNoteDraft(props.kind, props.target);
  const note = draft.typed ?? '';
  const act = useIntent(() => {
    void draft.drop();
    props.onDone();
  });
  const text = note.trim();
  return (
    <form
      className={ui.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== '') act.run({ kind: props.kind, target: props.target, args: { note: text } });
      }}
    >
      <Textarea
        data-autofocus
        required
        rows={4}
        maxLength={4000}
        label={t('field.reason')}
        description={t('field.reasonHint')}
        value={note}
        readOnly={!draft.ready}
        onChange={(event) => draft.keep(event.currentTarget.value)}
      />
      <KeepingTrouble keeping={draft.keeping} settle={draft.settle} />
      <ActProblem act={act} />
      <div className={ui.row}>
        <Button type="submit" loading={act.busy} disabled={text === ''}>
          {t(`operation.${props.kind}`)}
        </Button>
        <Button variant="subtle" onClick={props.onDone}>
          {t('action.back')}
        </Button>
        {text !== '' && <KeepingLine keeping={draft.keeping} />}
      </div>
    </form>
  );
}
