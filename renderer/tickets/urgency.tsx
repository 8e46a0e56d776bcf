import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import type { Language } from '../../domain/text.ts';
import type { TicketHint, TicketRow } from '../../electron/core/api/list-views.ts';
import { formatDate } from '../format.ts';
import type { Translate } from '../i18n.ts';
import styles from './tickets.module.css';

/** What expires next and what is missing, in one line: `Umowa i pełnomocnictwo do 30.11.2026 (za 2 dni), brak umowy`. */
export function Urgency(props: {
  readonly row: TicketRow;
  readonly hint: TicketHint | undefined;
  readonly t: Translate;
  readonly language: Language;
}) {
  const { row, hint, t, language } = props;
  const { nextDeadline: next } = row;
  if (next === null) return <span className="dim">–</span>;
  const late = next.state === 'late';
  const tone = late ? 'bad' : next.daysLeft <= 2 ? 'warn' : undefined;
  const Icon = late ? IconAlertTriangle : IconClock;
  const what = t(`deadline.${next.kind}`);
  const when = late
    ? t('urgency.late', { count: -next.daysLeft })
    : t(next.daysLeft === 0 ? 'urgency.today' : 'urgency.left', {
        count: next.daysLeft,
        date: shortDate(next.dueOn, row, language),
      });
  const line = [`${what} ${when}`, ...(hint === undefined ? [] : missing(t, row, hint))].join(', ');
  return (
    <span className={styles.urgency} data-tone={tone} title={line}>
      <Icon size={13} aria-hidden />
      {line}
    </span>
  );
}

/** Without the year where it is that of the opening; a deadline is never far from it. */
const shortDate = (date: string, { openedOn }: TicketRow, language: Language): string => {
  const long = formatDate(date, language);
  return date.slice(0, 4) === openedOn.slice(0, 4) ? long.replace(/[. ]\d{4}$/, '') : long;
};

/** What is missing, shortest way; of several documents the next one and how many more. */
function missing(t: Translate, row: TicketRow, hint: TicketHint): readonly string[] {
  const kind = row.nextDeadline?.kind;
  const parts: string[] = [];
  if (hint.note) parts.push(t('urgency.noNote'));
  if (kind === 'documents') {
    const papers = hint.documents.filter((document) => document !== 'quote');
    // Of the two that the deadline already names, both missing says nothing new.
    if (papers.length === 1 && papers[0] !== undefined)
      parts.push(t(papers[0] === 'agreement' ? 'urgency.noAgreement' : 'urgency.noPower'));
    if (hint.documents.includes('quote')) parts.push(t('urgency.noQuote'));
  }
  if (kind === 'finish') {
    if (hint.export) parts.push(t('urgency.notExported'));
    else if (hint.documents.includes('quote')) parts.push(t('urgency.noQuote'));
    else if (hint.points > 0) parts.push(t('urgency.points', { count: hint.points }));
  }
  return parts;
}
