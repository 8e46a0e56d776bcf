import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, Suspense, useDeferredValue } from 'react';
import { later } from '../later.tsx';
import { TicketList } from './ticket-list.tsx';
import styles from './tickets.module.css';

const SideList = later(async () => (await import('./side-list.tsx')).SideList);

/** As in the styles: from here on there is room for two. */
const WIDE = '(min-width: 82em)';

/** List and detail: side by side on a wide window, one after the other on a narrow one. */
export function TicketsScreen({ selected, children }: { readonly selected?: string; readonly children?: ReactNode }) {
  if (selected === undefined) return <TicketList />;
  return (
    <div className={styles.split} data-open>
      <Beside selected={selected} />
      <div className={styles.detail}>{children}</div>
    </div>
  );
}

/** The ticket is what was asked for and comes first; the list beside it a moment later, and not at all where it has no room. */
function Beside({ selected }: { readonly selected: string }) {
  const wide = useMediaQuery(WIDE, false, { getInitialValueInEffect: false });
  const shown = useDeferredValue(wide, false);
  return (
    <aside className={styles.side}>
      {shown && (
        <Suspense>
          <SideList selected={selected} />
        </Suspense>
      )}
    </aside>
  );
}
