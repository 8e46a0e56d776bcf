import { win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunCommand } from '../../../../native-checks/windows/command.ts';
import { tempFolder } from '../../../../tests/support/temp.ts';
import { createElevate } from './ask-consent.ts';
import { elevatedRequest, runElevatedWrite } from './run.ts';
import { belongTogether, cleanEnvironment, closeOff, sameFile } from './system-win32.ts';
import { win32Places } from './trusted-places.ts';

interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

function windows(stdout: string, code: number | null = 0) {
  const calls: Call[] = [];
  const run: RunCommand = async (file, args, options) => {
    const at = args.indexOf('-EncodedCommand');
    const script = at === -1 ? '' : Buffer.from(args[at + 1] ?? '', 'base64').toString('utf16le');
    calls.push({ program: win32.basename(file), args, script, env: options?.env ?? {} });
    return { code, stdout: Buffer.from(stdout) };
  };
  return { run, calls };
}

describe('asking for consent', () => {
  const installed = 'C:\\Program Files\\M-Technik\\M-Technik.exe';
  const request = 'C:\\Users\\Zażółć Gęś\\AppData\\Local\\M-Technik\\production\\elevation\\ab.json';
  const elevate = (stdout: string, code: number | null = 0, program = installed) => {
    const { run, calls } = windows(stdout, code);
    const programFolders = ['C:\\Program Files'];
    return { ask: createElevate({ platform: 'win32', run, program, programFolders }), calls };
  };

  it('starts our own program with nothing but the request’s path, which is no part of the script', async () => {
    const { ask, calls } = elevate('ENDED');
    expect(await ask(request)).toBe('finished');
    expect(calls[0]?.env).toEqual({ TECHNIK_PROGRAM: installed, TECHNIK_ARGUMENTS: `--elevated-write "${request}"` });
    expect(calls[0]?.script).toContain("$start.Verb = 'runas'");
    expect(calls[0]?.script).not.toContain('elevation');
  });

  it.each([
    ['the person says no', 'WIN32 1223', 0, 'refused'],
    ['a rule of the company forbids the program', 'WIN32 1260', 0, 'unavailable'],
    ['a rule of the company forbids PowerShell', '', 1, 'unavailable'],
    ['PowerShell was ended while the person was reading', '', null, 'finished'],
  ] as const)('when %s, the answer is that', async (_what, stdout, code, outcome) => {
    expect(await elevate(stdout, code).ask(request)).toBe(outcome);
  });

  it.each([
    ['a portable program, which its user can change', 'C:\\Users\\jan\\Downloads\\M-Technik.exe'],
    ['a folder that only begins alike', 'C:\\Program Files Evil\\M-Technik.exe'],
    ['a way out of the folder', 'C:\\Program Files\\..\\Users\\jan\\M-Technik.exe'],
  ])('%s is never started so', async (_what, program) => {
    const { ask, calls } = elevate('ENDED', 0, program);
    expect(await ask(request)).toBe('unavailable');
    expect(calls).toEqual([]);
  });

  it('a path that could end its quotes, or is relative, is none', async () => {
    const { ask, calls } = elevate('ENDED');
    expect(await ask('C:\\a" --inspect "b.json')).toBe('unavailable');
    expect(await ask('ab.json')).toBe('unavailable');
    expect(calls).toEqual([]);
  });

  it('is no way on other systems', async () => {
    const { run } = windows('ENDED');
    const ask = createElevate({ platform: 'linux', run, program: installed, programFolders: ['C:\\Program Files'] });
    expect(await ask(request)).toBe('unavailable');
  });
});

