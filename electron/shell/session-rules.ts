import type { DownloadItem, Event, Session } from 'electron';
import { APP_ORIGIN } from './policy.ts';

/**
 * Every address that leads out of the program. The page talks to the core by its port and to `app://` for its own files;
 * what M/platform is told, the core tells.
 */
const OUTSIDE: readonly string[] = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'];

/** The second lock behind the content policy: no request of a page leaves the program, whatever the page has become. */
export function cutOff(session: { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> }): void {
  session.webRequest.onBeforeRequest({ urls: [...OUTSIDE] }, (_details, callback) => callback({ cancel: true }));
}

/** What the page saves ends like a document, or not at all; nothing that a double click would run is among them. */
const SAVED = /(^[^.]+|\.(pdf|png|jpe?g|html|json|csv|txt|md|xlsx?|docx?|pptx?|odt|eml|zip|mp4|mtsealed))$/i;

/** Saves what our page made, where the person says in the system's own dialog, and nothing else. */
export function onlyOwnDownloads(session: {
  on(
    event: 'will-download',
    listener: (event: Pick<Event, 'preventDefault'>, item: Pick<DownloadItem, 'getURL' | 'getFilename'>) => void,
  ): unknown;
}): void {
  session.on('will-download', (event, item) => {
    const ours = item.getURL().startsWith(`blob:${APP_ORIGIN}/`);
    if (!ours || !SAVED.test(item.getFilename())) event.preventDefault();
  });
}
