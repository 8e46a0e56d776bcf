import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createFakeElectron, type FakeElectron, type FakeOptions } from './shell/testing/fake-electron.ts';

/** The program as it starts, in an Electron that throws wherever the security checklist would be broken. */
async function start(over: Partial<FakeOptions> & { readonly settings?: object; readonly words?: readonly string[] } = {}) {
  const dataFolder = over.dataFolder ?? mkdtempSync(join(tmpdir(), 'technik-shell-'));
  mkdirSync(join(dataFolder, 'electron'), { recursive: true });
  if (over.settings !== undefined) writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify(over.settings));
  const electron = createFakeElectron({ ...over, dataFolder });
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  const argv = process.argv;
  process.argv = [...argv.slice(0, 2), '--data', dataFolder, ...(over.words ?? [])];
  try {
    await import('./main.ts');
  } finally {
    process.argv = argv;
  }
  await electron.start();
  return { electron, dataFolder };
}

const listeners = process.listeners('uncaughtException');
const rejectionListeners = process.listeners('unhandledRejection');
afterEach(() => {
  vi.doUnmock('electron');
  for (const added of process.listeners('unhandledRejection')) {
    if (!rejectionListeners.includes(added)) process.off('unhandledRejection', added);
  }
  for (const added of process.listeners('uncaughtException')) {
    if (!listeners.includes(added)) process.off('uncaughtException', added);
  }
});

const window = ({ windows }: FakeElectron) => {
  const [first, ...more] = windows;
  if (first === undefined || more.length > 0) throw new Error(`${windows.length} windows`);
  return first;
};
const core = ({ processes }: FakeElectron) => {
  const last = processes.filter(({ file }) => file.endsWith('core-process.js')).at(-1);
  if (last === undefined) throw new Error('no core');
  return last;
};
const tray = ({ trays }: FakeElectron) => {
  const [first] = trays;
  if (first === undefined) throw new Error('no tray');
  return first;
};
const ourFrame = (got: unknown[]) => ({
  url: 'app://technik/',
  parent: null,
  isDestroyed: () => false,
  postMessage: (channel: string, _message: unknown, ports: readonly unknown[]) => void got.push([channel, ports.length]),
});
const status = { type: 'status', language: 'pl', sync: 'idle', unsent: 0, attention: 0 };

test('the program starts without asking Electron for anything unsafe: one window, our page, a core of its own', async () => {
  const { electron, dataFolder } = await start();
  expect(electron.wrongs).toEqual([]);
  expect(window(electron).loaded).toEqual(['app://technik/']);
  expect(core(electron).sent).toEqual([{ type: 'start', dataFolder }]);
  expect(electron.paths).toMatchObject({ userData: join(dataFolder, 'electron'), crashDumps: join(dataFolder, 'crashes') });
  expect(electron.said).toEqual([]);
});

test('developers’ tools are there for who develops, and only there', async () => {
  expect((await start()).electron.windows[0]?.options.webPreferences?.devTools).toBe(false);
  const { electron } = await start({ packaged: false });
  expect(electron.wrongs).toEqual([]);
  expect(JSON.stringify(electron.menus)).toContain('toggleDevTools');
});

test('a second copy opens nothing and touches nothing; the first one’s window comes up', async () => {
  const second = await start({ second: true });
  expect(second.electron.windows).toEqual([]);
  expect(second.electron.processes).toEqual([]);
  const { electron } = await start();
  window(electron).state.minimized = true;
  electron.app.emit('second-instance', {}, ['--anything']);
  expect(window(electron).state.minimized).toBe(false);
});

