import type { TicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { isAllowed } from './actions.tsx';
import { AddNote } from './add-note.tsx';
import styles from './ticket.module.css';

/** Notes are never edited, only added; the newest stands first. */
export function Notes({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const notes = view.ticket.notes.toReversed();
  return (
    <Section title={t('ticket.notes')}>
      {isAllowed(view.actions, 'ticket.addNote') && <AddNote ticketId={view.ticket.id} label={t('field.note')} />}
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
