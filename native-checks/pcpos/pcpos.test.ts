import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRegQuery } from '../windows/registry.ts';
import { defaultProfile, findPcPos, inspectTill, isPcPosRunning, parseProfile } from './index.ts';
import { checkServer, mergeStores } from './settings.ts';
import { readTillFile } from './till-file.ts';

const fixture = (name: string): string => join(import.meta.dirname, '..', '..', 'tests', 'fixtures', 'pcpos7', name);
let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'technik-pcpos-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const codeOf = async (path: string) => {
  const read = await inspectTill(path);
  return read.ok ? 'read' : read.error.code;
};

describe('reading a till', () => {
  it('tells what the configuration says, and no password', async () => {
    const read = await inspectTill(fixture('already-configured.conf'));
    expect(read).toMatchObject({
      ok: true,
      value: {
        server: 'https://stary.mplatform.example:8443/pos',
        stores: ['12', '734'],
        active: false,
        mutexPort: 10777,
        posName: '1',
        encoding: 'windows-1250',
        newline: 'crlf',
        size: 1300,
        profile: { verified: false },
      },
    });
    expect(JSON.stringify(read)).not.toContain('3f7a1c9be0');
  });

  it('takes the folder or the file', async () => {
    writeFileSync(
      join(home, 'pcpos7.conf'),
      'Section: LocalDatabase\n\tConnectString: jdbc:x;password=tajne;a=b\n\tEndSection: LocalDatabase\n',
    );
    const [byFolder, byFile] = [await inspectTill(home), await inspectTill(join(home, 'pcpos7.conf'))];
    expect(byFolder).toEqual(byFile);
    expect(byFolder).toMatchObject({
      ok: true,
      value: { folder: home, server: null, stores: [], active: null, database: 'jdbc:x;password=••••;a=b' },
    });
  });

  it('refuses what is no configuration file, each with its own sentence', async () => {
    expect(await codeOf(join(home, 'missing'))).toBe('workstation.not-found');
    expect(await codeOf(home)).toBe('workstation.not-found');
    expect(await codeOf('')).toBe('workstation.not-found');
    const file = join(home, 'pcpos7.conf');
    mkdirSync(file);
    expect(await codeOf(home)).toBe('workstation.not-a-file');
    rmSync(file, { recursive: true });
    symlinkSync(fixture('typical.conf'), file);
    expect(await codeOf(home)).toBe('workstation.link');
    expect(await codeOf(file)).toBe('workstation.link');
    rmSync(file);
    writeFileSync(file, 'x');
    expect(await codeOf(home)).toBe('workstation.not-a-configuration');
    truncateSync(file, 64 * 1024 * 1024 + 1);
    expect(await codeOf(home)).toBe('workstation.too-large');
  });

  it('finds the file under a name in another case, and names it as the folder has it', async () => {
    copyFileSync(fixture('typical.conf'), join(home, 'PCPOS7.CONF'));
    expect(await inspectTill(home)).toMatchObject({ ok: true, value: { file: join(home, 'PCPOS7.CONF') } });
    // Two such files: which one PC-POS reads is not known.
    copyFileSync(fixture('typical.conf'), join(home, 'Pcpos7.conf'));
    expect(await codeOf(home)).toBe('workstation.not-found');
  });

  it('does not wait for a pipe that took the file’s place after it was looked at', async () => {
    const pipe = join(home, 'pcpos7.conf');
    spawnSync('mkfifo', [pipe]);
    expect(await readTillFile(pipe)).toMatchObject({ ok: false, error: { code: 'workstation.not-a-file' } });
  });

  it('reaches the folder through a link, and names the real one', async () => {
    mkdirSync(join(home, 'real'));
    writeFileSync(join(home, 'real', 'pcpos7.conf'), 'Section: A\nEndSection: A\n');
    symlinkSync(join(home, 'real'), join(home, 'linked'));
    expect(await inspectTill(join(home, 'linked'))).toMatchObject({ ok: true, value: { folder: join(home, 'real') } });
  });
});

describe('PC-POS runs exactly while its port listens', () => {
  it('and a call that is given up says no', async () => {
    const pcpos = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(pcpos, 'listening');
    const { port } = pcpos.address() as { port: number };
    expect(await isPcPosRunning(port)).toBe(true);
    expect(await isPcPosRunning(port, { signal: AbortSignal.abort() })).toBe(false);
    pcpos.close();
    await once(pcpos, 'close');
    expect(await isPcPosRunning(port)).toBe(false);
  });
});

