import { describe, expect, it } from 'vitest';
import { win32Listener } from '../pcpos/facts/listener-win32.ts';
import { type CommandOutcome, type RunCommand, runCommand } from './command.ts';
import { parseRegQuery, regQuery } from './registry.ts';
import { systemProgram, windowsFolder } from './system.ts';

/** Answers as recorded, by the program's name. */
function recorded(answers: Readonly<Record<string, string | Buffer | number>>) {
  const calls: { readonly file: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }[] = [];
  const run: RunCommand = async (file, args, options): Promise<CommandOutcome> => {
    calls.push({ file, args, env: options?.env ?? {} });
    const answer = Object.entries(answers).find(([name]) => file.toLowerCase().endsWith(`\\${name}`))?.[1];
    if (answer === undefined || typeof answer === 'number') return { code: answer ?? null, stdout: Buffer.alloc(0) };
    return { code: 0, stdout: Buffer.from(answer) };
  };
  return { run, calls };
}

// `netstat -a -n -o` of a Polish Windows; its words come in code page 852.
const NETSTAT = Buffer.from(
  [
    '',
    'Aktywne po\u0088\u00a5czenia',
    '',
    '  Protok\u00a2\u0088  Adres lokalny          Obcy adres             Stan            PID',
    '  TCP    0.0.0.0:135            0.0.0.0:0              NAS\u009dUCHIWANIE   980',
    '  TCP    127.0.0.1:52731        127.0.0.1:10777        USTANOWIONO     7120',
    '  TCP    127.0.0.1:10777        127.0.0.1:52731        USTANOWIONO     4242',
    '  TCP    127.0.0.1:10777        0.0.0.0:0              NAS\u009dUCHIWANIE   4242',
    '  TCP    [::]:10778             [::]:0                 NAS\u009dUCHIWANIE   5151',
    '  UDP    0.0.0.0:10779          *:*                                    1284',
    '',
  ].join('\r\n'),
  'latin1',
);

describe('the registry', () => {
  // As `reg.exe` printed it: code page 852, where 0x88 is "ł" and 0x9D is "Ł".
  const output = Buffer.from(
    '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Insoft sp. z o.o.\\PC-POS 7\r\n' +
      '    Location    REG_SZ    D:\\Kasa g\u0088\u00a2wna \u009d\u00a2d\u00ab\\pcpos7\r\n' +
      '    Version    REG_EXPAND_SZ    7.4.101\r\n' +
      '    Installed    REG_DWORD    0x1\r\n\r\n',
    'latin1',
  );

  it('is read with Polish letters as reg.exe prints them', async () => {
    const { run, calls } = recorded({ 'reg.exe': output });
    expect(await regQuery(run)('HKLM\\SOFTWARE\\X', 64)).toEqual({
      Location: 'D:\\Kasa główna Łódź\\pcpos7',
      Version: '7.4.101',
    });
    expect(calls[0]).toMatchObject({ file: systemProgram('reg.exe'), args: ['query', 'HKLM\\SOFTWARE\\X', '/reg:64'] });
  });

  it('has no such key when reg.exe says so or cannot be started', async () => {
    expect(await regQuery(recorded({ 'reg.exe': 1 }).run)('HKLM\\X', 32)).toBeNull();
    expect(await regQuery(recorded({}).run)('HKLM\\X', 32)).toBeNull();
  });

  it('a value of another type is none', () => {
    expect(parseRegQuery('    Version    REG_DWORD    0x7\r\n')).toEqual({});
  });
});

describe('who listens on a port of Windows', () => {
  it('is found in any language of Windows, with the start of its process in UTC', async () => {
    const { run, calls } = recorded({ 'netstat.exe': NETSTAT, 'powershell.exe': '2026-11-23T08:15:30.123Z' });
    const find = win32Listener(run);
    expect(await find(10777)).toEqual({ pid: 4242, since: Date.UTC(2026, 10, 23, 8, 15, 30, 123) });
    expect(calls[1]?.env).toEqual({ TECHNIK_PID: '4242' });
    await find(10777);
    expect(calls.filter((call) => call.file.endsWith('powershell.exe'))).toHaveLength(1);
  });

  it('may be an owner whose start Windows keeps to itself', async () => {
    expect(await win32Listener(recorded({ 'netstat.exe': NETSTAT, 'powershell.exe': '' }).run)(10778)).toEqual({
      pid: 5151,
      since: null,
    });
  });

  it('is nobody for a datagram port, a mere connection or a port that only ends alike', async () => {
    const find = win32Listener(recorded({ 'netstat.exe': NETSTAT, 'powershell.exe': '' }).run);
    expect(await Promise.all([10779, 52731, 777].map(find))).toEqual([null, null, null]);
    expect(await win32Listener(recorded({ 'netstat.exe': 1 }).run)(10777)).toBeNull();
  });
});

describe('programs of the system', () => {
  it('are found by the kernel’s name of the folder, whatever the environment says', () => {
    expect(windowsFolder(() => '\\\\?\\D:\\WINNT')).toBe('D:\\WINNT');
    expect(windowsFolder(() => 'C:\\Windows')).toBe('C:\\Windows');
  });

  it('lie in the usual folder where that name leads nowhere or somewhere strange', () => {
    expect(windowsFolder(() => '\\\\KASA1\\share')).toBe('C:\\Windows');
    expect(
      windowsFolder(() => {
        throw new Error('ENOENT');
      }),
    ).toBe('C:\\Windows');
  });

  it('answer with their exit code, and with none when they cannot be started or do not end', async () => {
    const node = process.execPath;
    expect(
      await runCommand(node, ['-e', 'process.stdout.write(process.env.TECHNIK_X);process.exit(3)'], { env: { TECHNIK_X: 'ą' } }),
    ).toEqual({ code: 3, stdout: Buffer.from('ą') });
    expect((await runCommand('/no/such/program', [])).code).toBeNull();
    expect((await runCommand(node, ['-e', 'setInterval(()=>{},9)'], { timeoutMs: 300 })).code).toBeNull();
  });
});
