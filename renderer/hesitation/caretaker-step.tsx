import { Button } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import type { HesitationView } from '../../electron/core/api/views.ts';
import { formatInstant, telHref } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { AddNote } from '../ticket/add-note.tsx';
import { Copy } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { PathStep, type StepState } from './step.tsx';

/** The group's own contact for the retailer, one click away; what was agreed becomes a note. */
export function CaretakerStep({ view, state }: { readonly view: HesitationView; readonly state: StepState }) {
  const t = useT();
  const language = useLanguage();
  const { caretaker, notes, ticket } = view;
  return (
    <PathStep number={3} title={t('hesitation.caretaker')} state={state}>
      <p className="dim">{t('hesitation.caretaker.text')}</p>
      {caretaker === null ? (
        <Notice tone="warn">{t('hesitation.noCaretaker')}</Notice>
      ) : (
        <div className={ui.row}>
          <strong>{caretaker.name}</strong>
          {caretaker.phone !== '' && (
            <span className={ui.reach}>
              <Button
                component="a"
                href={telHref(caretaker.phone)}
                variant={state === 'now' ? 'filled' : 'default'}
                leftSection={<IconPhone size={16} aria-hidden />}
              >
                {t('hesitation.call', { number: caretaker.phone })}
              </Button>
              <Copy value={caretaker.phone} label={t('field.copyPhone', { number: caretaker.phone })} />
            </span>
          )}
          {caretaker.email !== '' && (
            <span className={ui.reach}>
              <Button
                component="a"
                href={`mailto:${caretaker.email}`}
                variant="default"
                leftSection={<IconMail size={16} aria-hidden />}
              >
                {t('hesitation.write', { address: caretaker.email })}
              </Button>
              <Copy value={caretaker.email} label={t('field.copyEmail', { address: caretaker.email })} />
            </span>
          )}
        </div>
      )}
      {notes.map((note) => (
        <p key={note.at + note.text} className="break">
          <span className="dim num">
            {note.author}, {formatInstant(note.at, language)}
          </span>
          <br />
          {note.text}
        </p>
      ))}
      {view.suspended !== null && <AddNote ticketId={ticket.id} label={t('hesitation.talk')} />}
    </PathStep>
  );
}
