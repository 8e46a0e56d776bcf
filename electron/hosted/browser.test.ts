import { expect, test } from 'vitest';
import { browserArguments, findBrowser, hasScreen, type System } from './browser.ts';

const system = (platform: NodeJS.Platform, files: readonly string[], env: System['env'] = {}, uid = 1000): System => ({
  platform,
  env,
  uid,
  exists: (file) => files.includes(file),
  real: (file) => file,
});

test('on Linux Chrome, Edge or Chromium is found on the path', () => {
  const env = { PATH: '/usr/local/bin:/usr/bin' };
  expect(findBrowser(system('linux', ['/usr/bin/chromium'], env))?.file).toBe('/usr/bin/chromium');
  expect(findBrowser(system('linux', ['/usr/bin/chromium', '/usr/bin/google-chrome'], env))?.file).toBe('/usr/bin/google-chrome');
  expect(findBrowser(system('linux', [], env))).toBeUndefined();
});

test('a browser that lives in a snap gets a folder that it may read', () => {
  const env = { PATH: '/usr/bin', HOME: '/home/anna' };
  const found = findBrowser(system('linux', ['/usr/bin/chromium-browser', '/snap/bin/chromium'], env));
  expect(found?.workFolder).toBe('/home/anna/snap/chromium/common/m-technik');
});

test.runIf(process.platform !== 'win32')('on Windows and macOS it is looked for where it is installed', () => {
  const edge = 'C:\\Program Files (x86)/Microsoft/Edge/Application/msedge.exe';
  const env = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };
  expect(findBrowser(system('win32', [edge], env))?.file).toBe(edge);
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect(findBrowser(system('darwin', [chrome]))?.file).toBe(chrome);
});

test('a browser can be named', () => {
  expect(findBrowser(system('linux', ['/opt/b'], { TECHNIK_BROWSER: '/opt/b', PATH: '' }))?.file).toBe('/opt/b');
});

test('the sandbox stays on for everybody but root on Linux, and no debugging port is ever opened', () => {
  const args = (uid: number, platform: NodeJS.Platform = 'linux') =>
    browserArguments(system(platform, [], {}, uid), '/p', 'file:///launch.html');
  expect(args(1000)).not.toContain('--no-sandbox');
  expect(args(0)).toContain('--no-sandbox');
  expect(args(0, 'win32')).not.toContain('--no-sandbox');
  expect(args(0).join(' ')).not.toMatch(/remote-debugging|disable-web-security|token/);
});

test('without a screen there is no window to open', () => {
  expect(hasScreen(system('linux', []))).toBe(false);
  expect(hasScreen(system('linux', [], { WAYLAND_DISPLAY: 'wayland-0' }))).toBe(true);
  expect(hasScreen(system('win32', []))).toBe(true);
});
