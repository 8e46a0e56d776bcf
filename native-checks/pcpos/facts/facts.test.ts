import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../domain/clock.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { addressOf } from './configured.ts';
import { type FactsDeps, isRemote, restartedSince, systemFacts, tillFacts } from './index.ts';
import { linuxListener } from './listener-linux.ts';

const fixture = join(import.meta.dirname, '..', '..', '..', 'tests', 'fixtures', 'pcpos7', 'typical.conf');
const nobody: FactsDeps = { readRegistry: null, isRunning: async () => false, findListener: async () => null };

function tillFolder(change: (conf: string) => string = (conf) => conf): string {
  const folder = tempFolder('facts');
  writeFileSync(join(folder, 'pcpos7.conf'), change(readFileSync(fixture, 'latin1')), 'latin1');
  mkdirSync(join(folder, 'Log'));
  return folder;
}

function withJava(folder: string, home: string, program: string, release?: string): void {
  mkdirSync(join(folder, 'Java', home, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'Java', home, 'bin', program), '');
  if (release !== undefined) writeFileSync(join(folder, 'Java', home, 'release'), release);
}

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as { port: number }).port };
}

describe('what the till is', () => {
  it('names its database, servers and Java, and no password', async () => {
    const folder = tillFolder();
    withJava(folder, 'jre', 'java.exe', 'JAVA_VERSION="1.8.0_202"\r\nOS_NAME="Windows"\r\n');
    const facts = await tillFacts(folder, nobody);
    expect(facts).toMatchObject({
      database: { host: '127.0.0.1', port: 52019, name: 'pcpos7' },
      mutexPort: 10777,
      java: { program: join(folder, 'Java', 'jre', 'bin', 'java.exe'), version: '1.8.0_202' },
      version: null,
      problem: null,
    });
    expect(facts.headOffice?.host).toBeTruthy();
    expect(facts.storeChainServer).toMatchObject({ active: false });
    expect(JSON.stringify(facts)).not.toContain('3f7a1c9be0');
  });

  it('prefers the 64-bit Java, and leaves a version that is not written open', async () => {
    const folder = tillFolder();
    withJava(folder, 'jre', 'java.exe', 'JAVA_VERSION="1.8.0_202"\n');
    withJava(folder, 'jre-x64', 'javaw.exe');
    expect((await tillFacts(folder, nobody)).java).toEqual({
      program: join(folder, 'Java', 'jre-x64', 'bin', 'javaw.exe'),
      version: null,
    });
  });

  it('is told as far as it can be when the configuration is missing or damaged', async () => {
    const folder = tillFolder(() => 'not a configuration');
    const facts = await tillFacts(folder, nobody);
    expect(facts.problem?.code).toBe('workstation.not-a-configuration');
    expect(facts.running).toEqual({ state: 'unknown', reason: 'no-configuration', since: null });
  });

  it.each([
    ['jdbc:sqlserver://127.0.0.1:52019;databaseName=pcpos7;encrypt=false', { host: '127.0.0.1', port: 52019, name: 'pcpos7' }],
    ['jdbc:sqlserver://KASA1\\SQLEXPRESS;database={pc pos};password=x', { host: 'KASA1', port: null, name: 'pc pos' }],
    ['tcp://sa:tajne@192.168.1.10:10100/exchange', { host: '192.168.1.10', port: 10100, name: null }],
    ['tcp://[fe80::1]:10100', { host: '[fe80::1]', port: 10100, name: null }],
    ['nothing', null],
    [null, null],
  ])('reads %s', (text, address) => {
    expect(addressOf(text)).toEqual(address);
  });
});

describe('the version', () => {
  const registry: FactsDeps['readRegistry'] = async (_key, view) =>
    view === 32 ? { Location: 'C:\\Program Files\\Insoft\\pcpos7\\', Version: '7.4.1' } : null;

  it('is the registry’s where it speaks of this folder, in either view', async () => {
    const facts = await tillFacts('c:\\program files\\insoft\\PCPOS7', { ...nobody, readRegistry: registry });
    expect(facts.version).toEqual({ version: '7.4.1', source: 'registry' });
  });

  it('is what PC-POS last wrote into its log where the registry speaks of another folder', async () => {
    const folder = tillFolder();
    writeFileSync(
      join(folder, 'Log', 'Pos_Log_0.log'),
      'Start PC-POS 7.3.9\r\nbłąd 1.2.3\r\nStart PC-POS 7.4.101, stanowisko 1\r\n',
    );
    const facts = await tillFacts(folder, { ...nobody, readRegistry: registry });
    expect(facts.version).toEqual({ version: '7.4.101', source: 'log' });
  });
});

