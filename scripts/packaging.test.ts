import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const { releaseConfig, baseConfig } = await import(new URL('release-config.mjs', import.meta.url).href);
const { validateConfiguration } = require('app-builder-lib/out/util/config/config');
const { DebugLogger } = require('builder-util');
const base = baseConfig();
const valid = (config: unknown): Promise<void> => validateConfiguration(config, new DebugLogger(false));

test('electron-builder knows every word of the configuration, and would say so of one that it does not', async () => {
  await valid(base);
  await expect(valid({ ...base, nsis: { ...base.nsis, perMachin: true } })).rejects.toThrow('configuration.nsis');
});

test('the installer is for the whole machine, into a folder that is not its user’s to write, and keeps the work when it goes', () => {
  expect(base.nsis).toMatchObject({
    oneClick: false,
    perMachine: true,
    allowToChangeInstallationDirectory: false,
    deleteAppDataOnUninstall: false,
  });
  const script = read('packaging/installer.nsh');
  // An update and a silent removal ask nothing; Enter and a silent message box answer no.
  expect(script).toMatch(/\$\{ifNot\} \$\{isUpdated\}\s+\$\{andIfNot\} \$\{Silent\}/);
  expect(script).toMatch(/MB_DEFBUTTON2 "\$R8" \/SD IDNO/);
  expect(script.charCodeAt(0)).toBe(0xfeff);
  // Installers that were kept go with the program, and stay while another version takes its place.
  const [before = ''] = script.split(/\$\{andIfNot\} \$\{Silent\}/);
  const removed = [...before.matchAll(/RMDir \/r "(.+)"/g)].map(([, folder]) => folder);
  expect(removed).toEqual(['$LOCALAPPDATA\\m-technik-updater', '$LOCALAPPDATA\\M-Technik\\Data\\updates']);
  expect(before).toMatch(/\$\{ifNot\} \$\{isUpdated\}[^}]*RMDir/);
  expect(z.object({ name: z.literal('m-technik') }).safeParse(JSON.parse(read('package.json'))).success).toBe(true);
});

test('what Windows knows the program by never changes: an update must find what it replaces', () => {
  expect([base.appId, base.nsis.guid]).toEqual(['pl.com.mplatform.technik', 'fc1156fc-7bf7-4c82-97fc-21ac49581117']);
});

test('nothing asks for administrator’s rights when it starts, and the program of a USB stick never can', () => {
  expect(base.win.requestedExecutionLevel).toBe('asInvoker');
  expect(base.portable.requestExecutionLevel).toBe('user');
});

test('the command technik lies beside the program and starts it with its mark', () => {
  expect(base.win.extraFiles).toEqual([{ from: 'packaging/technik.cmd', to: 'technik.cmd' }]);
  expect(read('packaging/technik.cmd')).toContain('"%~dp0M-Technik.exe" --technik %*\r\n');
  expect(base.linux.extraFiles).toEqual([{ from: 'packaging/technik.sh', to: 'technik' }]);
  const [mode] = execFileSync('git', ['ls-files', '--stage', 'packaging/technik.sh'], { cwd: root, encoding: 'utf8' }).split(' ');
  expect(mode).toBe('100755');
});

test('the icons are there in the sizes that each system asks for', () => {
  const ico = readFileSync(`${root}/packaging/icon.ico`);
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => ico.readUInt8(6 + 16 * i) || 256);
  expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  for (let i = 0; i < sizes.length; i += 1) {
    const at = ico.readUInt32LE(6 + 16 * i + 12);
    expect(ico.subarray(at + 1, at + 4).toString()).toBe('PNG');
    // The width that the picture itself says.
    expect(ico.readUInt32BE(at + 16)).toBe(sizes[i]);
  }
  for (const size of [16, 32, 48, 128, 256, 512]) {
    expect(readFileSync(`${root}/packaging/icons/${size}x${size}.png`).readUInt32BE(16)).toBe(size);
  }
});

const signing = { WIN_CSC_LINK: 'certificate', TECHNIK_PUBLISHER_NAME: 'Dostawca sp. z o.o.\nDostawca S.A.\n' };
const feed = { TECHNIK_UPDATE_FEED: 'https://updates.example/technik' };

test('a signed release names whom an update must be signed by, and must be signed', async () => {
  const config = releaseConfig({ ...signing, ...feed }, 'win32', base);
  await valid(config);
  const publishers = ['Dostawca sp. z o.o.', 'Dostawca S.A.'];
  expect(config).toMatchObject({
    forceCodeSigning: true,
    win: { signtoolOptions: { publisherName: publishers } },
    publish: { provider: 'generic', url: feed.TECHNIK_UPDATE_FEED, publisherName: publishers },
  });
});

test('a certificate without the name in it makes no release', () => {
  expect(() => releaseConfig({ WIN_CSC_LINK: 'certificate' }, 'win32', base)).toThrow('TECHNIK_PUBLISHER_NAME');
  expect(() => releaseConfig({ WIN_CSC_LINK: 'certificate', TECHNIK_PUBLISHER_NAME: ' \n' }, 'win32', base)).toThrow();
});

test('an unsigned program, and one for Linux, looks for no updates: nothing would keep a stranger’s file out', async () => {
  for (const config of [releaseConfig(feed, 'win32', base), releaseConfig({ ...feed, ...signing }, 'linux', base)]) {
    await valid(config);
    expect([config.publish, config.forceCodeSigning]).toEqual([null, undefined]);
  }
});

test('updates come over https and nothing else', () => {
  expect(() => releaseConfig({ ...signing, TECHNIK_UPDATE_FEED: 'http://updates.example' }, 'win32', base)).toThrow('https');
});

test('every version of a fuse is decided', async () => {
  const { FUSES } = await import(new URL('after-pack.mjs', import.meta.url).href);
  const { FuseV1Options } = await import('@electron/fuses');
  const all = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
  expect(all.filter((fuse) => FUSES[fuse] === undefined)).toEqual([]);
  expect(FUSES.strictlyRequireAllFuses).toBe(true);
});

test('package.json says whose it is', () => {
  const parsed = z.object({ author: z.string().min(1), homepage: z.url() }).safeParse(JSON.parse(read('package.json')));
  expect(parsed.success).toBe(true);
});