test('a till’s result that was double-clicked goes to the core, from whichever start, and brings the window up', async () => {
  const opened = (electron: FakeElectron) =>
    core(electron).sent.filter((message) => (message as { type: string }).type === 'open-file');
  const { electron, dataFolder } = await start({ words: ['/media/usb/wynik.mtechnik'] });
  expect(opened(electron)).toEqual([{ type: 'open-file', file: '/media/usb/wynik.mtechnik' }]);
  window(electron).state.minimized = true;
  const argv = [
    '/opt/M-Technik',
    '--allow-file-access-from-files',
    '--data',
    dataFolder,
    'drugi.mtechnik',
    'https://evil.example/',
  ];
  electron.app.emit('second-instance', {}, argv, '/media/usb');
  expect(opened(electron).at(-1)).toEqual({ type: 'open-file', file: join('/media/usb', 'drugi.mtechnik') });
  expect(window(electron).state.minimized).toBe(false);
  let prevented = 0;
  electron.app.emit('open-file', { preventDefault: () => (prevented += 1) }, '/media/usb/trzeci.mtechnik');
  expect([opened(electron).length, prevented]).toEqual([3, 1]);
  // While the core is away it waits for the next one.
  for (let i = 0; i < 2; i += 1) core(electron).emit('exit', 1);
  electron.app.emit('second-instance', {}, ['x', '/media/usb/czwarty.mtechnik'], '/');
  await vi.waitFor(() => expect(opened(electron)).toEqual([{ type: 'open-file', file: '/media/usb/czwarty.mtechnik' }]), 3000);
  expect(electron.wrongs).toEqual([]);
});

test('only our page’s own frame gets a line to the core', async () => {
  const { electron } = await start();
  const got: unknown[] = [];
  for (const wrong of [null, { ...ourFrame(got), url: 'https://evil.example/' }, { ...ourFrame(got), parent: {} }])
    electron.ask(wrong);
  expect(got).toEqual([]);
  electron.ask(ourFrame(got));
  expect(got).toEqual([['technik:port', 1]]);
  expect(core(electron).sent.at(-1)).toEqual({ type: 'window', ports: 1 });
});

test('a crash of the core keeps the window and what is typed in it, and gives the page a new line', async () => {
  const { electron } = await start();
  const got: unknown[] = [];
  electron.ask(ourFrame(got));
  core(electron).emit('exit', 1);
  expect(electron.processes).toHaveLength(2);
  expect(got).toHaveLength(2);
  expect(window(electron).loaded).toHaveLength(1);
  expect(electron.exits).toEqual([]);
});

test('what speaks like no core of ours is ended and started anew, and nothing of it is done', async () => {
  const { electron } = await start();
  core(electron).emit('message', { type: 'elevate', id: 'x', requestFile: 7 });
  expect(electron.processes).toHaveLength(2);
  expect(electron.wrongs).toEqual([]);
});

test('a core that cannot start says why, and the program ends', async () => {
  const { electron } = await start();
  core(electron).emit('message', { type: 'refused', sentence: 'Baza danych jest nowsza niż program.' });
  expect(electron.said).toEqual([{ title: 'M/Technik', text: 'Baza danych jest nowsza niż program.' }]);
  expect(electron.exits).toEqual([1]);
});

test('menu, tray and dialogs speak the language that was chosen, and change it with the page', async () => {
  const { electron } = await start({ settings: { language: 'en' } });
  expect(JSON.stringify(electron.menus.at(-1))).toContain('Synchronise now');
  core(electron).emit('message', { ...status, unsent: 3 });
  expect(JSON.stringify(electron.menus.at(-1))).toContain('Synchronizuj teraz');
  expect(tray(electron).tip).toBe('M/Technik\nPołączono z M/platform\nCzeka na wysłanie: 3');
});

test('the tray opens the window, synchronises and ends the program', async () => {
  const { electron } = await start();
  core(electron).emit('message', status);
  const item = (label: string) => tray(electron).menu.find((entry) => entry.label === label);
  const before = window(electron).shown;
  tray(electron).emit('click');
  expect(window(electron).shown).toBe(before + 1);
  item('Synchronizuj teraz')?.click?.({} as never, undefined, {} as never);
  expect(core(electron).sent.at(-1)).toEqual({ type: 'sync-now' });
  item('Zakończ')?.click?.({} as never, undefined, {} as never);
  expect(core(electron).sent.at(-1)).toEqual({ type: 'close' });
});

test('a notification of the core is shown, and a click on it brings the window up', async () => {
  const { electron } = await start();
  core(electron).emit('message', { type: 'notify', title: 'M/Technik', body: 'Termin jutro' });
  const before = window(electron).shown;
  electron.notifications[0]?.emit('click');
  expect(window(electron).shown).toBe(before + 1);
});

test('the core may ask for no file to be opened but a letter of ours', async () => {
  const { electron, dataFolder } = await start();
  const letter = join(dataFolder, 'training', 'mail', 'Wycena-1.eml');
  for (const [id, file] of ['/bin/sh', join(dataFolder, 'training', 'mail', 'x.exe'), letter].entries())
    core(electron).emit('message', { type: 'open-mail', id, file });
  await vi.waitFor(() => expect(core(electron).sent).toHaveLength(4));
  expect(electron.opened).toEqual([letter]);
  expect(electron.wrongs).toEqual([]);
});