describe('the log', () => {
  const logOf = async (folder: string) => (await tillFacts(folder, nobody)).log;

  it('is the newest file’s last forty lines, in Polish letters, passwords covered', async () => {
    const folder = tillFolder();
    const newest = join(folder, 'Log', 'Pos_Log_1.log');
    writeFileSync(join(folder, 'Log', 'Pos_Log_7.log'), 'stary\r\n');
    utimesSync(join(folder, 'Log', 'Pos_Log_7.log'), 1000, 1000);
    writeFileSync(newest, Array.from({ length: 50 }, (_, i) => `wiersz ${i}\r\n`).join(''));
    appendFileSync(newest, iconv.encode('Hasło: tajne1\r\njdbc:x;password=tajne2;a\r\nżółta kasa', 'windows-1250'));
    const log = await logOf(folder);
    expect(log?.file).toBe(newest);
    expect(log?.lines).toHaveLength(40);
    expect(log?.lines.at(0)).toBe('wiersz 13');
    expect(log?.lines.at(-1)).toBe('żółta kasa');
    expect(log?.lines.join()).not.toContain('tajne');
  });

  it('is read from its end only, and a line that was cut into is not shown', async () => {
    const folder = tillFolder();
    const line = `${'x'.repeat(9_990)}\n`;
    writeFileSync(join(folder, 'Log', 'Pos_Log_0.log'), line.repeat(500));
    const log = await logOf(folder);
    expect(log?.lines.length).toBe(6);
    expect(new Set(log?.lines)).toEqual(new Set(['x'.repeat(1_000)]));
  });

  it('is none where there is no such file, or only something that is no file', async () => {
    const folder = tillFolder();
    mkdirSync(join(folder, 'Log', 'Pos_Log_0.log'));
    symlinkSync('/dev/zero', join(folder, 'Log', 'Pos_Log_1.log'));
    writeFileSync(join(folder, 'Log', 'other.log'), 'x');
    expect(await logOf(folder)).toBeNull();
  });
});

describe('whether it runs', () => {
  const withPort = (port: number) => tillFolder((conf) => conf.replace(/(MutexPort:\s*)\d+/, `$1${port}`));

  it.skipIf(process.platform !== 'linux')('is yes while the port listens, since its process was started', async () => {
    const { server, port } = await listening();
    const folder = withPort(port);
    const { running } = await tillFacts(folder, systemFacts());
    expect(running).toMatchObject({ state: 'yes', reason: null });
    const started = Date.now() - process.uptime() * 1000;
    expect(Math.abs(Date.parse(running.since ?? '') - started)).toBeLessThan(5_000);
    server.close();
    await once(server, 'close');
    expect((await tillFacts(folder, systemFacts())).running).toEqual({ state: 'no', reason: null, since: null });
  });

  it.skipIf(process.platform !== 'linux')('names the process that listens, and nobody where nobody does', async () => {
    const { server, port } = await listening();
    expect((await linuxListener(systemClock)(port))?.pid).toBe(process.pid);
    server.close();
    await once(server, 'close');
    expect(await linuxListener(systemClock)(port)).toBeNull();
  });

  it('is unknown, and said to be, for a folder on another machine', async () => {
    const facts = await tillFacts('\\\\KASA1\\pcpos7', { ...nobody, isRunning: async () => true });
    expect(facts).toMatchObject({ remote: true, running: { state: 'unknown', reason: 'remote', since: null } });
    expect([isRemote('\\\\?\\C:\\x'), isRemote('\\\\?\\UNC\\KASA1\\c'), isRemote('//KASA1/c'), isRemote('C:\\x')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('is unknown where the configuration names no port', async () => {
    const folder = tillFolder((conf) => conf.replace('MutexPort', 'Mutex'));
    const facts = await tillFacts(folder, { ...nobody, isRunning: async () => true });
    expect(facts.running).toEqual({ state: 'unknown', reason: 'no-port', since: null });
  });

  it('since when stays open where the system does not say who listens', async () => {
    const facts = await tillFacts(tillFolder(), { ...nobody, isRunning: async () => true });
    expect(facts.running).toEqual({ state: 'yes', reason: null, since: null });
    expect(restartedSince(facts.running, '2026-11-23T09:00:00Z')).toBeNull();
  });

  it('after a change: only a start after it counts', () => {
    const since = (at: string) => ({ state: 'yes', reason: null, since: at }) as const;
    expect(restartedSince(since('2026-11-23T10:00:00.001+01:00'), '2026-11-23T09:00:00.000Z')).toBe(true);
    expect(restartedSince(since('2026-11-23T08:59:59Z'), '2026-11-23T09:00:00.000Z')).toBe(false);
    expect(restartedSince({ state: 'no', reason: null, since: null }, '2026-11-23T09:00:00Z')).toBeNull();
  });
});
