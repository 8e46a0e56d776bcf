import type { UiKey } from '../i18n.ts';

/** Keys that work everywhere. None is a single letter: those belong to whoever types, and to a screen reader. */
export type Shortcut = 'palette' | 'find' | 'tickets' | 'sync' | 'settings' | 'syncNow' | 'shortcuts';

interface Keys {
  readonly key: string;
  readonly ctrl?: true;
  readonly alt?: true;
  readonly label: UiKey;
}

export const shortcuts: Readonly<Record<Shortcut, Keys>> = {
  palette: { key: 'k', ctrl: true, label: 'shortcut.palette' },
  find: { key: 'f', ctrl: true, label: 'shortcut.find' },
  tickets: { key: '1', alt: true, label: 'rail.tickets' },
  sync: { key: '2', alt: true, label: 'rail.sync' },
  settings: { key: '3', alt: true, label: 'rail.settings' },
  syncNow: { key: 's', alt: true, label: 'shortcut.syncNow' },
  shortcuts: { key: 'F1', label: 'shortcut.help' },
};
export const allShortcuts = Object.keys(shortcuts) as readonly Shortcut[];

/** `Ctrl K`, as it is shown beside an action. */
export function keysOf(shortcut: Shortcut): string {
  const { key, ctrl, alt } = shortcuts[shortcut];
  return [...(ctrl ? ['Ctrl'] : []), ...(alt ? ['Alt'] : []), key.length === 1 ? key.toUpperCase() : key].join(' ');
}

/** The same for a screen reader (`aria-keyshortcuts`). */
export const ariaKeysOf = (shortcut: Shortcut): string => keysOf(shortcut).replace('Ctrl', 'Control').replaceAll(' ', '+');

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export function shortcutOf(event: Pressed): Shortcut | undefined {
  const command = event.ctrlKey || event.metaKey;
  // AltGr types Polish letters and comes as Ctrl with Alt.
  if ((command && event.altKey) || event.shiftKey) return undefined;
  return allShortcuts.find((one) => {
    const { key, ctrl, alt } = shortcuts[one];
    if ((ctrl ?? false) !== command || (alt ?? false) !== event.altKey) return false;
    // With Alt some keyboards type another letter; the key itself is the same.
    const same = key.length === 1 && event.code === (/\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`);
    return same || event.key.toLowerCase() === key.toLowerCase();
  });
}
