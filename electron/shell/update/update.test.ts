import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NsisUpdater } from 'electron-updater';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../../tests/support/temp.ts';
import { namesPublisher, SETTINGS, updateSource } from './engine.ts';
import { installationOf, rightsOf } from './installation.ts';
import { keptInstallers } from './kept-installers.ts';
import { startInstaller } from './start-installer.ts';

/**
 * electron-updater's own Windows updater against a server on this machine. Two things of it need Electron or Windows and are
 * replaced: how a request is made (Node's instead of Chromium's) and how Windows judges a signature.
 */
const require = createRequire(import.meta.url);
const { NsisUpdater: Updater } = require('electron-updater/out/NsisUpdater');
const { NodeHttpExecutor } = require('builder-util/out/nodeHttpExecutor');
const { configureRequestOptions, configureRequestUrl } = require('builder-util-runtime');

/** A whole file, as ElectronHttpExecutor fetches it. */
class Executor extends NodeHttpExecutor {
  download(url: URL, destination: string, options: { readonly headers?: object; readonly cancellationToken: never }) {
    const { createPromise } = options.cancellationToken as { createPromise(work: unknown): Promise<string> };
    return createPromise.call(
      options.cancellationToken,
      (resolve: (file: string) => void, reject: (e: Error) => void, onCancel: unknown) => {
        const request = { headers: options.headers, redirect: 'manual' };
        configureRequestUrl(url, request);
        configureRequestOptions(request);
        const callback = (error?: Error | null): void => (error ? reject(error) : resolve(destination));
        this.doDownload(request, { destination, options, onCancel, callback, responseHandler: null }, 0);
      },
    );
  }
}

const SETUP = Buffer.from('MZ a program that would be installed '.repeat(2000));
const sha512 = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('base64');
const describing = (version: string, digest = sha512(SETUP)): string =>
  `version: ${version}\nfiles:\n  - url: M-Technik-setup.exe\n    sha512: ${digest}\n    size: ${SETUP.length}\npath: M-Technik-setup.exe\nsha512: ${digest}\nreleaseDate: '2026-11-23T10:00:00.000Z'\n`;

