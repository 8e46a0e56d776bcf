import type { Event, Session } from 'electron';
import { describe, expect, test } from 'vitest';
import { denyPermissions, externalLink, isOurPage, type LockableContents, lockDown } from './policy.ts';

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

test('every permission is denied, asked for or looked up', () => {
  const set: Partial<Record<string, unknown>> = {};
  const session: Parameters<typeof denyPermissions>[0] = {
    setPermissionRequestHandler: (handler: Parameters<Session['setPermissionRequestHandler']>[0]) =>
      handler?.({} as never, 'media', (granted) => Object.assign(set, { request: granted }), {} as never),
    setPermissionCheckHandler: (handler: Parameters<Session['setPermissionCheckHandler']>[0]) =>
      Object.assign(set, { check: handler?.(null, 'media', 'app://technik', {} as never) }),
    setDevicePermissionHandler: (handler: Parameters<Session['setDevicePermissionHandler']>[0]) =>
      Object.assign(set, { device: handler?.({} as never) }),
  };
  denyPermissions(session);
  expect(set).toEqual({ request: false, check: false, device: false });
});
