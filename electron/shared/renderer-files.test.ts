import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type RendererFiles, readRendererFile } from './renderer-files.ts';

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
  'assets/a.js',
  '',
])('nothing else is read: %s', async (path) => {
  const answer = await readRendererFile(files, path);
  expect(answer.status).toBe(404);
  expect(answer.body.toString()).not.toContain('secret');
});
