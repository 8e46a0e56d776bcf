import type { BrowserWindowConstructorOptions } from 'electron';

/** Of a window that was never moved. The till's own screen is 1024×768, less its task bar. */
export const NORMAL_SIZE = { width: 1280, height: 860 } as const;

/** No Node, no shared world with the preload, Chromium's own sandbox. Every line says so even where it is the default. */
export const windowOptions = (preload: string, developing: boolean): BrowserWindowConstructorOptions => ({
  ...NORMAL_SIZE,
  minWidth: 800,
  minHeight: 600,
  show: false,
  title: 'M/Technik',
  autoHideMenuBar: true,
  webPreferences: {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    // Chromium's PDF viewer, for documents; there are no other plug-ins any more.
    plugins: true,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: developing,
  },
});