test('the program ends with its window, and not before the core has finished', async () => {
  const { electron, dataFolder } = await start();
  window(electron).close();
  expect(core(electron).sent.at(-1)).toEqual({ type: 'close' });
  expect(electron.exits).toEqual([]);
  core(electron).emit('exit', 0);
  await vi.waitFor(() => expect(electron.exits).toEqual([0]));
  expect(JSON.parse(readFileSync(join(dataFolder, 'electron', 'window.json'), 'utf8'))).toMatchObject({ width: 1000 });
});

test('crash dumps are few while the program runs on, too', async () => {
  const { electron, dataFolder } = await start();
  const folder = join(dataFolder, 'crashes');
  mkdirSync(folder);
  vi.useFakeTimers();
  try {
    for (const event of ['child-process-gone', 'render-process-gone']) {
      for (let i = 0; i < 7; i += 1) writeFileSync(join(folder, `${event}-${i}.dmp`), 'x');
      electron.app.emit(event);
      vi.advanceTimersByTime(10_000);
      expect(readdirSync(folder)).toHaveLength(5);
    }
  } finally {
    vi.useRealTimers();
  }
});

test('where the window was is kept when Windows ends and closes no window', async () => {
  const { electron, dataFolder } = await start();
  window(electron).bounds = { x: 30, y: 40, width: 900, height: 650 };
  window(electron).emit('session-end');
  expect(JSON.parse(readFileSync(join(dataFolder, 'electron', 'window.json'), 'utf8'))).toMatchObject({ x: 30, width: 900 });
});

test('the window opens where it was, and on a screen that is there', async () => {
  const first = await start();
  window(first.electron).close();
  const again = await start({ dataFolder: first.dataFolder });
  expect(window(again.electron).options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
  const elsewhere = await start({ dataFolder: first.dataFolder, areas: [{ x: 2000, y: 0, width: 1024, height: 728 }] });
  expect(window(elsewhere.electron).options).toMatchObject({ width: 1000, height: 700 });
  expect(window(elsewhere.electron).options).not.toHaveProperty('x');
});

test('a page whose process dies is shown anew in the same window; again and again, the person is asked', async () => {
  const { electron } = await start({ press: 1 });
  for (let i = 0; i < 3; i += 1) window(electron).webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
  expect(window(electron).loaded).toHaveLength(4);
  expect(electron.said).toEqual([]);
  window(electron).webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
  await vi.waitFor(() => expect(core(electron).sent.at(-1)).toEqual({ type: 'close' }));
  expect(electron.said[0]?.title).toBe('Okno programu kilka razy przestało działać');
});

test('where the system keeps no secrets the person is told once, and nothing waits for the answer', async () => {
  const { electron } = await start({ noSecrets: true });
  for (const id of [1, 2])
    core(electron).emit('message', { type: 'secret', id, of: { call: 'write', name: 'tokens', value: 'abc' } });
  await vi.waitFor(() => expect(core(electron).sent.slice(1)).toHaveLength(2));
  expect(core(electron).sent.slice(1)).toEqual([1, 2].map((id) => ({ type: 'secret-answer', id, ok: false, value: null })));
  expect(electron.said.map(({ title }) => title)).toEqual([expect.stringContaining('magazynu haseł')]);
});

test('what nobody foresaw ends the program with a sentence, and shows nothing of how it is made', async () => {
  const { electron } = await start();
  const [added] = process.listeners('uncaughtException').filter((one) => !listeners.includes(one));
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  added?.(new Error('secret detail'), 'uncaughtException');
  write.mockRestore();
  expect(electron.said).toHaveLength(1);
  expect(electron.said[0]?.text).not.toContain('secret detail');
  expect(electron.exits).toEqual([1]);
});

test('a rejection that nobody waits for is in the log, and the program goes on', async () => {
  const { electron, dataFolder } = await start();
  const [added] = process.listeners('unhandledRejection').filter((one) => !rejectionListeners.includes(one));
  added?.(new Error('nobody waits for this'), Promise.resolve());
  expect(readFileSync(join(dataFolder, 'logs', 'technik.log'), 'utf8')).toContain('nobody waits for this');
  expect(electron.exits).toEqual([]);
});
