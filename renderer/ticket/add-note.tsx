import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../i18n.ts';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { useIntent } from './actions.tsx';

/** A field for one more note, and the button that adds it. */
export function AddNote(props: { readonly ticketId: string; readonly label: string; readonly filled?: boolean }) {
  const t = useT();
  const [text, setText] = useState('');
  const act = useIntent(() => setText(''));
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
        onChange={(event) => setText(event.currentTarget.value)}
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
    </form>
  );
}
