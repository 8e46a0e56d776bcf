import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../domain/problem.ts';
import { defaultProfile } from '../../native-checks/pcpos/profile.ts';
import { digestOf } from '../../native-checks/pcpos/till-file.ts';
import type { ReadRegistry } from '../../native-checks/windows/registry.ts';
import { openDatabase } from '../../sqlite/database.ts';
import type { CliContext } from './context.ts';
import { pcposCommand } from './pcpos.ts';

const root = join(import.meta.dirname, '..', '..');
const migrations = join(root, 'resources', 'migrations', 'core');
const SERVER = 'https://mplatform.example/pos';
let home: string;
let folder: string;
let file: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'technik-cli-')));
  folder = join(home, 'pcpos7');
  file = join(folder, 'pcpos7.conf');
  mkdirSync(folder);
  copyFileSync(join(root, 'tests', 'fixtures', 'pcpos7', 'typical.conf'), file);
  chmodSync(file, 0o644);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Every file below, with its content's digest. */
const contents = (of: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(of, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, digestOf(readFileSync(path))]),
  );

/** Runs the command as the program does, with its output caught. */
async function technik(json: boolean, ...args: string[]) {
  return technikAt(null, json, ...args);
}

async function technikAt(readRegistry: ReadRegistry | null, json: boolean, ...args: string[]) {
  let stdout = '';
  let stderr = '';
  let exit = 0;
  const cli: CliContext = {
    json,
    dataFolder: join(home, 'data'),
    hostOf: () => Promise.reject(new Error('pcpos needs no host')),
    print: (human, document) => {
      stdout += json ? `${JSON.stringify(document)}\n` : `${human}\n`;
    },
    say: (line) => {
      if (!json) stdout += `${line}\n`;
    },
    fail: (code, problem) => {
      stderr += explain(problem);
      exit = code;
    },
    exit: (code) => {
      exit = code;
    },
  };
  const program = new Command('technik').exitOverride();
  program.addCommand(pcposCommand(() => cli, migrations, readRegistry));
  await program.parseAsync(['node', 'technik', 'pcpos', ...args]);
  return { exit, stderr, stdout, document: json ? (JSON.parse(stdout) as Record<string, unknown>) : {} };
}
const wanted = ['--server', SERVER, '--store', '735,736'];

