import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { WordKey, Words } from '../shared/words.ts';

type Item = MenuItemConstructorOptions;
type Role = NonNullable<Item['role']>;

/** A role brings what it does and its keys; its name in the person's language is ours, since Electron's own is English. */
const named = (words: Words, role: Role, key: WordKey): Item => ({ role, label: words(key) });

const LINE: Item = { type: 'separator' };

/**
 * The window's menu: hidden until Alt is pressed, and the reason why Ctrl+C works in every field.
 * @param developing adds what only makers need: loading anew and Chromium's tools
 */
export function menuTemplate(words: Words, acts: MenuActs, developing: boolean): Item[] {
  const makers: readonly Item[] = developing
    ? [named(words, 'reload', 'desktop.menu.reload'), named(words, 'toggleDevTools', 'desktop.menu.tools'), LINE]
    : [];
  return [
    {
      label: words('desktop.menu.program'),
      submenu: [{ label: words('desktop.menu.syncNow'), click: acts.syncNow }, LINE, named(words, 'quit', 'desktop.menu.quit')],
    },
    {
      label: words('desktop.menu.edit'),
      submenu: [
        named(words, 'undo', 'desktop.menu.undo'),
        named(words, 'redo', 'desktop.menu.redo'),
        LINE,
        named(words, 'cut', 'desktop.menu.cut'),
        named(words, 'copy', 'desktop.menu.copy'),
        named(words, 'paste', 'desktop.menu.paste'),
        named(words, 'selectAll', 'desktop.menu.selectAll'),
      ],
    },
    {
      label: words('desktop.menu.view'),
      submenu: [
        ...makers,
        named(words, 'zoomIn', 'desktop.menu.larger'),
        named(words, 'zoomOut', 'desktop.menu.smaller'),
        named(words, 'resetZoom', 'desktop.menu.normalSize'),
        LINE,
        named(words, 'togglefullscreen', 'desktop.menu.fullScreen'),
      ],
    },
    {
      label: words('desktop.menu.help'),
      submenu: [{ label: words('desktop.menu.version', { version: acts.version }), enabled: false }],
    },
  ];
}

export interface MenuActs {
  readonly version: string;
  syncNow(): void;
}

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>;

/** What a right click offers: in a field all that can be done with text, elsewhere copying what is selected. */
export function contextMenuTemplate(words: Words, { isEditable, selectionText, editFlags }: Clicked): Item[] {
  const copy: Item = { ...named(words, 'copy', 'desktop.menu.copy'), enabled: editFlags.canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { ...named(words, 'cut', 'desktop.menu.cut'), enabled: editFlags.canCut },
    copy,
    { ...named(words, 'paste', 'desktop.menu.paste'), enabled: editFlags.canPaste },
    LINE,
    { ...named(words, 'selectAll', 'desktop.menu.selectAll'), enabled: editFlags.canSelectAll },
  ];
}
