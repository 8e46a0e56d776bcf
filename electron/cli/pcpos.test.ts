import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
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
import { digestOf } from '../../native-checks/pcpos/till-file.ts';
import type { CliContext } from './context.ts';
import { pcposCommand } from './pcpos.ts';

const root = join(import.meta.dirname, '..', '..');
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

/** Runs the command as the program does, with its output caught. */
async function technik(json: boolean, ...args: string[]) {
  let stdout = '';
  let stderr = '';
  let exit = 0;
  const cli: CliContext = {
    json,
    dataFolder: join(home, 'data'),
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
  program.addCommand(pcposCommand(() => cli, join(root, 'resources', 'migrations', 'core')));
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

  it('leaves wrong usage to whoever called, and ends no process', async () => {
    const usage = { code: 'commander.missingMandatoryOptionValue' };
    await expect(technik(true, 'plan', folder, '--store', '735')).rejects.toMatchObject(usage);
  });

  it('shows a person the diff, in Polish, with passwords covered', async () => {
    const { stdout } = await technik(false, 'plan', folder, ...wanted);
    expect(stdout).toContain('niesprawdzony na kasie');
    expect(stdout).toMatch(/\+ \tServerAddress: https:\/\/mplatform\.example\/pos/);
    expect(stdout).not.toContain('3f7a1c9be0');
    expect((await technik(false, 'history', folder)).stdout).toContain('nie był jeszcze zmieniany');
  });
});