describe('the elevated step on Windows', () => {
  const machine: Record<string, Record<string, string> | null> = {
    'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion 64': {
      ProgramFilesDir: 'C:\\Program Files',
      'ProgramFilesDir (x86)': 'C:\\Program Files (x86)',
      CommonFilesDir: 'C:\\Program Files\\Common Files',
    },
  };
  const places = (extra: typeof machine = {}) => {
    const all = { ...machine, ...extra };
    return win32Places(async (key, view) => all[`${key} ${view}`] ?? null);
  };
  const pcpos = 'HKLM\\SOFTWARE\\Insoft sp. z o.o.\\PC-POS 7';

  it('knows PC-POS by the machine’s registry and the usual folders, and its own vault beside no user’s', async () => {
    expect(await places({ [`${pcpos} 32`]: { Location: 'C:\\Program Files (x86)\\Kasa\\' } })).toEqual({
      files: [
        'C:\\Program Files (x86)\\Kasa\\pcpos7.conf',
        'C:\\Program Files\\Insoft\\pcpos7\\pcpos7.conf',
        'C:\\Program Files (x86)\\Insoft\\pcpos7\\pcpos7.conf',
      ],
      vault: 'C:\\Program Files\\Common Files\\M-Technik',
    });
  });

  it.each(['C:\\pcpos7', 'C:\\Program Files\\..\\pcpos7', '\\\\KASA1\\pcpos7', 'C:\\Program Files Evil\\pcpos7', 'relative'])(
    'does not write in %s, which a user may own',
    async (Location) => {
      const known = await places({ [`${pcpos} 64`]: { Location } });
      expect(known?.files).toEqual([
        'C:\\Program Files\\Insoft\\pcpos7\\pcpos7.conf',
        'C:\\Program Files (x86)\\Insoft\\pcpos7\\pcpos7.conf',
      ]);
    },
  );

  it('does nothing where the registry does not answer', async () => {
    expect(await win32Places(async () => null)).toBeNull();
  });

  it('believes in one owner only when Windows says so in so many words', async () => {
    const { run, calls } = windows('TOGETHER\r\n');
    expect(await belongTogether(run, ['C:\\a', 'C:\\a\\b.json'])).toBe(true);
    expect(calls[0]?.env).toEqual({ TECHNIK_PATHS: 'C:\\a|C:\\a\\b.json' });
    for (const said of ['OWNERS', 'RIGHTS', '', 'TOGETHER?'])
      expect(await belongTogether(windows(said).run, ['C:\\a'])).toBe(false);
    expect(await belongTogether(windows('TOGETHER', 1).run, ['C:\\a'])).toBe(false);
    expect(await belongTogether(run, ['C:\\a|C:\\b'])).toBe(false);
  });

  it('closes its folder to all but administrators, by numbers that are the same in every language, or stops', async () => {
    const folder = tempFolder('vault');
    const { run, calls } = windows('');
    await closeOff(run, folder);
    expect(calls[0]).toMatchObject({
      program: 'icacls.exe',
      args: [folder, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'],
    });
    await expect(closeOff(windows('', 5).run, folder)).rejects.toThrow('icacls');
  });

  it('gives its helpers an environment in which the user has no say', () => {
    expect(Object.keys(cleanEnvironment('D:\\Windows')).sort()).toEqual([
      'PATH',
      'PATHEXT',
      'PSModulePath',
      'SystemDrive',
      'SystemRoot',
      'windir',
    ]);
    expect(Object.values(cleanEnvironment('D:\\Windows')).join()).not.toContain('C:');
  });

  it('uses no cmdlet, which could be looked for among the user’s own modules', async () => {
    const { run, calls } = windows('TOGETHER');
    await belongTogether(run, ['C:\\a']);
    expect(calls[0]?.script.match(/\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b/g)).toBeNull();
  });

  it('tells files apart as Windows does', () => {
    expect(sameFile('C:\\Program Files\\Insoft\\pcpos7\\PCPOS7.CONF', 'c:/program files/insoft/pcpos7/pcpos7.conf')).toBe(true);
    expect(sameFile('C:\\a\\pcpos7.conf', 'C:\\b\\pcpos7.conf')).toBe(false);
  });

  it('has nothing to do on another system, and is called by one word', async () => {
    expect(await runElevatedWrite('/tmp/x.json', 'linux')).toBe(2);
    expect(elevatedRequest(['M-Technik.exe', '--elevated-write', 'C:\\x.json'])).toBe('C:\\x.json');
    expect(elevatedRequest(['M-Technik.exe', '--elevated-write'])).toBe('');
    expect(elevatedRequest(['M-Technik.exe'])).toBeUndefined();
  });
});
