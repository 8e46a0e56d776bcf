import type { ReactNode } from 'react';
import { SideList } from './side-list.tsx';
import { TicketList } from './ticket-list.tsx';
import styles from './tickets.module.css';

/** List and detail: side by side on a wide window, one after the other on a narrow one. */
export function TicketsScreen({ selected, children }: { readonly selected?: string; readonly children?: ReactNode }) {
  if (selected === undefined) return <TicketList />;
  return (
    <div className={styles.split} data-open>
      <aside className={styles.side}>
        <SideList selected={selected} />
      </aside>
      <div className={styles.detail}>{children}</div>
    </div>
  );
}
