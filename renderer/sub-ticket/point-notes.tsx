import type { SubTicket } from '../../domain/model/index.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import styles from './sub-ticket.module.css';

/** Why it stands still, or ended: the note that was left then. */
export function WhyStill({ subTicket: { status, notes } }: { readonly subTicket: SubTicket }) {
  const t = useT();
  const note = notes.at(-1);
  if ((status !== 'suspended' && status !== 'resigned') || note === undefined) return null;
  return (
    <Notice tone="warn">
      <span className="break">
        {t(status === 'suspended' ? 'ticket.suspendedBecause' : 'subTicket.resignedBecause')} {note.text}
      </span>
    </Notice>
  );
}

/** Notes of a sub-ticket are made by suspending and resigning; the newest stands first. */
export function PointNotes({ subTicket: { notes } }: { readonly subTicket: SubTicket }) {
  const t = useT();
  const language = useLanguage();
  if (notes.length === 0) return null;
  return (
    <Section title={t('ticket.notes')}>
      <ul className={styles.checks}>
        {notes.toReversed().map((note) => (
          <li key={note.at + note.text} className={styles.note}>
            <span className="dim num">
              {note.author}, {formatInstant(note.at, language)}
            </span>
            <p className="break">{note.text}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
