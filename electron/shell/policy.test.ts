import type { Event } from 'electron';
import { describe, expect, test } from 'vitest';
import { denyPermissions, externalLink, isOurPage, type LockableContents, lockDown, watchDeeds } from './policy.ts';

test.each([
  ['app://technik/', true],
  ['app://technik/tickets/735?x=1#y', true],
  ['app://technik.evil/', false],
  ['app://user@technik/', false],
  ['app://technik:80/', false],
  ['app://other/', false],
  ['https://technik/', false],
  ['file:///etc/passwd', false],
  ['about:blank', false],
  ['', false],
])('%s is our page: %s', (address, ours) => expect(isOurPage(address)).toBe(ours));

describe('what may be handed to the system', () => {
  test.each([
    ['tel:+48221238409', 'tel:+48221238409'],
    ['mailto:operacje@mplatform.com.pl?subject=Wycena', 'mailto:operacje@mplatform.com.pl?subject=Wycena'],
    ['https://www.mplatform.com.pl/pomoc', 'https://www.mplatform.com.pl/pomoc'],
    ['https://instalacja.mplatform.com.pl/insoft.html', 'https://instalacja.mplatform.com.pl/insoft.html'],
  ])('%s', (address, handed) => expect(externalLink(address)).toBe(handed));

  test('a mail carries nothing but its subject', () => {
    expect(externalLink('mailto:a@b.pl?attach=/etc/passwd&bcc=x@evil.example&subject=A%26B')).toBe('mailto:a@b.pl?subject=A%26B');
  });

  test.each([
    'https://mplatform.com.pl.evil.example/',
    'https://user:word@www.mplatform.com.pl/',
    'https://www.mplatform.com.pl:8443/',
    'http://www.mplatform.com.pl/',
    'file:///C:/Windows/System32/calc.exe',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'smb://server/share',
    'tel:*#06#',
    'tel:112;ext=1',
    'mailto:',
    'mailto:a@b.pl,c@d.pl',
    'not an address',
  ])('never %s', (address) => expect(externalLink(address)).toBeNull());
});

/** The part of `WebContents` that matters here, driven by hand. */
function fakeContents() {
  const listeners = new Map<string, (details: never) => void>();
  let openHandler: Parameters<LockableContents['setWindowOpenHandler']>[0] | undefined;
  const contents: LockableContents = {
    on: (event: string, listener: (details: never) => void) => listeners.set(event, listener),
    setWindowOpenHandler: (handler) => {
      openHandler = handler;
    },
  };
  const fire = (event: string, url: string): boolean => {
    let prevented = false;
    const details = { url, preventDefault: () => (prevented = true) } as unknown as Event<{ url: string }>;
    listeners.get(event)?.(details as never);
    return prevented;
  };
  const open = (url: string) => openHandler?.({ url } as never);
  return { contents, fire, open };
}

test('a page goes nowhere but to itself, and a link on the list goes to the system', () => {
  const { contents, fire, open } = fakeContents();
  const handed: string[] = [];
  lockDown(contents, (address) => handed.push(address));
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect(fire(event, 'app://technik/'), event).toBe(false);
    expect(fire(event, 'https://evil.example/'), event).toBe(true);
    expect(fire(event, 'file:///etc/passwd'), event).toBe(true);
  }
  // A document is shown in a frame, by Chromium's own viewer, and never in the place of our page.
  for (const [address, shown] of [
    ['blob:app://technik/63458100-b7f7-4229-9d7a-0c1d3a2b4c5d#navpanes=0', true],
    ['chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/index.html', true],
    ['blob:https://evil.example/63458100', false],
    ['blob:app://technik.evil/63458100', false],
    ['chrome-extension://aaaabmdgcfjbbpaeojofohoefgiehjai/index.html', false],
  ] as const) {
    expect(fire('will-frame-navigate', address), address).toBe(!shown);
    expect(fire('will-navigate', address), address).toBe(true);
    expect(fire('will-redirect', address), address).toBe(true);
  }
  expect(fire('will-attach-webview', '')).toBe(true);
  expect(handed).toEqual([]);
  expect(open('https://evil.example/')).toEqual({ action: 'deny' });
  expect(open('tel:221238409')).toEqual({ action: 'deny' });
  expect(fire('will-navigate', 'mailto:operacje@mplatform.com.pl')).toBe(true);
  expect(handed).toEqual(['tel:221238409', 'mailto:operacje@mplatform.com.pl']);
});

