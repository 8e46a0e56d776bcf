import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import type { DocumentKind } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { Fact, Facts, Section } from '../ui/parts.tsx';
import { ActButton, isAllowed } from './actions.tsx';
import styles from './ticket.module.css';

/** The three that Backoffice needs, in the manual's order: the scan of the quote comes first. */
const needed: readonly (readonly [DocumentKind, UiKey])[] = [
  ['quote', 'document.quote'],
  ['agreement', 'document.agreement'],
  ['powerOfAttorney', 'document.powerOfAttorney'],
];

export function Documents({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const { ticket } = view;
  const exported = ticket.exportedToBackofficeAt;
  return (
    <Section
      title={t('ticket.documents')}
      actions={
        exported === null &&
        isAllowed(view.actions, 'ticket.exportToBackoffice') && (
          <ActButton kind="ticket.exportToBackoffice" target={ticket.id} variant="default" />
        )
      }
    >
      <Facts>
        <Fact label={t('ticket.quote')}>
          {ticket.quote === null ? t('ticket.noQuote') : formatGrosze(ticket.quote.totalGross)}
        </Fact>
        <Fact label={t('ticket.exported')}>
          {exported === null ? t('ticket.notExported') : formatInstant(exported, language)}
        </Fact>
      </Facts>
      <ul>
        {needed.map(([kind, name]) => {
          const file = ticket.files.findLast((f) => f.kind === kind);
          return (
            <li key={kind} className={styles.document}>
              {file === undefined ? (
                <IconCircleDashed size={18} aria-hidden />
              ) : (
                <IconCircleCheckFilled size={18} aria-hidden color="var(--m-ok)" />
              )}
              <strong>{t(name)}</strong>
              <span className="dim break">
                {file === undefined ? t('document.missing') : `${file.name} · ${formatInstant(file.attachedAt, language)}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