describe('technik pcpos', () => {
  it('inspects, plans, applies, shows the history and restores, with one JSON document each', async () => {
    const original = readFileSync(file);
    const digest = digestOf(original);
    expect((await technik(true, 'inspect', folder)).document).toMatchObject({ file, digest, server: null, stores: [] });

    const plan = await technik(true, 'plan', folder, ...wanted);
    expect(plan).toMatchObject({ exit: 0, stderr: '' });
    expect(plan.document).toMatchObject({
      file,
      encoding: 'windows-1250',
      newline: 'crlf',
      before: { digest, server: null, stores: [] },
      after: { server: SERVER, stores: ['735', '736'] },
      changes: [{ key: 'Active', from: null, to: 'Y' }, { key: 'ServerAddress' }, { key: 'ShopIds', to: '735,736' }],
      changed: true,
    });
    expect(readFileSync(file).equals(original)).toBe(true);
    expect(existsSync(join(home, 'data'))).toBe(false);

    const applied = await technik(true, 'apply', file, ...wanted, '--expect', digest);
    expect(applied.document).toMatchObject({ applied: true, changed: true, changeId: '1', after: plan.document.after });
    expect(digestOf(readFileSync(file))).toBe((plan.document.after as { digest: string }).digest);
    expect((await technik(true, 'apply', file, ...wanted)).document).toMatchObject({ changed: false, changeId: null });

    expect((await technik(true, 'history', folder)).document).toMatchObject({
      file,
      changes: [{ id: '1', outcome: 'done', before: digest }],
    });
    expect((await technik(true, 'restore', folder, '--to', '1')).document).toMatchObject({ changed: true, digest });
    expect(readFileSync(file).equals(original)).toBe(true);

    const told = (await technik(false, 'history', folder)).stdout.split('\n')[0];
    expect(told).toMatch(/^ +2 {2}\d\d\.\d\d\.\d{4} \d\d:\d\d {2}/);
    expect(told).toContain('(przywrócono treść sprzed zmiany 1)');
  });

  it('answers no with 1 when the file is not the expected one', async () => {
    const before = readFileSync(file);
    const run = await technik(true, 'apply', folder, ...wanted, '--expect', '0'.repeat(64));
    expect(run).toMatchObject({ exit: 1, document: { problem: { code: 'workstation.changed-since' } } });
    expect(run.stderr).toContain('Obejrzyj plan jeszcze raz');
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await technik(true, 'restore', folder)).toMatchObject({ exit: 1 });
  });

  it('answers bad input with 2 and one sentence', async () => {
    const exits = async (...args: string[]) => {
      const { exit, stderr, stdout } = await technik(false, ...args);
      expect(stdout).toBe('');
      expect(stderr.split('\n').length).toBe(1);
      return exit;
    };
    writeFileSync(join(home, 'no.conf'), 'x');
    expect(await exits('inspect', join(home, 'missing'))).toBe(2);
    expect(await exits('inspect', join(home, 'no.conf'))).toBe(2);
    expect(await exits('plan', folder, '--server', 'x', '--store', '735')).toBe(2);
    expect(await exits('plan', folder, '--server', SERVER, '--store', ',')).toBe(2);
    expect(await exits('plan', folder, ...wanted, '--profile', join(home, 'missing.json'))).toBe(2);
    expect(await exits('plan', folder, ...wanted, '--profile', join(home, 'no.conf'))).toBe(2);
    expect(await exits('apply', folder, ...wanted, '--expect', 'abc')).toBe(2);
    expect(await exits('restore', folder, '--to', 'x')).toBe(2);
  });

  it('restores with the same facts as a plan, and says whose edit goes with it', async () => {
    await technik(true, 'apply', folder, ...wanted);
    const applied = readFileSync(file, 'latin1');
    writeFileSync(file, applied.replace('POSName: 1', 'POSName: 9'), 'latin1');
    const seen = await technik(true, 'restore', folder, '--plan');
    const facts = {
      file,
      encoding: 'windows-1250',
      newline: 'crlf',
      before: { digest: digestOf(readFileSync(file)), server: SERVER, stores: ['735', '736'] },
      after: { server: null, stores: [] },
      changed: true,
      foreignEdit: true,
      restoredId: '1',
    };
    expect(seen.document).toMatchObject({ ...facts, applied: false });
    expect(seen.document.changes).toContainEqual({
      line: 11,
      section: 'LocalDatabase',
      key: 'POSName',
      from: '9',
      to: '1',
    });
    expect(readFileSync(file, 'latin1')).toContain('POSName: 9');
    expect((await technik(false, 'restore', folder, '--plan')).stdout).toContain('ktoś zmienił ten plik poza programem');

    expect(await technik(true, 'restore', folder, '--expect', '0'.repeat(64))).toMatchObject({ exit: 1 });
    expect(readFileSync(file, 'latin1')).toContain('POSName: 9');
    // No one is there to be asked: it is done, said, and can be taken back.
    const done = await technik(true, 'restore', folder, '--expect', facts.before.digest.toUpperCase());
    expect(done).toMatchObject({ exit: 0, document: { ...facts, applied: true, changeId: '2' } });
    expect(done.document.changes).toEqual(seen.document.changes);
    await technik(true, 'restore', folder);
    expect(readFileSync(file, 'latin1')).toContain('POSName: 9');
    expect((await technik(true, 'restore', folder, '--to', '2', '--plan')).document).toMatchObject({ changed: false });
  });

  it('leaves no trace by looking: no data folder where there was none, and no byte of what is there', async () => {
    for (const args of [
      ['inspect', folder],
      ['plan', folder, ...wanted],
      ['history', folder],
      ['restore', folder, '--plan'],
    ])
      await technik(true, ...args);
    expect(existsSync(join(home, 'data'))).toBe(false);
    await technik(true, 'apply', folder, ...wanted);
    const before = contents(home);
    for (const args of [
      ['inspect', folder],
      ['plan', folder, ...wanted],
      ['history', folder],
      ['restore', folder, '--plan'],
    ])
      expect(await technik(true, ...args)).toMatchObject({ exit: 0, stderr: '' });
    expect(contents(home)).toEqual(before);
  });

  it('reads the history of an older program’s database as it is', async () => {
    const older = join(home, 'older');
    mkdirSync(older);
    for (const name of readdirSync(migrations)) if (name < '0021') copyFileSync(join(migrations, name), join(older, name));
    const data = join(home, 'data', 'production');
    openDatabase(join(data, 'technik.db'), { migrations: older, backups: data }).close();
    const before = contents(data);
    expect((await technik(true, 'history', folder)).document).toMatchObject({ file, changes: [] });
    expect(contents(data)).toEqual(before);
  });

  it('goes by a delivered profile for PC-POS’s version, as the window does', async () => {
    const data = join(home, 'data', 'production');
    const db = openDatabase(join(data, 'technik.db'), { migrations, backups: data });
    const deliver = (id: string, section: string, pcposVersions: readonly string[]) =>
      db
        .prepare(`INSERT INTO server_row (kind, id, version, data, stale) VALUES ('pcposProfile', ?, 1, ?, 0)`)
        .run(id, JSON.stringify({ ...defaultProfile, name: id, section, pcposVersions, version: section.length }));
    deliver('for-7.4', 'A', ['7.4']);
    deliver('for-7.5', 'Newer', ['7.5']);
    db.close();
    const registry = (Version: string) => async () => ({ Location: folder, Version });
    const profileOf = async (readRegistry: ReadRegistry | null, path = folder) => {
      const { document } = await technikAt(readRegistry, true, 'plan', path, ...wanted);
      return (document.profile as { name: string; source: string }).name;
    };
    expect(await profileOf(registry('7.4.101'))).toBe('for-7.4');
    expect(await profileOf(registry('7.4.101'), file)).toBe('for-7.4');
    expect(await profileOf(registry('7.5.2'))).toBe('for-7.5');
    expect(await profileOf(registry('7.6'))).toBe(defaultProfile.name);
    expect(await profileOf(null)).toBe('for-7.5');
    const applied = await technikAt(registry('7.4.101'), true, 'apply', folder, ...wanted);
    expect(applied.document).toMatchObject({
      profile: { name: 'for-7.4', source: 'mplatform' },
      changes: [{ section: 'A' }, {}, {}],
    });
  });

  it('leaves wrong usage to whoever called, and ends no process', async () => {
    const usage = { code: 'commander.missingMandatoryOptionValue' };
    await expect(technik(true, 'plan', folder, '--store', '735')).rejects.toMatchObject(usage);
  });

  it('shows a person the diff, in Polish, with passwords covered', async () => {
    const { stdout } = await technik(false, 'plan', folder, ...wanted);
    expect(stdout).toContain('niesprawdzony na kasie');
    expect(stdout).toMatch(/\+ \tServerAddress: https:\/\/mplatform\.example\/pos/);
    expect(stdout).not.toContain('3f7a1c9be0');
    expect((await technik(false, 'history', folder)).stdout).toContain('nie ma zapisanej żadnej zmiany');
  });
});
