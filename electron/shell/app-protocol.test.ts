import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { appScheme, createAppHandler } from './app-protocol.ts';

let handle: ReturnType<typeof createAppHandler>;
beforeAll(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'technik-app-'));
  const folder = join(parent, 'renderer');
  await mkdir(folder);
  await writeFile(join(folder, 'index.html'), '<html data-shell="__SHELL__">');
  await writeFile(join(parent, 'main.js'), 'secret');
  handle = createAppHandler({ folder, shell: 'electron', nonce: () => 'N1' });
});

const get = (url: string, method = 'GET'): Promise<Response> => handle({ url, method });

test('the page comes with the policy that the hosted shell gives too', async () => {
  const page = await get('app://technik/');
  expect(await page.text()).toBe('<html data-shell="electron">');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await (await get('app://technik')).text()).toContain('electron');
  expect(await (await get('app://technik/?x=../..#/tickets/1')).text()).toContain('electron');
});

test.each([
  'app://technik/../main.js',
  'app://technik/%2e%2e/main.js',
  'app://technik/..%2fmain.js',
  'app://technik/..%5cmain.js',
  'app://technik//main.js',
  'app://technik/%2e%2e%2fmain.js',
  'app://technik/%252e%252e/main.js',
  'app://technik/\\\\localhost\\c$\\main.js',
  'app://technik//localhost/c$/main.js',
  'app://technik/C:/main.js',
  'app://technik/main.js%00.css',
  'app://technik/nul.json',
  'app://technik:80/',
  'app://user@technik/',
  'APP://TECHNIK/../main.js',
  'app://elsewhere/',
  'file:///main.js',
])('nothing outside the interface’s folder: %s', async (url) => expect((await get(url)).status).toBe(404));

test('the scheme only answers GET and has no way around the policy', async () => {
  expect((await get('app://technik/', 'POST')).status).toBe(405);
  expect(appScheme.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true });
});
