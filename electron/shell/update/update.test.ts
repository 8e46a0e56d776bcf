import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NsisUpdater } from 'electron-updater';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../../tests/support/temp.ts';
import { namesPublisher, SETTINGS, updateSource } from './engine.ts';
import { installationOf, rightsOf } from './installation.ts';

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
}
/** The installed program 0.1.0, signed by its publisher. */
function installed({ signature = null }: Setting = {}) {
  const folder = tempFolder('updater');
  const config = join(folder, 'app-update.yml');
  writeFileSync(config, `provider: generic\nurl: ${address}\npublisherName:\n  - Dostawca\nupdaterCacheDirName: cache\n`);
  const app = {
    version: '0.1.0',
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
  return { source: updateSource(updater), judged, pending: join(folder, 'caches', 'cache', 'pending'), updater };
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

it('all that it would do by itself is off, and no feed leads back to an older version', () => {
  const { updater } = installed();
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
