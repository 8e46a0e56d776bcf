import { type ReactNode, useEffect, useRef } from 'react';
import styles from './sync.module.css';

/**
 * A list from which what one stands on goes away when it is decided, or turned to another page: the keyboard then stays
 * at the list instead of falling back to the top of the window.
 */
export function KeepFocus({ children }: { readonly children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  useEffect(() => {
    // No event tells that the element with the focus was taken out: it is nowhere, afterwards. A question that was asked
    // in a window of its own is taken out of the page's body.
    const observer = new MutationObserver(() => {
      if (inside.current && document.activeElement === document.body) list.current?.focus({ preventScroll: true });
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={list}
      tabIndex={-1}
      className={styles.list}
      // React lets also those events through that come from a question's window.
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
