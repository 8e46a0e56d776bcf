import { useEffect, useRef } from 'react';

/**
 * For a button that is disabled while it works: a browser takes the keyboard from it, back to the top of the window, and gives it
 * back to nobody.
 */
export function useKeptFocus(busy: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const worked = useRef(false);
  useEffect(() => {
    if (worked.current && !busy && document.activeElement === document.body) button.current?.focus({ preventScroll: true });
    worked.current = busy;
  }, [busy]);
  return button;
}