let served: Record<string, string | Buffer>;
let asked: string[];
let address: string;
let close: () => Promise<void>;
beforeEach(async () => {
  served = { '/latest.yml': describing('0.2.0'), '/M-Technik-setup.exe': SETUP };
  asked = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(path);
    const body = served[path];
    response.writeHead(body === undefined ? 404 : 200).end(body ?? '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

interface Setting {
  readonly signature?: string | null;
  readonly version?: string;
  /** Where it and the versions before it kept what is theirs. */
  readonly folder?: string;
  /** What becomes of a file that is to be run. */
  readonly run?: (file: string) => Promise<void>;
}
/** The installed program, signed by its publisher. */
function installed({ signature = null, version = '0.1.0', folder = tempFolder('updater'), run }: Setting = {}) {
  const config = join(folder, 'app-update.yml');
  writeFileSync(config, `provider: generic\nurl: ${address}\npublisherName:\n  - Dostawca\nupdaterCacheDirName: cache\n`);
  const app = {
    version,
    name: 'm-technik',
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: join(folder, 'user'),
    baseCachePath: join(folder, 'caches'),
    whenReady: () => Promise.resolve(),
    relaunch: () => {},
    quit: () => {},
    onQuit: () => {},
  };
  const updater = new Updater(null, app) as NsisUpdater;
  Object.assign(updater, {
    httpExecutor: new Executor(),
    _testOnlyOptions: { platform: 'win32', isUseDifferentialDownload: false },
  });
  const judged: unknown[] = [];
  updater.verifyUpdateCodeSignature = async (publishers: string[]) => {
    judged.push(publishers);
    return signature;
  };
  // Its own way to start an installer ends in Electron.
  updater.quitAndInstall = () => {};
  const started: string[] = [];
  const source = updateSource({
    version,
    kept: keptInstallers(join(folder, 'updates')),
    engine: async () => updater,
    run: run ?? (async (file) => void started.push(file)),
  });
  return {
    source,
    judged,
    started,
    kept: join(folder, 'updates'),
    pending: join(folder, 'caches', 'cache', 'pending'),
    updater,
    folder,
  };
}

const downloads = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.exe')) : [];

it('a newer version is offered, fetched only when that is asked for, and judged by its signature', async () => {
  const { source, judged, pending } = installed();
  expect(await source.check()).toEqual({
    ok: true,
    value: { version: '0.2.0', releasedAt: '2026-11-23T10:00:00.000Z', bytes: SETUP.length },
  });
  expect(asked).toEqual(['/latest.yml']);
  expect(await source.download(() => {})).toEqual({ ok: true, value: null });
  expect(judged).toEqual([['Dostawca']]);
  const [file = ''] = downloads(pending);
  expect(readFileSync(join(pending, file)).equals(SETUP)).toBe(true);
});

it.each(['0.1.0', '0.0.9'])('the same version or an older one is none: %s', async (version) => {
  served['/latest.yml'] = describing(version);
  expect(await installed().source.check()).toEqual({ ok: true, value: null });
});

it('a file that is not the announced one is refused and not kept', async () => {
  served['/M-Technik-setup.exe'] = Buffer.from(SETUP).fill(0x41, 100, 101);
  const { source, judged, pending } = installed();
  await source.check();
  expect(await source.download(() => {})).toMatchObject({ ok: false, error: { code: 'update.damaged' } });
  expect([judged, downloads(pending)]).toEqual([[], []]);
});

it('a file that somebody else signed, or nobody, is refused and not kept', async () => {
  const { source, pending } = installed({ signature: 'not signed' });
  await source.check();
  expect(await source.download(() => {})).toMatchObject({ ok: false, error: { code: 'update.not-ours' } });
  expect(downloads(pending)).toEqual([]);
});

it.each([
  ['a page of a hotel', '<html>Zaloguj się</html>'],
  ['nothing', ''],
  ['no version', 'version: nowa\nfiles: []\n'],
  ['no digest', 'version: 0.2.0\nfiles:\n  - url: M-Technik-setup.exe\n'],
])('an answer that is no description changes nothing: %s', async (_, text) => {
  served['/latest.yml'] = text;
  const { source, pending } = installed();
  const found = await source.check();
  const fetched = found.ok && found.value !== null ? await source.download(() => {}) : found;
  expect(fetched.ok).toBe(false);
  expect(downloads(pending)).toEqual([]);
});

it('a server that is away is said to be', async () => {
  await close();
  expect(await installed().source.check()).toMatchObject({ ok: false, error: { code: 'update.unreachable' } });
});

/** From one version to the next, each fetched and installed by the one before. */
async function updatedTo(version: string, from: Setting): Promise<string> {
  served['/M-Technik-setup.exe'] = Buffer.concat([SETUP, Buffer.from(version)]);
  served['/latest.yml'] = describing(version, sha512(served['/M-Technik-setup.exe'] as Buffer));
  const { source, folder } = installed(from);
  for (const step of [await source.check(), await source.download(() => {}), await source.install()]) expect(step.ok).toBe(true);
  return folder;
}
const setup = (version: string): string => `M-Technik-${version}-setup.exe`;

it('the version that came by an update is the way back from the one after it, judged anew before it is run', async () => {
  const folder = await updatedTo('0.2.0', { version: '0.1.0' });
  // The first one came from elsewhere: nothing of it is here.
  const second = installed({ version: '0.2.0', folder });
  expect(await second.source.before()).toEqual({ ok: true, value: null });
  expect(await second.source.goBack()).toMatchObject({ ok: false, error: { code: 'update.none-before' } });
  await updatedTo('0.3.0', { version: '0.2.0', folder });
  const third = installed({ version: '0.3.0', folder });
  expect(await third.source.before()).toMatchObject({ ok: true, value: { version: '0.2.0' } });
  expect(await third.source.goBack()).toEqual({ ok: true, value: null });
  expect(third.started).toEqual([join(third.kept, setup('0.2.0'))]);
  expect(third.judged).toEqual([['Dostawca']]);
  expect(readFileSync(third.started[0] ?? '', 'utf8').endsWith('0.2.0')).toBe(true);
});

it('one before stays and no more, and an update that the person broke off costs none', async () => {
  const folder = await updatedTo('0.2.0', { version: '0.1.0' });
  await updatedTo('0.3.0', { version: '0.2.0', folder });
  // Windows asked, and the person said no: the program is the one that it was.
  await updatedTo('0.10.0', { version: '0.3.0', folder });
  const third = installed({ version: '0.3.0', folder });
  expect(await third.source.before()).toMatchObject({ value: { version: '0.2.0' } });
  expect(downloads(third.kept).toSorted()).toEqual([setup('0.2.0'), setup('0.3.0')]);
  await updatedTo('0.10.0', { version: '0.3.0', folder });
  const fourth = installed({ version: '0.10.0', folder });
  expect(await fourth.source.before()).toMatchObject({ value: { version: '0.3.0' } });
  expect(downloads(fourth.kept).toSorted()).toEqual([setup('0.10.0'), setup('0.3.0')]);
});

it.each([
  ['changed on the disk', { code: 'update.damaged' }, (file: string) => writeFileSync(file, 'another program'), {}],
  ['signed by somebody else by now', { code: 'update.not-ours' }, () => {}, { signature: 'not signed' }],
] as const)('an installer that was %s is not run, and goes', async (_, error, spoil, setting) => {
  const folder = await updatedTo('0.2.0', { version: '0.1.0' });
  await updatedTo('0.3.0', { version: '0.2.0', folder });
  spoil(join(folder, 'updates', setup('0.2.0')));
  const { source, started, kept } = installed({ version: '0.3.0', folder, ...setting });
  expect(await source.goBack()).toMatchObject({ ok: false, error });
  expect([started, downloads(kept)]).toEqual([[], [setup('0.3.0')]]);
  expect(await source.before()).toEqual({ ok: true, value: null });
});

it('what else lies among the kept installers, or cannot be deleted, does not stand in the way back', async () => {
  const folder = await updatedTo('0.2.0', { version: '0.1.0' });
  await updatedTo('0.3.0', { version: '0.2.0', folder });
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'mine'), 'mine');
  mkdirSync(join(folder, 'updates', 'a folder', 'in it'), { recursive: true });
  symlinkSync(elsewhere, join(folder, 'updates', 'a link'));
  const list = join(folder, 'updates', 'installers.json');
  const { kept } = JSON.parse(readFileSync(list, 'utf8'));
  writeFileSync(join(folder, 'updates', setup('9.0.0')), SETUP);
  writeFileSync(list, JSON.stringify({ format: 1, kept: [...kept, { version: '9.0.0', sha512: sha512(SETUP), bytes: 1 }] }));
  const { source, started } = installed({ version: '0.3.0', folder });
  expect(await source.goBack()).toEqual({ ok: true, value: null });
  expect(started).toHaveLength(1);
  expect(readdirSync(elsewhere)).toEqual(['mine']);
});

it('a folder under an installer’s name is none', async () => {
  const folder = await updatedTo('0.2.0', { version: '0.1.0' });
  await updatedTo('0.3.0', { version: '0.2.0', folder });
  const file = join(folder, 'updates', setup('0.2.0'));
  rmSync(file);
  mkdirSync(file);
  const { source, started } = installed({ version: '0.3.0', folder });
  expect(await source.goBack()).toMatchObject({ ok: false, error: { code: 'update.damaged' } });
  expect(started).toEqual([]);
});

it.each([
  ['nothing', ''],
  ['a way out of the folder', JSON.stringify({ format: 1, kept: [{ version: '../../x', sha512: sha512(SETUP), bytes: 1 }] })],
  ['a newer version', JSON.stringify({ format: 1, kept: [{ version: '9.0.0', sha512: sha512(SETUP), bytes: 1 }] })],
])('a list that was written by nobody of ours leads nowhere: %s', async (_, text) => {
  const { source, kept, started } = installed();
  mkdirSync(kept);
  writeFileSync(join(kept, 'installers.json'), text);
  writeFileSync(join(kept, setup('9.0.0')), SETUP);
  expect(await source.goBack()).toMatchObject({ ok: false });
  expect(started).toEqual([]);
});

it('where the system starts no installer, or there is no room to keep one, that stops nothing else', async () => {
  const folder = await updatedTo('0.2.0', { version: '0.1.0' });
  await updatedTo('0.3.0', { version: '0.2.0', folder });
  const run = async () => Promise.reject(Object.assign(new Error('spawn'), { code: 'ENOENT' }));
  const { source } = installed({ version: '0.3.0', folder, run });
  expect(await source.goBack()).toMatchObject({ ok: false, error: { code: 'update.not-started', evidence: { code: 'ENOENT' } } });
  const full = tempFolder('updater');
  writeFileSync(join(full, 'updates'), 'a file where the folder should be');
  await updatedTo('0.2.0', { version: '0.1.0', folder: full });
});

it('an installer is started as an update, and by the helper where Windows asks first', async () => {
  const asked: (readonly string[])[] = [];
  const start = (refuses: string | undefined) => (file: string, args: readonly string[]) => {
    asked.push([file, ...args]);
    const child = Object.assign(new EventEmitter(), { unref: () => {} });
    const error = Object.assign(new Error('spawn'), { code: refuses });
    queueMicrotask(() => (asked.length === 1 && refuses !== undefined ? child.emit('error', error) : child.emit('spawn')));
    return child as never;
  };
  await startInstaller('/u/setup.exe', start('EACCES'), '/r');
  expect(asked).toEqual([
    ['/u/setup.exe', '--updated', '--force-run'],
    [join('/r', 'elevate.exe'), '/u/setup.exe', '--updated', '--force-run'],
  ]);
  asked.length = 0;
  await expect(startInstaller('/u/setup.exe', start('ENOENT'), '/r')).rejects.toThrow('spawn');
});

it('all that it would do by itself is off, and no feed leads back to an older version', async () => {
  const { updater, source } = installed();
  await source.check();
  expect(updater).toMatchObject({
    autoDownload: false,
    autoInstallOnAppQuit: false,
    allowDowngrade: false,
    allowPrerelease: false,
    disableWebInstaller: true,
  });
  expect(SETTINGS.autoInstallOnAppQuit).toBe(false);
});

it.each([
  ['provider: generic\nurl: https://u.example\npublisherName: Dostawca\n', true],
  ['provider: generic\nurl: https://u.example\n', false],
  ['provider: generic\nurl: https://u.example\npublisherName: []\n', false],
  ['provider: generic\nurl: http://u.example\npublisherName: Dostawca\n', false],
  ['nonsense: [', false],
  ['provider: generic\nurl: https://u.example\npublisherName:\n  - Dostawca\n  - Inny\n', true],
  ['provider: generic\nurl: https://u.example\npublisherName:\nupdaterCacheDirName: x\n', false],
  ['', false],
])('a copy that does not know its publisher, or would ask in the open, has no updates: %j', (text, has) => {
  expect(namesPublisher(text)).toBe(has);
  expect(rightsOf('installed', text)).toEqual(has ? ['--may-elevate', '--may-update'] : ['--may-elevate']);
  expect([rightsOf('portable', text), rightsOf('other', text)]).toEqual([[], []]);
});

it.each([
  ['installed', 'win32', true, {}, true],
  ['portable', 'win32', true, { PORTABLE_EXECUTABLE_DIR: 'E:\\' }, true],
  ['portable', 'win32', true, {}, false],
  ['other', 'win32', false, {}, true],
  ['other', 'linux', true, {}, true],
] as const)('%s: %s, packed %s, %j, uninstaller %s', (kind, platform, packaged, env, exists) => {
  expect(installationOf({ platform, packaged, env, execPath: '/p/M-Technik.exe', exists: () => exists })).toBe(kind);
});
