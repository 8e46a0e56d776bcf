import { BrowserWindow, Menu, screen } from 'electron';
import type { Words } from '../shared/words.ts';
import { contextMenuTemplate } from './menu.ts';
import { NORMAL_SIZE, windowOptions } from './window.ts';
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts';

export interface MainWindowDeps {
  readonly preload: string;
  /** Where the window's place on the screen is kept. */
  readonly stateFile: string;
  readonly developing: boolean;
  readonly words: Words;
}

/** The one window, where it was the last time; seen once there is something to see in it. */
export function openMainWindow({ preload, stateFile, developing, words }: MainWindowDeps): BrowserWindow {
  const state = readWindowState(stateFile);
  const window = new BrowserWindow({
    ...windowOptions(preload, developing),
    ...placeWindow(state, screenAreas(), NORMAL_SIZE),
  });
  window.once('ready-to-show', () => {
    if (state?.maximized === true) window.maximize();
    window.show();
  });
  const keepPlace = (): void => writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  window.on('close', keepPlace);
  // Windows ends and closes no window before.
  window.on('session-end', keepPlace);
  window.webContents.on('context-menu', (_event, params) => {
    const template = contextMenuTemplate(words, params);
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
  });
  return window;
}

export function bringUp(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function screenAreas() {
  const first = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== first.id);
  return [first, ...others].map(({ workArea }) => workArea);
}
