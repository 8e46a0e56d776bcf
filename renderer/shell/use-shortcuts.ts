import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { assertNever } from '../../domain/result.ts';
import { useClient } from '../queries.tsx';
import { focusSearch } from '../tickets/search-box.tsx';
import { shortcutOf } from './shortcuts.ts';

/** The keys that work everywhere. Under an open window of the page only the palette's own do. */
export function useShortcuts(open: { readonly palette: () => void; readonly shortcuts: () => void }): void {
  const client = useClient();
  const [, navigate] = useLocation();
  const latest = useRef({ ...open, client, navigate });
  latest.current = { ...open, client, navigate };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (shortcut === undefined || event.repeat) return;
      if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) {
        // Else the browser would search its own page, or open its own help, over ours.
        if (shortcut !== 'find') event.preventDefault();
        return;
      }
      const { palette, shortcuts, client: core, navigate: go } = latest.current;
      switch (shortcut) {
        case 'palette':
          palette();
          break;
        case 'find':
          // Where there is no list, the browser finds on its page.
          if (!focusSearch()) return;
          break;
        case 'tickets':
          go('/');
          break;
        case 'sync':
        case 'settings':
          go(`/${shortcut}`);
          break;
        case 'syncNow':
          void core.sync.now().catch(() => {});
          break;
        case 'shortcuts':
          shortcuts();
          break;
        default:
          assertNever(shortcut);
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
