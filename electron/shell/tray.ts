import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from '../shared/words.ts';
import { type Known, syncLines, trayLook } from './sync-words.ts';
import { drawTray, type TrayLook } from './tray-image.ts';

/** A picture at each of these densities of a screen: 100 %, 150 %, 200 %. Pixels at 100 %: 16. */
const SCALES = [1, 1.5, 2] as const;
const SIZE = 16;

/** The part of Electron that shows it; `Picture` is Electron's `NativeImage`. */
export interface TrayMaker<Picture> {
  picture(sizes: readonly { readonly scale: number; readonly size: number; readonly pixels: Buffer }[]): Picture;
  /** Made once, shown from then on. */
  tray(picture: Picture): {
    setImage(picture: Picture): void;
    setToolTip(text: string): void;
    on(event: 'click', listener: () => void): unknown;
  };
  /** Puts a menu in the place of the one before. */
  menu(template: MenuItemConstructorOptions[]): void;
}

export interface TrayActs {
  open(): void;
  syncNow(): void;
  quit(): void;
}

/** The tray tells how synchronisation stands, with the window out of sight too. Nothing of a ticket is ever said there. */
export function createTray<P>(make: TrayMaker<P>, words: Words, acts: TrayActs) {
  const pictures = new Map<TrayLook, P>();
  const picture = (look: TrayLook): P => {
    const made =
      pictures.get(look) ??
      make.picture(SCALES.map((scale) => ({ scale, size: SIZE * scale, pixels: drawTray(look, SIZE * scale) })));
    pictures.set(look, made);
    return made;
  };
  const tray = make.tray(picture(trayLook(undefined)));
  tray.on('click', acts.open);

  function show(status: Known): void {
    const lines = syncLines(words, status);
    tray.setImage(picture(trayLook(status)));
    tray.setToolTip(['M/Technik', ...lines].join('\n'));
    make.menu([
      ...lines.map((label) => ({ label, enabled: false })),
      { type: 'separator' },
      { label: words('desktop.tray.open'), click: acts.open },
      { label: words('desktop.menu.syncNow'), click: acts.syncNow },
      { type: 'separator' },
      { label: words('desktop.menu.quit'), click: acts.quit },
    ]);
  }
  show(undefined);
  return { show };
}