type Asking = Parameters<typeof denyPermissions>[0];

/** What the handlers say, asked as Electron asks them. */
function handlers(justClicked: boolean) {
  let request: Parameters<Asking['setPermissionRequestHandler']>[0] = null;
  let check: Parameters<Asking['setPermissionCheckHandler']>[0] = null;
  let device: Parameters<Asking['setDevicePermissionHandler']>[0] = null;
  denyPermissions(
    {
      setPermissionRequestHandler: (handler) => {
        request = handler;
      },
      setPermissionCheckHandler: (handler) => {
        check = handler;
      },
      setDevicePermissionHandler: (handler) => {
        device = handler;
      },
    },
    () => justClicked,
  );
  return {
    request(permission: string, details: object): boolean | undefined {
      let answer: boolean | undefined;
      const told = (granted: boolean): void => {
        answer = granted;
      };
      request?.({} as never, permission as never, told, details as never);
      return answer;
    },
    check: (permission: string, origin: string, details: object) => check?.(null, permission as never, origin, details as never),
    device: () => device?.({} as never),
  };
}

const camera = { isMainFrame: true, requestingUrl: 'app://technik/#/tickets/t-80', mediaTypes: ['video'] };

test('the camera’s picture is for our own page, right after a click', () => {
  expect(handlers(true).request('media', camera)).toBe(true);
  expect(handlers(false).request('media', camera)).toBe(false);
  const lists = { isMainFrame: true, mediaType: 'video' };
  expect(handlers(false).check('media', 'app://technik/', lists)).toBe(true);
});

test.each([
  ['a microphone', 'media', { ...camera, mediaTypes: ['audio'] }],
  ['a microphone beside the camera', 'media', { ...camera, mediaTypes: ['video', 'audio'] }],
  ['whatever is not named', 'media', { ...camera, mediaTypes: [] }],
  ['a frame within our page', 'media', { ...camera, isMainFrame: false }],
  ['another page', 'media', { ...camera, requestingUrl: 'https://evil.example/' }],
  ['a page that does not say which', 'media', { isMainFrame: true, mediaTypes: ['video'] }],
  ['the screen', 'display-capture', camera],
  ['notifications', 'notifications', camera],
  ['the place', 'geolocation', camera],
])('denied, clicked or not: %s', (_name, permission, details) => expect(handlers(true).request(permission, details)).toBe(false));

test('nothing else is there when it is looked up, and no device is handed out', () => {
  const { check, device } = handlers(true);
  expect(check('media', 'app://technik/', { isMainFrame: true, mediaType: 'audio' })).toBe(false);
  expect(check('media', 'https://evil.example/', { isMainFrame: true, mediaType: 'video' })).toBe(false);
  expect(check('media', 'app://technik/', { isMainFrame: false, mediaType: 'video' })).toBe(false);
  expect(check('clipboard-read', 'app://technik/', { isMainFrame: true })).toBe(false);
  expect(device()).toBe(false);
});

test('a click counts for five seconds, and moving the mouse does not', () => {
  let now = 0;
  let listener: ((event: Event, input: { readonly type: string }) => void) | undefined;
  const does = (type: string) => listener?.({} as Event, { type });
  const just = watchDeeds(
    {
      on: (_event, told) => {
        listener = told;
      },
    },
    () => now,
  );
  expect(just()).toBe(false);
  does('mouseMove');
  does('mouseWheel');
  expect(just()).toBe(false);
  does('mouseUp');
  now = 5_000;
  expect(just()).toBe(true);
  now = 5_001;
  expect(just()).toBe(false);
  does('rawKeyDown');
  expect(just()).toBe(true);
});
