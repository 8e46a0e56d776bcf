import type { Event, Session, WebContents } from 'electron';

/** The one origin that the window ever shows. */
export const APP_ORIGIN = 'app://technik';

export function isOurPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === 'app:' && url.host === 'technik' && url.username === '' && url.password === '' && url.port === '';
  } catch {
    return false;
  }
}

/** Whose pages may be opened in the person's own browser. */
const HOSTS: readonly string[] = [
  'mplatform.com.pl',
  'www.mplatform.com.pl',
  'instalacja.mplatform.com.pl',
  'insoft.com.pl',
  'www.insoft.com.pl',
];

/**
 * What may be handed to the system: a telephone number, a plain letter, a page of M/platform or Insoft. Rebuilt from
 * its parts, so that nothing rides along (a mail's `attach`, a user name in an address).
 */
export function externalLink(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  switch (url.protocol) {
    case 'tel:':
      return /^\+?[\d -]{3,20}$/.test(decodeURI(url.pathname)) ? url.href : null;
    case 'mailto:': {
      if (!/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(url.pathname)) return null;
      const subject = url.searchParams.get('subject');
      return `mailto:${url.pathname}${subject === null ? '' : `?subject=${encodeURIComponent(subject)}`}`;
    }
    case 'https:':
      if (!HOSTS.includes(url.host) || url.username !== '' || url.password !== '') return null;
      return url.href;
    default:
      return null;
  }
}

type Navigation = Event<{ readonly url: string }>;

/** The part of a page's contents that is locked down. Electron's `WebContents` is one. */
export interface LockableContents {
  on(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', listener: (details: Navigation) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Event) => void): unknown;
  setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void;
}

/** A document that our page looks at, and Chromium's own viewer that shows it. Only ever in a frame. */
export const isDocumentFrame = (address: string): boolean =>
  address.startsWith(`blob:${APP_ORIGIN}/`) || address.startsWith('chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/');

/**
 * Every page, also one that should not exist: it goes nowhere but to ourselves, opens no window and holds no other page than
 * a document's.
 */
export function lockDown(contents: LockableContents, openExternal: (address: string) => void): void {
  const onlyOurs = (details: Navigation): void => {
    if (isOurPage(details.url)) return;
    details.preventDefault();
    const link = externalLink(details.url);
    if (link !== null) openExternal(link);
  };
  contents.on('will-navigate', onlyOurs);
  // Fires for the main frame too; links were handed out above, frames get nothing.
  contents.on('will-frame-navigate', (details) => {
    if (!isOurPage(details.url) && !isDocumentFrame(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    if (!isOurPage(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const link = externalLink(url);
    if (link !== null) openExternal(link);
    return { action: 'deny' };
  });
}

/** What Chromium says of whoever asks for a camera or a microphone. */
interface Asked {
  readonly isMainFrame: boolean;
  readonly requestingUrl?: string;
  readonly mediaTypes?: readonly ('video' | 'audio')[];
  readonly mediaType?: string;
}

/** How long a click counts as leave for what follows it; Chromium's own measure. Milliseconds. */
const CLICK_MS = 5_000;

/** What a person does when meaning something. */
const DEEDS: readonly string[] = ['mouseUp', 'rawKeyDown', 'keyDown', 'gestureTap', 'touchEnd'];

/** Remembers when the person last clicked, tapped or pressed a key in a page. `now` in milliseconds. */
export function watchDeeds(
  contents: { on(event: 'input-event', listener: (event: Event, input: { readonly type: string }) => void): unknown },
  now: () => number,
): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  contents.on('input-event', (_event, { type }) => {
    if (DEEDS.includes(type)) last = now();
  });
  return () => now() - last <= CLICK_MS;
}

/**
 * Without these handlers Electron grants everything that a page asks for. One thing is granted: the picture of a camera, to
 * our own page, right after the person did something in it. Copying a punkt ID needs none of them.
 * @param justClicked whether the person did something in that page just now
 */
export function denyPermissions<C>(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
  justClicked: (contents: C) => boolean,
): void {
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const { isMainFrame, requestingUrl = '', mediaTypes = [] } = details as Asked;
    const camera = permission === 'media' && mediaTypes.length === 1 && mediaTypes[0] === 'video';
    callback(camera && isMainFrame && isOurPage(requestingUrl) && justClicked(contents as C));
  });
  // Asked when the cameras are listed, too, so without a click; what it shows then are their names.
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const { isMainFrame, mediaType } = details as Asked;
    return permission === 'media' && mediaType === 'video' && isMainFrame && isOurPage(origin);
  });
  session.setDevicePermissionHandler(() => false);
}
