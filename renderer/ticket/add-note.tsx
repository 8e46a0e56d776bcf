import { Button, Textarea } from '@mantine/core';
import { KeepingTrouble } from '../draft/keeping-line.tsx';
import { useNoteDraft } from '../draft/use-note-draft.ts';
import { useT } from '../i18n.ts';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { useIntent } from './actions.tsx';

/** A field for one more note, and the button that adds it. */
export function AddNote(props: { readonly ticketId: string; readonly label: string; readonly filled?: boolean }) {
  const t = useT();
  const draft = useNoteDraft('ticket.addNote', props.ticketId);
  const text = draft.typed ?? '';
  const act = useIntent(() => void draft.drop());
  return (
    <form
      className={ui.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') act.run({ kind: 'ticket.addNote', target: props.ticketId, args: { text: text.trim() } });
      }}
    >
      <Textarea
        className={ui.grow ?? ''}
        label={props.label}
        rows={2}
        maxLength={4000}
        value={text}
        readOnly={!draft.ready}
        onChange={(event) => draft.keep(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant={props.filled === true ? 'filled' : 'default'}
        loading={act.busy}
        disabled={text.trim() === ''}
      >
        {t('operation.ticket.addNote')}
      </Button>
      <ActProblem act={act} />
      <KeepingTrouble keeping={draft.keeping} settle={draft.settle} />
    </form>
  );
}
