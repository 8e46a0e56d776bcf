import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBrowser } from '../../mplatform/server/operator-page/testing.ts';
import { enrolDevice } from '../../mplatform/server/testing.ts';
import { readPassword } from './read-password.ts';

const PASSWORD = 'poziomka-w-lesie';
let folder: string;
let server: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'technik-operator-'));
  server = undefined;
});
afterEach(async () => {
  if (server !== undefined) {
    server.kill('SIGTERM');
    await once(server, 'close');
  }
  await rm(folder, { recursive: true });
});

const technik = (...args: string[]) => spawn(process.execPath, ['electron/cli.ts', 'mplatform', ...args, '--data', folder]);
async function run(input: string | undefined, ...args: string[]) {
  const child = technik(...args);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (piece) => out.push(String(piece)));
  child.stderr.on('data', (piece) => err.push(String(piece)));
  child.stdin.end(input ?? '');
  const [code] = await once(child, 'close');
  return { code, said: out.join(''), complained: err.join('') };
}
async function serve(): Promise<string> {
  server = technik('--port', '0', '--seed', 'training');
  const [line] = await once(server.stdout ?? server, 'data');
  return /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '';
}

it('makes an account beside a running server, which lets it in, changes its password and removes it', async () => {
  const address = await serve();
  expect(await run(`${PASSWORD}\n`, 'operator', 'add', 'ewa')).toMatchObject({ code: 0, complained: '' });
  const browser = openBrowser(address);
  expect((await browser.logIn('ewa', PASSWORD)).status).toBe(303);
  expect((await browser.get('/operator/')).status).toBe(200);
  const changed = await run('jagoda-na-polanie\n', 'operator', 'add', 'ewa', '--json');
  expect(JSON.parse(changed.said)).toEqual({ name: 'ewa', changed: true });
  expect((await browser.get('/operator/')).status).toBe(303);
  expect((await browser.logIn('ewa', 'jagoda-na-polanie')).status).toBe(303);
  expect(JSON.parse((await run(undefined, 'operator', 'list', '--json')).said)).toMatchObject({ accounts: [{ name: 'ewa' }] });
  expect((await run(undefined, 'operator', 'remove', 'ewa')).code).toBe(0);
  expect((await browser.get('/operator/')).status).toBe(303);
  // Neither in the database nor in its log.
  for (const file of ['mplatform.db', 'mplatform.db-wal'])
    expect((await readFile(join(folder, file))).includes(PASSWORD)).toBe(false);
}, 60_000);

it('issues an enrolment code with which a machine enrols', async () => {
  const address = await serve();
  const { said } = await run(undefined, 'enrolment-code', 'technik-2', '--json');
  const { code } = JSON.parse(said) as { code: string };
  const device = await enrolDevice({ address } as never, 'machine-0007', code);
  expect(device.enrolment.technician.name).toBe('Marek Sowa');
}, 60_000);

it('ends with 2 and one sentence for what cannot be done', async () => {
  await (async () => {
    const none = await run(`${PASSWORD}\n`, 'operator', 'add', 'ewa');
    expect([none.code, none.complained]).toEqual([2, expect.stringContaining('mplatform.not-made')]);
  })();
  await serve();
  for (const [input, args, code] of [
    ['krotkie\n', ['operator', 'add', 'ewa'], 'operator.password-short'],
    ['moje-haslo-ewa-2026\n', ['operator', 'add', 'ewa'], 'operator.password-name'],
    ['', ['operator', 'add', 'ewa'], 'operator.password-missing'],
    [`${PASSWORD}\n`, ['operator', 'add', 'Ewa Lis'], 'operator.account-name'],
    ['', ['operator', 'remove', 'jan'], 'operator.account-unknown'],
    ['', ['enrolment-code', 'nobody'], 'operator.technician-unknown'],
  ] as const) {
    const { code: exit, said, complained } = await run(input, ...args);
    expect([exit, said, complained.trimEnd().split('\n').length, complained.includes(code)]).toEqual([2, '', 1, true]);
  }
  // A password is no argument.
  expect((await run('', 'operator', 'add', 'ewa', PASSWORD)).complained).toContain('usage.too-many-arguments');
}, 120_000);

it('reads a typed password twice, unseen, and refuses two that differ', async () => {
  const typed = async (...lines: string[]) => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const [shown, prompts]: [string[], PassThrough] = [[], new PassThrough()];
    prompts.on('data', (piece) => {
      shown.push(String(piece));
      if (/: $/.test(String(piece))) input.write(`${lines.shift()}\r`);
    });
    const read = await readPassword(input as never, prompts);
    return { read, shown: shown.join('') };
  };
  const { read, shown } = await typed('malina', 'malina');
  expect(read).toEqual({ ok: true, value: 'malina' });
  expect(shown).toBe('Hasło: \nJeszcze raz: \n');
  expect((await typed('malina', 'maliny')).read).toMatchObject({ error: { code: 'operator.passwords-differ' } });
});