describe('finding PC-POS', () => {
  const install = (...way: string[]): string => {
    const folder = join(home, ...way);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'pcpos7.conf'), '');
    return folder;
  };

  it('asks the registry in both views and the usual folders, and names each folder once', async () => {
    const registered = install('elsewhere');
    const usual = install('programs', 'Insoft', 'pcpos7');
    const asked: number[] = [];
    const found = await findPcPos({
      platform: 'win32',
      env: { ProgramFiles: join(home, 'programs'), 'ProgramFiles(x86)': join(home, 'none') },
      candidates: [registered],
      readRegistry: async (_key, view) => {
        asked.push(view);
        return view === 32 ? { Location: registered, Version: '7.4.1' } : null;
      },
    });
    expect(found).toEqual([
      { folder: registered, version: '7.4.1', source: 'chosen' },
      { folder: usual, version: null, source: 'usual' },
    ]);
    expect(asked).toEqual([64, 32]);
  });

  it('leaves out folders with no configuration, and asks no registry where there is none', async () => {
    const readRegistry = () => Promise.reject(new Error('no registry here'));
    expect(await findPcPos({ platform: 'linux', env: {}, candidates: [home], readRegistry })).toEqual([]);
  });

  it('reads what reg.exe prints', () => {
    const output =
      '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Insoft sp. z o.o.\\PC-POS 7\r\n    Location    REG_SZ    C:\\Program Files\\Insoft\\pcpos7\r\n    Version    REG_SZ    7.4.1\r\n\r\n';
    expect(parseRegQuery(output)).toEqual({ Location: 'C:\\Program Files\\Insoft\\pcpos7', Version: '7.4.1' });
  });
});

describe('profiles', () => {
  const changed = (change: object): string => JSON.stringify({ ...defaultProfile, ...change });

  it('the built-in one says that nobody has verified it', () => {
    expect(defaultProfile).toMatchObject({ file: 'pcpos7.conf', section: 'MPlatform', verified: false });
  });

  it.each([
    ['a way out of the folder', { file: '../pcpos7.conf' }, 'file'],
    ['a path', { file: 'a\\pcpos7.conf' }, 'file'],
    ['a drive', { file: 'c:x.conf' }, 'file'],
    ['a device of Windows', { file: 'nul.conf' }, 'file'],
    ['one key for two settings', { keys: { active: 'A', server: 'B', stores: 'b' } }, 'profile'],
    ['a key with a colon', { keys: { active: 'A:', server: 'B', stores: 'C' } }, 'keys.active'],
    ['an unknown page', { encoding: 'utf-7' }, 'encoding'],
    ['a field nobody knows', { exec: 'x' }, 'profile'],
  ])('refuse %s', (_what, change, fields) => {
    expect(parseProfile(changed(change), 'p.json')).toMatchObject({
      ok: false,
      error: { code: 'workstation.profile-invalid', params: { fields } },
    });
  });

  it('may do without a flag', () => {
    expect(parseProfile(changed({ keys: { active: null, server: 'B', stores: 'C' } }), 'p.json').ok).toBe(true);
    expect(parseProfile('{', 'p.json').ok).toBe(false);
  });
});

describe('the store list', () => {
  it.each([
    [null, ['735'], false, '735'],
    ['12,734', ['735'], false, '12,734,735'],
    ['12, 734', ['735', '736'], false, '12, 734, 735, 736'],
    ['12;x,735', ['735'], false, '12;x,735'],
    ['12,', ['735'], false, '12,735'],
    [' 735 ,12', ['735'], false, ' 735 ,12'],
    ['12,734', ['735', '735'], true, '735'],
    ['735', ['735'], true, '735'],
  ])('%j and %j with replace=%s make %j', (list, wanted, replace, expected) => {
    expect(mergeStores(list, wanted, replace, defaultProfile)).toBe(expected);
  });
});

it('a server address is HTTP or HTTPS and carries no password', () => {
  expect(checkServer(' https://a.example:8443/pos ')).toEqual({ ok: true, value: 'https://a.example:8443/pos' });
  for (const bad of [
    '',
    'a.example',
    'ftp://a.example',
    'https://',
    'https://a.example/#x',
    'https://a b.example',
    'javascript:alert(1)',
  ])
    expect(checkServer(bad)).toMatchObject({ ok: false, error: { code: 'workstation.server-invalid' } });
  expect(checkServer('https://jan:tajne@a.example')).toEqual({
    ok: false,
    error: { code: 'workstation.server-with-password', params: {} },
  });
});

it('takes no address that another program could read otherwise', () => {
  for (const address of ['https:///x', 'https://m.example\\@evil', 'https:/\\x', 'https://?x', 'https://m.example/a\tb'])
    expect(checkServer(address), address).toMatchObject({ error: { code: 'workstation.server-invalid' } });
  for (const address of ['https://[::1]:8443/pos', 'HTTPS://M.EXAMPLE', 'https://m.example?x=1'])
    expect(checkServer(address)).toEqual({ ok: true, value: address });
  // The sentence stays on one line.
  expect(JSON.stringify(checkServer('https://x\r\nEvil: 1'))).toContain('https://x Evil: 1');
});
