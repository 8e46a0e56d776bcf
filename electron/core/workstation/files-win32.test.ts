import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandOutcome, RunCommand } from '../../../native-checks/windows/command.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { nodeConfigFiles } from './config-files.ts';
import { createWin32Files } from './files-win32.ts';
import { oldName } from './leftovers.ts';
import { systemConfigFiles } from './system-files.ts';

interface Call {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
const answer = (text: string, code: number | null = 0): CommandOutcome => ({ code, stdout: Buffer.from(text) });
/** HRESULT_FROM_WIN32, as PowerShell prints it. */
const refused = (win32: number): CommandOutcome => answer(`HRESULT ${0x80070000 + win32}`);

/** A till's folder and a Windows that answers as told; `act` does to the files what `ReplaceFile` would have done. */
function windows(act: (env: Readonly<Record<string, string>>) => CommandOutcome) {
  const folder = tempFolder('win32');
  const to = join(folder, 'pcpos7.conf');
  const from = join(folder, '.pcpos7.conf.mtechnik-1.tmp');
  writeFileSync(to, 'old');
  writeFileSync(from, 'new');
  const calls: Call[] = [];
  const run: RunCommand = async (file, args, options) => {
    calls.push({ file, args, env: options?.env ?? {} });
    return act(options?.env ?? {});
  };
  const files = createWin32Files(run, { wait: async () => {} });
  const code = (): Promise<unknown> =>
    files.replace(from, to).then(
      () => 'replaced',
      (cause: NodeJS.ErrnoException) => cause.code,
    );
  return { folder, to, from, calls, files, code };
}
const replaceFile = (env: Readonly<Record<string, string>>): CommandOutcome => {
  renameSync(env.TECHNIK_TO ?? '', env.TECHNIK_OLD ?? '');
  renameSync(env.TECHNIK_FROM ?? '', env.TECHNIK_TO ?? '');
  return answer('REPLACED');
};

describe('replacing a file on Windows', () => {
  it('leaves the new content and no copy of the old one beside it', async () => {
    const { files, from, to, folder } = windows(replaceFile);
    await files.replace(from, to);
    expect(readFileSync(to, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['pcpos7.conf']);
  });

  it('passes paths as data, never as part of a command', async () => {
    const { files, from, to, calls } = windows(replaceFile);
    await files.replace(from, to);
    const [call] = calls;
    expect(call?.file).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(call?.args.slice(0, 3)).toEqual(['-NoProfile', '-NonInteractive', '-EncodedCommand']);
    const script = Buffer.from(call?.args[3] ?? '', 'base64').toString('utf16le');
    expect(script).toContain('[System.IO.File]::Replace($env:TECHNIK_FROM, $env:TECHNIK_TO, $env:TECHNIK_OLD, $false)');
    expect(`${script}${call?.args.slice(0, 3)}`).not.toContain('pcpos7');
    expect(call?.env).toEqual({ TECHNIK_FROM: from, TECHNIK_TO: to, TECHNIK_OLD: oldName(from) });
  });

  it.each([
    ['access denied', 5, 'EACCES'],
    ['a sharing violation', 32, 'EBUSY'],
    ['a locked range', 33, 'EBUSY'],
    ['the old file cannot be removed', 1175, 'EBUSY'],
    ['the new file cannot be renamed', 1176, 'EBUSY'],
    ['a full disk', 112, 'ENOSPC'],
    ['a share that is gone', 53, 'ENOENT'],
    ['a write-protected disk', 19, 'EROFS'],
    ['something else', 1, 'EIO'],
  ])('%s (%i) is told as %s, and the old content stands', async (_what, number, code) => {
    const { to, code: outcome } = windows(() => refused(number));
    expect(await outcome()).toBe(code);
    expect(readFileSync(to, 'utf8')).toBe('old');
  });

  it('puts the old file back where it was taken away and the new one did not get its place (1177)', async () => {
    const { folder, from, to, code } = windows((env) => {
      renameSync(env.TECHNIK_TO ?? '', env.TECHNIK_OLD ?? '');
      return refused(1177);
    });
    expect(await code()).toBe('EBUSY');
    expect(readFileSync(to, 'utf8')).toBe('old');
    expect(readFileSync(from, 'utf8')).toBe('new');
    expect(existsSync(join(folder, oldName(from)))).toBe(false);
  });

  it('leaves no copy either when the old file could not be put back and the new one got its place at the next try', async () => {
    const { folder, to, code } = windows((env) => {
      renameSync(env.TECHNIK_TO ?? '', env.TECHNIK_OLD ?? '');
      // Somebody put a folder there for a moment: the old file has no place to go back to.
      mkdirSync(env.TECHNIK_TO ?? '');
      return refused(1177);
    });
    expect(await code()).toBe('EBUSY');
    rmdirSync(to);
    expect(await code()).toBe('replaced');
    expect(readFileSync(to, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['pcpos7.conf']);
  });

  it.each([
    ['could not be started', answer('', null)],
    ['was ended', answer('', 1)],
    ['printed something else', answer('Zapora blokuje skrypty')],
    ['named a failure that is no Windows one', answer('HRESULT 2148734208')],
  ])('is in doubt when PowerShell %s', async (_what, outcome) => {
    expect(await windows(() => outcome).code()).toBe('EIO');
  });

  it('needs nobody where no file stands yet', async () => {
    const { files, from, folder, calls } = windows(() => answer('', null));
    await files.replace(from, join(folder, 'first.conf'));
    expect(readFileSync(join(folder, 'first.conf'), 'utf8')).toBe('new');
    expect(calls).toEqual([]);
  });

  it('names what may be left behind as ours, so that a later start removes it', () => {
    expect(oldName('C:\\x\\.pcpos7.conf.mtechnik-1.tmp')).toBe('C:\\x\\.pcpos7.conf.mtechnik-1-old.tmp');
    expect(oldName('C:\\x\\.pcpos7.conf.mtechnik-1.tmp.back')).toBe('C:\\x\\.pcpos7.conf.mtechnik-1-back-old.tmp');
  });

  it('is asked of Windows only; elsewhere a rename does it', () => {
    expect(systemConfigFiles('linux').replace).toBe(nodeConfigFiles.replace);
    expect(systemConfigFiles('win32').replace).not.toBe(nodeConfigFiles.replace);
  });
});
