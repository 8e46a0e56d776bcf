import { fieldInWords, reasonInWords } from '../../domain/operations/reason-words.ts';
import type { FormView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { ActButton } from '../ticket/actions.tsx';
import { Fact, Facts, Mail, Phone, Section } from '../ui/parts.tsx';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { readForm, shownAs } from './read-form.ts';

/** The same to be read, why it cannot be changed now, and what would have to happen first. */
export function ReadOnlyForm({ view }: { readonly view: FormView }) {
  const t = useT();
  const language = useLanguage();
  const { obstacle, ticket, target, draft, fields } = view;
  const kept = readForm(fields, draft.typed).filter(({ changed }) => changed);
  return (
    <>
      {obstacle !== null && (
        <Notice tone="accent">
          <span>{reasonInWords(obstacle, { ticketId: ticket.id, name: ticket.company.name }, language)}</span>
          <div className={ui.row}>
            {obstacle.code === 'ticket.not-taken' && <ActButton kind="ticket.take" target={ticket.id} variant="default" />}
            {obstacle.code === 'ticket.suspended' && <ActButton kind="ticket.resume" target={ticket.id} variant="default" />}
            {obstacle.code === 'subTicket.not-taken' && <ActButton kind="subTicket.take" target={target} variant="default" />}
            {obstacle.code === 'subTicket.suspended' && <ActButton kind="subTicket.resume" target={target} variant="default" />}
          </div>
        </Notice>
      )}
      {draft.at !== null && kept.length > 0 && (
        <Notice tone="warn">
          <span>{t('form.draftWaits', { at: formatInstant(draft.at, language) })}</span>
          <ul>
            {kept.map(({ field, text }) => (
              <li key={field}>
                {fieldInWords(field, language)}: {text === '' ? t('form.empty') : text}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Section title={t(view.form === 'company' ? 'form.group.company' : 'form.group.point')}>
        <Facts>
          {fields.map(({ field, value }) => (
            <Fact key={field} label={fieldInWords(field, language)}>
              {field === 'phone' ? (
                <Phone number={value} />
              ) : field === 'email' ? (
                <Mail address={value} />
              ) : (
                shownAs(field, value)
              )}
            </Fact>
          ))}
        </Facts>
      </Section>
    </>
  );
}
