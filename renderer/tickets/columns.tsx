import { IconUserCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatNip } from '../../domain/nip.ts';
import type { Language } from '../../domain/text.ts';
import type { ListColumn } from '../../electron/core/api/list-contract.ts';
import type { TicketHint, TicketRow } from '../../electron/core/api/list-views.ts';
import { formatDate } from '../format.ts';
import type { Translate } from '../i18n.ts';
import { StatusSign, WaitingPill } from '../ui/status-pill.tsx';
import styles from './tickets.module.css';
import { Urgency } from './urgency.tsx';

/** Widths in rem; the name takes what is left. */
export const widths: Readonly<Record<ListColumn, number>> = {
  deadline: 11.9,
  type: 4.45,
  crmId: 4.05,
  nip: 6.5,
  name: 7.8,
  city: 6.1,
  acquired: 4.5,
  status: 8.1,
  caretaker: 4.8,
  openedOn: 5.4,
  closedOn: 5.4,
  days: 4.6,
};
export const isRight = (column: ListColumn): boolean => ['crmId', 'openedOn', 'closedOn', 'days'].includes(column);

export interface CellProps {
  readonly row: TicketRow;
  readonly hint: TicketHint | undefined;
  /** Whether the keyboard comes to this line first. */
  readonly active: boolean;
}

/** Asked for once by the table: in each of its lines that would cost more than all else. */
export interface Texts {
  readonly t: Translate;
  readonly language: Language;
  /** Where a ticket is found. */
  readonly hrefOf: (id: string) => string;
}

type Cell = (cell: CellProps, texts: Texts) => ReactNode;

/** What stands in a column of a line. Long words are cut off in sight only: the whole is the title. */
export const cells: Readonly<Record<ListColumn, Cell>> = {
  deadline: ({ row, hint }, { t, language }) => <Urgency row={row} hint={hint} t={t} language={language} />,
  type: ({ row }) => row.type,
  crmId: ({ row }) => row.crmId,
  nip: ({ row }) => formatNip(row.nip),
  name: ({ row, active }, texts) => <Name row={row} active={active} texts={texts} />,
  city: ({ row }) => cut(row.city),
  acquired: ({ row }, { t }) => t(row.acquiredByDealer ? 'answer.yes' : 'answer.no'),
  status: ({ row }, { t }) => <StatusSign status={row.status} t={t} />,
  caretaker: ({ row }) => (row.caretaker === null ? '–' : cut(row.caretaker)),
  openedOn: ({ row }, { language }) => formatDate(row.openedOn, language),
  closedOn: ({ row }, { language }) => (row.closedOn === null ? '–' : formatDate(row.closedOn, language)),
  days: ({ row }) => row.daysSinceOpened,
};

/** So many letters, however wide, fit into two lines of the narrowest column that is cut. */
const FITS = 12;

/** What fits is left as it is: whatever may be cut off costs a clip of its own at every line one scrolls. */
const cut = (text: string): ReactNode =>
  text.length <= FITS ? (
    text
  ) : (
    <span className={styles.clamp} title={text}>
      {text}
    </span>
  );

function Name({ row, active, texts }: { readonly row: TicketRow; readonly active: boolean; readonly texts: Texts }) {
  return (
    <span className={styles.nameCell}>
      <a href={texts.hrefOf(row.id)} className={styles.clamp} title={row.name} tabIndex={active ? 0 : -1} data-ticket={row.id}>
        {row.name}
      </a>
      {row.mine && <IconUserCheck size={16} role="img" aria-label={texts.t('tickets.mine')} />}
      {row.waiting > 0 && <WaitingPill count={row.waiting} />}
    </span>
  );
}
