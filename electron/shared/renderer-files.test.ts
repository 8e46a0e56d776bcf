import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { contentPolicy, type RendererFiles, readRendererFile } from './renderer-files.ts';

let files: RendererFiles;
beforeAll(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'technik-page-'));
  const folder = join(parent, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<html data-shell="__SHELL__" nonce="__NONCE__"></html>');
  await writeFile(join(folder, 'assets', 'żółw.js'), 'export {}');
  await writeFile(join(folder, 'notes.txt'), 'not for the page');
  await writeFile(join(parent, 'outside.json'), '{"secret":1}');
  await mkdir(`${folder}-other`);
  await writeFile(join(`${folder}-other`, 'a.json'), '{"secret":1}');
  await writeFile(join(folder, 'real.json'), '{}');
  await writeFile(join(folder, 'nul.json'), 'a device elsewhere');
  await writeFile(join(folder, '.hidden.json'), '{"secret":1}');
  if (process.platform !== 'win32') {
    await symlink(join(parent, 'outside.json'), join(folder, 'link.json'));
    await symlink(parent, join(folder, 'up'));
    await symlink(join(folder, 'real.json'), join(folder, 'inner.json'));
  }
  files = { folder, shell: 'electron', nonce: () => 'N1' };
});

test('the page knows its shell and its nonce, which the policy names too', async () => {
  const page = await readRendererFile(files, '/');
  expect(page.body.toString()).toBe('<html data-shell="electron" nonce="N1"></html>');
  expect(page.headers['Content-Security-Policy']).toContain("style-src 'self' 'nonce-N1'");
  expect(page.headers['Cache-Control']).toBe('no-store');
});

test('the camera is for our page alone, and a worker may load nothing from elsewhere', async () => {
  const page = await readRendererFile(files, '/');
  expect(page.headers['Permissions-Policy']).toContain('camera=(self), microphone=()');
  const script = await readRendererFile(files, '/assets/%C5%BC%C3%B3%C5%82w.js');
  expect(script.headers['Content-Security-Policy']).toBe("default-src 'none'; script-src 'self'");
});

test('a file is itself, and what is not there is not the page instead', async () => {
  expect((await readRendererFile(files, '/assets/none')).status).toBe(404);
  expect((await readRendererFile(files, '/assets/%C5%BC%C3%B3%C5%82w.js')).body.toString()).toBe('export {}');
});

test.each([
  '/../outside.json',
  '/%2e%2e/outside.json',
  '/assets/../../outside.json',
  '/..%2foutside.json',
  '/..%5coutside.json',
  '/../renderer-other/a.json',
  '/C:/Windows/win.json',
  '/index.html%00.js',
  '/notes.txt',
  '/missing.js',
  '/%zz.js',
  '/%c0%ae%c0%ae/outside.json',
  '/%252e%252e/outside.json',
  '/..%c0%afoutside.json',
  '/....//outside.json',
  '/..;/outside.json',
  '/%2e%2e%2foutside.json',
  '//localhost/c$/outside.json',
  '/%5c%5clocalhost%5cc$%5coutside.json',
  '/\\\\?\\C:\\outside.json',
  '/%2f%2flocalhost/outside.json',
  '/real.json/',
  '/real.json.',
  '/real.json%20',
  '/real.json::$DATA',
  '/real.json%3a%3a$DATA',
  '/nul.json',
  '/CON.js',
  '/assets/com1.js',
  '/.hidden.json',
  '/assets',
  '/%0a/real.json',
  '/real.json%0d%0aX: y',
  'assets/a.js',
  '',
])('nothing else is read: %s', async (path) => {
  const answer = await readRendererFile(files, path);
  expect(answer.status).toBe(404);
  expect(answer.body.toString()).not.toContain('secret');
});

test.runIf(process.platform !== 'win32')('a link in the folder leads to what is in the folder, and nowhere else', async () => {
  for (const path of ['/link.json', '/up/outside.json', '/up/renderer-other/a.json']) {
    const answer = await readRendererFile(files, path);
    expect(answer.status, path).toBe(404);
    expect(answer.body.toString()).not.toContain('secret');
  }
  expect((await readRendererFile(files, '/inner.json')).status).toBe(200);
});

test('the interface may itself be reached by a link', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'technik-page-'));
  await symlink(files.folder, join(parent, 'interface'), 'junction');
  expect((await readRendererFile({ ...files, folder: join(parent, 'interface') }, '/real.json')).status).toBe(200);
});

test('no part of the policy lets inline code or anything from elsewhere in', () => {
  const parts = new Map(
    contentPolicy('N1')
      .split('; ')
      .map((part) => [part.split(' ')[0], part.split(' ').slice(1)]),
  );
  expect(parts.get('default-src')).toEqual(["'none'"]);
  expect(parts.get('script-src')).toEqual(["'self'"]);
  expect([parts.get('require-trusted-types-for'), parts.get('trusted-types')]).toEqual([["'script'"], ['default']]);
  const sources = [...parts.values()].flat();
  for (const wide of [
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'unsafe-hashes'",
    "'wasm-unsafe-eval'",
    '*',
    'http:',
    'https:',
    'ws:',
    'file:',
  ])
    expect(sources).not.toContain(wide);
  for (const name of ['base-uri', 'form-action', 'frame-ancestors']) expect(parts.get(name)).toEqual(["'none'"]);
});
