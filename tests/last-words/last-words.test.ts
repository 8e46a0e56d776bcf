import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { appFolder } from '../../electron/core/resources.ts';
import { tempFolder } from '../support/temp.ts';

const HERE = import.meta.dirname;
const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0ZWNoLTEifQ.c2lnbmF0dXJl';
const PLANTED = `token=${SECRET} jan.kowalski@sklep.pl NIP 797-456-94-39 tel. +48 601 234 567`;

const linesOf = (dataFolder: string): readonly Record<string, unknown>[] =>
  readFileSync(join(dataFolder, 'logs', 'technik.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const lastOf = (dataFolder: string) => linesOf(dataFolder).at(-1);

/** What the file for support holds of it. */
async function inTheFileForSupport(dataFolder: string): Promise<string> {
  const cli = join(appFolder, 'electron', 'cli.ts');
  const out = join(dataFolder, 'support.zip');
  await promisify(execFile)(process.execPath, [cli, 'diagnostics', '--data', dataFolder, '--out', out]);
  const zip = readFileSync(out);
  return zip.toString('latin1');
}

/** The core's own process as Electron starts it, up and running. */
async function theCore(dataFolder: string): Promise<ChildProcess> {
  const shim = pathToFileURL(join(HERE, 'parent-port.ts')).href;
  const core = fork(join(appFolder, 'electron', 'core-process.ts'), [], {
    execArgv: ['--import', shim],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  onTestFinished(() => void core.kill('SIGKILL'));
  const secrets = new Map<string, string>();
  const ready = new Promise<void>((resolve) => {
    core.on(
      'message',
      (message: {
        readonly type: string;
        readonly id?: number;
        readonly of?: { call: string; name: string; value?: string };
      }) => {
        if (message.type === 'ready') resolve();
        if (message.type !== 'secret' || message.of === undefined) return;
        const { call, name, value = '' } = message.of;
        if (call === 'write') secrets.set(name, value);
        core.send({
          type: 'secret-answer',
          id: message.id,
          ok: true,
          value: call === 'read' ? (secrets.get(name) ?? null) : null,
        });
      },
    );
  });
  core.send({ type: 'start', dataFolder });
  await ready;
  return core;
}

async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (piece) => {
    stderr += String(piece);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

it('an exception that nobody caught ends the core’s process, and its last words are in the log and in the file for support', async () => {
  const dataFolder = tempFolder('last-words');
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production' }));
  const core = await theCore(dataFolder);
  const ended = endOf(core);
  core.send({ type: 'a message that main never sends' });
  const { code, stderr } = await ended;
  expect(code).not.toBe(0);
  expect(stderr).toContain('ZodError');
  const last = lastOf(dataFolder);
  expect(last).toMatchObject({ what: 'died', where: 'core', how: 'uncaughtException', pid: core.pid });
  expect(last?.cause).toContain('core-process.ts');
  expect(await inTheFileForSupport(dataFolder)).toContain('logs/technik.log');
});

it('a rejection that nobody waits for ends it likewise; secrets and people are covered before they are written down', async () => {
  const dataFolder = tempFolder('last-words');
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production' }));
  const core = await theCore(dataFolder);
  const ended = endOf(core);
  core.send({ reject: PLANTED });
  expect((await ended).code).not.toBe(0);
  const text = readFileSync(join(dataFolder, 'logs', 'technik.log'), 'utf8');
  expect(lastOf(dataFolder)).toMatchObject({ what: 'died', where: 'core', how: 'unhandledRejection' });
  for (const planted of [SECRET, 'jan.kowalski', '797-456', '601 234 567']) expect(text).not.toContain(planted);
  if (process.platform !== 'win32') expect(statSync(join(dataFolder, 'logs', 'technik.log')).mode & 0o077).toBe(0);
});

/** One of our other ways in, with a bug that shows when that file is there. */
async function ends(program: string, args: readonly string[], when: string) {
  const broken = pathToFileURL(join(HERE, 'throws-when.ts')).href;
  const child = spawn(process.execPath, ['--import', broken, join(appFolder, 'electron', program), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, THROW_WHEN: when, THROW_TEXT: PLANTED },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return endOf(child);
}

it.each([
  ['the hosted shell', 'hosted', join('hosted', 'main.ts'), ['--no-open'], 'launch.html'],
  ['a command', 'cli', 'cli.ts', ['demo'], 'training'],
])('%s leaves its last words, too', async (_what, where, program, args, when) => {
  const dataFolder = tempFolder('last-words');
  const { code, stderr } = await ends(program, [...args, '--data', dataFolder], join(dataFolder, when));
  expect(code).toBe(1);
  expect(stderr).toContain('TypeError');
  expect(lastOf(dataFolder)).toMatchObject({ what: 'died', where, how: 'uncaughtException' });
  expect(JSON.stringify(linesOf(dataFolder))).not.toContain(SECRET);
});

it('a command that ends by a bug leaves no folder where there was none', async () => {
  const folder = tempFolder('last-words');
  const none = join(folder, 'none');
  const { code } = await ends('cli.ts', ['diagnostics', '--data', none, '--out', join(folder, 'out.zip')], folder);
  expect(code).toBe(1);
  expect(existsSync(none)).toBe(false);
});
