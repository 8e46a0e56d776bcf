import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { app, appRefused, contents, expectRefusal, technik } from './technik.ts';

const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;

/** Somebody else on a port of this machine. */
async function taken(port: number): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy());
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as { port: number }).port };
}

it('a data folder that is a file is refused everywhere, and stays as it is', async () => {
  const home = tempFolder('bad-folder');
  const file = join(home, 'data');
  writeFileSync(file, 'an important file');
  const before = contents(home);
  for (const folder of [file, join(file, 'below')]) {
    const data = ['--data', folder];
    const [opened, demo, history, server] = await Promise.all([
      appRefused(folder),
      technik(['demo', '--json', ...data]),
      technik(['pcpos', 'restore', home, ...data]),
      technik(['mplatform', '--port', '0', ...data]),
    ]);
    expect(expectRefusal(opened, 1, 'app.folder-is-file')).toContain(folder);
    expectRefusal(demo, 2, 'app.folder-is-file');
    expectRefusal(history, 2, 'app.folder-is-file');
    expectRefusal(server, 2, 'app.folder-is-file');
  }
  expect(contents(home)).toEqual(before);
});

it.skipIf(!asRoot)('a data folder that this account may not write to is refused everywhere', async () => {
  const home = tempFolder('bad-folder');
  const folder = join(home, 'data');
  mkdirSync(folder);
  chmodSync(home, 0o755);
  const answers = await Promise.all(
    [folder, join(folder, 'new')].flatMap((data) => [
      technik(['demo', '--data', data], { uid: NOBODY }),
      technik(['pcpos', 'restore', home, '--data', data], { uid: NOBODY }),
      technik(['mplatform', '--port', '0', '--data', data], { uid: NOBODY }),
    ]),
  );
  for (const ended of answers) expect(expectRefusal(ended, 2, 'app.folder-no-rights')).toContain(folder);
  expect(contents(home)).toEqual({ data: 'not a file' });
});

it('a data folder that nobody may write to is refused by the app', async ({ skip }) => {
  const folder = tempFolder('bad-folder');
  try {
    execFileSync('chattr', ['+i', folder], { stdio: 'ignore' });
  } catch {
    skip('this file system or account cannot protect a folder');
  }
  onTestFinished(() => void execFileSync('chattr', ['-i', folder]));
  expectRefusal(await appRefused(folder), 1, 'app.folder-no-rights');
  expectRefusal(await technik(['demo', '--data', folder]), 2, 'app.folder-no-rights');
});

it('a file where a mode’s own folder belongs is refused and stays as it is', async () => {
  const folder = tempFolder('bad-folder');
  writeFileSync(join(folder, 'training'), 'an important file');
  expect(expectRefusal(await appRefused(folder), 1, 'app.folder-is-file')).toContain(join(folder, 'training'));
  expectRefusal(await technik(['demo', '--data', folder]), 2, 'app.folder-is-file');
  expect(readFileSync(join(folder, 'training'), 'utf8')).toBe('an important file');
});

it('what is no file of the app’s where one is read is named by its folder', async () => {
  const folder = tempFolder('bad-folder');
  mkdirSync(join(folder, 'training', 'mplatform', 'port'), { recursive: true });
  expect(expectRefusal(await appRefused(folder), 1, 'app.system-refused')).toContain(folder);
  expect(expectRefusal(await technik(['demo', '--data', folder]), 2, 'app.system-refused')).toContain(folder);
});

it.each([
  ['tokens', 'secrets.json', 'nonsense'],
  ['a kept port', join('training', 'mplatform', 'port'), '99999'],
])('training with damaged %s signs in anew by itself', async (_what, file, text) => {
  const folder = tempFolder('bad-folder');
  expect((await technik(['demo', '--data', folder])).exit).toBe(0);
  writeFileSync(join(folder, file), text);
  const { client } = await app(folder);
  expect((await client.app.status()).notices).toEqual([]);
  expect(await client.sync.now()).toMatchObject({ ok: true });
});

it('a lock file that is none is named, with what to do', async () => {
  const folder = tempFolder('bad-folder');
  const file = join(folder, 'instance.lock');
  writeFileSync(file, 'nonsense '.repeat(1000));
  const before = contents(folder);
  expect(expectRefusal(await appRefused(folder), 1, 'app.lock-unusable')).toContain(file);
  expect(contents(folder)).toEqual(before);
});

it('settings that are none leave the app in training', async () => {
  for (const text of ['nonsense', '{"mode": "nonsense"}', '\0\0']) {
    const folder = tempFolder('bad-folder');
    writeFileSync(join(folder, 'settings.json'), text);
    const { client } = await app(folder);
    expect((await client.app.status()).mode).toBe('training');
  }
});

it('a second app on one data folder is refused with one sentence', async () => {
  const folder = tempFolder('bad-folder');
  await app(folder);
  expect(expectRefusal(await appRefused(folder), 1, 'app.runs-already')).toContain(folder);
});

it('the server is refused a port that is in use', async () => {
  const { port } = await taken(0);
  const folder = join(tempFolder('bad-port'), 'data');
  const ended = await technik(['mplatform', '--port', String(port), '--data', folder]);
  expect(expectRefusal(ended, 2, 'mplatform.port-in-use')).toContain(String(port));
});

it('training whose port somebody took comes up, says so, works offline, and mends when the port is free', async () => {
  const folder = tempFolder('bad-port');
  const training = join(folder, 'training');
  expect((await technik(['demo', '--data', folder])).exit).toBe(0);
  const port = Number(readFileSync(join(training, 'mplatform', 'port'), 'utf8'));
  const { server } = await taken(port);

  const { client, said } = await app(folder);
  const status = await client.app.status();
  expect(status.notices).toMatchObject([{ code: 'training.port-in-use', params: { port } }]);
  expect(status.training).toEqual({ serverRunning: false, pcposRunning: true });
  const [ticket] = (await client.tickets.list({})).rows;
  const intent = { kind: 'ticket.addNote', target: ticket?.id ?? '', args: { text: 'zapisane bez połączenia' } } as const;
  expect(await client.operations.submit({ intent })).toMatchObject({ ok: true });
  expect((await client.sync.now()).ok).toBe(false);
  expect((await client.app.status()).sync).toMatchObject({ state: 'offline', waiting: 1 });
  const again = await client.training.setServer({ running: true });
  expect(again).toMatchObject({ ok: false, error: { code: 'training.port-in-use' } });

  server.close();
  await once(server, 'close');
  expect(await client.training.setServer({ running: true })).toMatchObject({ ok: true });
  expect(await client.sync.now()).toMatchObject({ ok: true });
  const mended = await client.app.status();
  expect(mended.notices).toEqual([]);
  expect(mended.sync.waiting).toBe(0);
  expect(said.err).toBe('');
});
