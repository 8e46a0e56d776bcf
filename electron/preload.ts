import { ipcRenderer } from 'electron';

/** The little of the page's own world that is used here; the rest of this program's types know no page. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void;
  addEventListener(event: 'load', listener: () => void): void;
};

/**
 * Passes the page its line to the core and exposes nothing: no function, no object, no Electron. The page asks when
 * all of its scripts ran, so that somebody listens; a new line comes by itself after the core was started again.
 */
ipcRenderer.on('technik:port', (event) => {
  window.postMessage('technik:port', window.location.origin, event.ports);
});
window.addEventListener('load', () => ipcRenderer.send('technik:ask-port'));
