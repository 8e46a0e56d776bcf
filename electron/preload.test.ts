import { expect, test, vi } from 'vitest';

test('the page is given a line to the core and nothing else: no function, no object, nothing of Electron’s', async () => {
  const listeners = new Map<string, (event: { readonly ports: readonly string[] }) => void>();
  const sent: string[] = [];
  const ipcRenderer = {
    on: (channel: string, listener: (event: { readonly ports: readonly string[] }) => void) => listeners.set(channel, listener),
    send: (channel: string) => sent.push(channel),
  };
  // Whatever else the preload took from Electron, or put into the page, is not there and throws.
  vi.doMock('electron', () => ({ ipcRenderer }));
  const posted: unknown[] = [];
  let loaded = (): void => {};
  const page = {
    location: { origin: 'app://technik' },
    postMessage: (...message: readonly unknown[]) => posted.push(message),
    addEventListener: (_event: string, listener: () => void) => {
      loaded = listener;
    },
  };
  vi.stubGlobal('window', Object.freeze(page));
  await import('./preload.ts');
  expect([...listeners.keys()]).toEqual(['technik:port']);
  expect(sent).toEqual([]);
  loaded();
  expect(sent).toEqual(['technik:ask-port']);
  listeners.get('technik:port')?.({ ports: ['a port'] });
  // To our own page only: another one in its place would be handed the line otherwise.
  expect(posted).toEqual([['technik:port', 'app://technik', ['a port']]]);
  vi.unstubAllGlobals();
});
