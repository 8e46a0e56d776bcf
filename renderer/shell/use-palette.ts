import { useCallback, useState } from 'react';
import { type PageAction, pageActions } from './page-actions.ts';

/** As the screen was when the palette was opened over it. */
export interface PaletteState {
  readonly actions: readonly PageAction[];
  readonly before: Element | null;
}

export function usePalette() {
  const [state, setState] = useState<PaletteState | null>(null);
  const open = useCallback(() => {
    const main = document.querySelector('main');
    const read = { actions: main === null ? [] : pageActions(main), before: document.activeElement };
    setState((now) => now ?? read);
  }, []);
  const close = useCallback(() => setState(null), []);
  return { state, open, close };
}
