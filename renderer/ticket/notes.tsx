import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { TicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { isAllowed, useIntent } from './actions.tsx';
import styles from './ticket.module.css';

/** Notes are never edited, only added; the newest stands first. */
export function Notes({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const notes = view.ticket.notes.toReversed();
  return (
    <Section title={t('ticket.notes')}>
      {isAllowed(view.actions, 'ticket.addNote') && <AddNote ticketId={view.ticket.id} />}
      {notes.length === 0 && <p className="dim">{t('ticket.noNotes')}</p>}
      {notes.map((note) => (
        <div key={note.at + note.text} className={styles.note}>
          <span className="dim num">
            {note.author}, {formatInstant(note.at, language)}
          </span>
          <p>{note.text}</p>
        </div>
      ))}
    </Section>
  );
}

function AddNote({ ticketId }: { readonly ticketId: string }) {
  const t = useT();
  const [text, setText] = useState('');
  const act = useIntent(() => setText(''));
  return (
    <form
      className={ui.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') act.run({ kind: 'ticket.addNote', target: ticketId, args: { text: text.trim() } });
      }}
    >
      <Textarea
        className={ui.grow ?? ''}
        label={t('field.note')}
        rows={2}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={act.busy} disabled={text.trim() === ''}>
        {t('operation.ticket.addNote')}
      </Button>
      <ActProblem act={act} />
    </form>
  );
}
