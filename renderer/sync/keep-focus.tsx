import { type ReactNode, useEffect, useRef } from 'react';
import styles from './sync.module.css';

/**
 * A list from which what one stands on goes away when it is decided, or turned to another page: the keyboard then stays
 * at the list instead of falling back to the top of the window.
 * @param props.holds says anew, whenever it changes, that the list is another one
 */
export function KeepFocus({ holds, children }: { readonly holds: string; readonly children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of the list that matters
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  }, [holds]);
  return (
    <div
      ref={list}
      tabIndex={-1}
      className={styles.list}
      // Questions asked in a window of their own belong to it, too: React lets their events through.
      onFocusCapture={() => {
        inside.current = true;
      }}
      onBlurCapture={({ relatedTarget }) => {
        if (relatedTarget !== null) inside.current = false;
      }}
    >
      {children}
    </div>
  );
}
