import { IconUserCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { formatNip } from '../../domain/nip.ts';
import type { Language } from '../../domain/text.ts';
import type { ListColumn } from '../../electron/core/api/list-contract.ts';
import type { TicketHint, TicketRow } from '../../electron/core/api/list-views.ts';
import { formatDate } from '../format.ts';
import type { Translate } from '../i18n.ts';
import { StatusPill, WaitingPill } from '../ui/status-pill.tsx';
import styles from './tickets.module.css';
import { Urgency } from './urgency.tsx';

/** Widths in rem; the name takes what is left. */
export const widths: Readonly<Record<ListColumn, number>> = {
  deadline: 11,
  type: 4.4,
  crmId: 3.1,
  nip: 7.2,
  name: 9,
  city: 5.2,
  acquired: 5,
  status: 8.1,
  caretaker: 5.2,
  openedOn: 4.9,
  closedOn: 4.7,
  days: 4.4,
};
export const isRight = (column: ListColumn): boolean => ['crmId', 'openedOn', 'closedOn', 'days'].includes(column);

export interface CellProps {
  readonly row: TicketRow;
  readonly hint: TicketHint | undefined;
  /** Whether the keyboard comes to this line first. */
  readonly active: boolean;
}

/** The texts are asked for once a line: in each of its cells that would cost more than all else. */
export interface Texts {
  readonly t: Translate;
  readonly language: Language;
}

/** What stands in a column of a line. Long words are cut off in sight only: the whole is the title. */
export function cellOf(column: ListColumn, { row, hint, active }: CellProps, { t, language }: Texts): ReactNode {
  const cut = (text: string) => (
    <span className={styles.clamp} title={text}>
      {text}
    </span>
  );
  const cells: Readonly<Record<ListColumn, () => ReactNode>> = {
    deadline: () => <Urgency row={row} hint={hint} t={t} language={language} />,
    type: () => row.type,
    crmId: () => row.crmId,
    nip: () => formatNip(row.nip),
    name: () => <Name row={row} active={active} t={t} />,
    city: () => cut(row.city),
    acquired: () => t(row.acquiredByDealer ? 'answer.yes' : 'answer.no'),
    status: () => <StatusPill status={row.status} />,
    caretaker: () => (row.caretaker === null ? '–' : cut(row.caretaker)),
    openedOn: () => formatDate(row.openedOn, language),
    closedOn: () => (row.closedOn === null ? '–' : formatDate(row.closedOn, language)),
    days: () => row.daysSinceOpened,
  };
  return cells[column]();
}

function Name({ row, active, t }: { readonly row: TicketRow; readonly active: boolean; readonly t: Translate }) {
  return (
    <span className={styles.nameCell}>
      <Link
        href={`/tickets/${row.id}`}
        className={styles.clamp}
        title={row.name}
        tabIndex={active ? 0 : -1}
        data-ticket={row.id}
        onClick={(event) => event.stopPropagation()}
      >
        {row.name}
      </Link>
      {row.mine && <IconUserCheck size={16} role="img" aria-label={t('tickets.mine')} />}
      {row.waiting > 0 && <WaitingPill count={row.waiting} />}
    </span>
  );
}

/** A line that is on its way. */
export const Awaited = () => <span className={styles.awaited} />;
