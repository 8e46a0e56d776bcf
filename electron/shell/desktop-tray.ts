import { Menu, nativeImage, Tray } from 'electron';
import type { TrayMaker } from './tray.ts';

/** Electron's tray. The tray itself is held here: one that nobody holds vanishes. */
export function electronTray(): TrayMaker<Electron.NativeImage> {
  let shown: Tray | undefined;
  return {
    picture(sizes) {
      const image = nativeImage.createEmpty();
      for (const { scale, size, pixels } of sizes)
        image.addRepresentation({ scaleFactor: scale, width: size, height: size, buffer: pixels });
      return image;
    },
    tray(picture) {
      shown = new Tray(picture);
      return shown;
    },
    menu: (template) => shown?.setContextMenu(Menu.buildFromTemplate(template)),
  };
}
