import type { BrowserWindowConstructorOptions } from 'electron';

/** No Node, no shared world with the preload, Chromium's own sandbox. Every line says so even where it is the default. */
export const windowOptions = (preload: string, developing: boolean): BrowserWindowConstructorOptions => ({
  width: 1280,
  height: 860,
  // The till's own screen is 1024×768, less its task bar.
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
