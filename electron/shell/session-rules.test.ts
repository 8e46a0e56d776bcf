import { expect, test } from 'vitest';
import { cutOff, onlyOwnDownloads } from './session-rules.ts';

type Listener = Parameters<Parameters<typeof onlyOwnDownloads>[0]['on']>[1];

function saves(address: string, name: string): boolean {
  let listen: Listener | undefined;
  onlyOwnDownloads({ on: (_event, listener) => (listen = listener) });
  let saved = true;
  const preventDefault = (): void => {
    saved = false;
  };
  listen?.({ preventDefault }, { getURL: () => address, getFilename: () => name });
  return saved;
}
const OURS = 'blob:app://technik/63458100-b7f7-4229-9d7a-0c1d3a2b4c5d';

test.each(['Wycena 115.pdf', 'skan.JPG', 'raport.html', 'lista.xlsx', 'Wycena.eml', 'unsent-1.mtsealed', 'umowa'])(
  'the page saves %s',
  (name) => expect(saves(OURS, name)).toBe(true),
);

test.each([
  'faktura.exe',
  'faktura.pdf.exe',
  'a.bat',
  'a.cmd',
  'a.ps1',
  'a.lnk',
  'a.js',
  'a.vbs',
  'a.desktop',
  '.profile',
  'a.pdf ',
])('what would run, or hide, is never saved: %s', (name) => expect(saves(OURS, name)).toBe(false));

test.each([
  'https://evil.example/a.pdf',
  'blob:https://evil.example/1',
  'data:application/pdf;base64,AA',
  'file:///etc/passwd',
  'app://technik/a.json',
])('nothing that the page did not make itself is saved: %s', (address) => expect(saves(address, 'a.pdf')).toBe(false));

test('every address out of the program is refused to the page', () => {
  const seen: { readonly urls: readonly string[]; cancel?: boolean }[] = [];
  cutOff({
    webRequest: {
      onBeforeRequest: ((
        filter: { readonly urls: string[] },
        listener: (d: object, say: (r: { cancel?: boolean }) => void) => void,
      ) => listener({}, (answer) => seen.push({ urls: filter.urls, ...answer }))) as never,
    },
  });
  expect(seen).toEqual([
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'], cancel: true },
  ]);
});
