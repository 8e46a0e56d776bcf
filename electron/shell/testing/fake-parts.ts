import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';

/** The parts of Electron that only have to be looked at and poked; what must never be asked of it is in fake-electron.ts. */

export class FakeContents extends EventEmitter {
  openHandler: ((details: { readonly url: string }) => { readonly action: string }) | undefined;
  crashed = 0;
  setWindowOpenHandler(handle: FakeContents['openHandler']): void {
    this.openHandler = handle;
  }
  forcefullyCrashRenderer(): void {
    this.crashed += 1;
    this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 1 });
  }
}

export class FakeProcess extends EventEmitter {
  readonly sent: unknown[] = [];
  readonly file: string;
  constructor(file: string) {
    super();
    this.file = file;
  }
  postMessage(message: unknown, ports: readonly unknown[] = []): void {
    this.sent.push(ports.length === 0 ? message : { ...(message as object), ports: ports.length });
  }
  kill(): boolean {
    this.emit('exit', 1);
    return true;
  }
}

export class FakeTray extends EventEmitter {
  tip = '';
  menu: MenuItemConstructorOptions[] = [];
  image: unknown;
  constructor(image: unknown) {
    super();
    this.image = image;
  }
  setImage(image: unknown): void {
    this.image = image;
  }
  setToolTip(tip: string): void {
    this.tip = tip;
  }
  setContextMenu(menu: { readonly template: MenuItemConstructorOptions[] }): void {
    this.menu = menu.template;
  }
}

export class FakeNotification extends EventEmitter {
  static isSupported = (): boolean => true;
  readonly options: unknown;
  constructor(given: unknown) {
    super();
    this.options = given;
  }
  show(): void {}
}
