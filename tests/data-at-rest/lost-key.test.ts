import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { RescueView, StoppedView } from '../../electron/core/api/startup-contract.ts';
import { derived } from '../../electron/core/device/data-key.ts';
import { codeOf } from '../../electron/core/device/key-request.ts';
import { seal } from '../../electron/core/device/sealed.ts';
import type { SecretStore } from '../../electron/core/index.ts';
import { createStartup, startCore } from '../../electron/core/index.ts';
import { appFolder } from '../../electron/core/resources.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { secretFiles } from '../../electron/shared/secret-files.ts';
import { createSecretVault } from '../../electron/shell/secret-vault.ts';
import { connect } from '../../sqlite/connect.ts';
import { ACTOR, aDossier, aSubTicket, aTicket, NOW } from '../support/dossiers.ts';
import { memorySecrets } from '../support/secrets.ts';
import { aNote, changesOf } from '../support/store.ts';
import { tempFolder } from '../support/temp.ts';

const clock = { now: () => NOW };
const NOTE = 'Napisane, zanim zginął klucz.';
const { technicianId: id, name, dealerId } = ACTOR;
const technician = { id, name, dealerId, dealerName: 'Dealer Alfa 101' };

/** Support's own machine: its key in a file. */
function support() {
  const folder = tempFolder('support');
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const key = join(folder, 'support.pem');
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) =>
      execFile(
        process.execPath,
        [join(appFolder, 'electron', 'cli.ts'), 'support', ...args, '--key', key, '--json'],
        { env: { ...process.env, TMPDIR: join(folder, 'tmp') } },
        (cause, stdout, stderr) => resolve({ code: Number(cause?.code ?? 0), stdout, stderr }),
      ),
    );
  mkdirSync(join(folder, 'tmp'));
  return {
    folder,
    key,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    run,
    left: () => readdirSync(join(folder, 'tmp')),
    /** Reads the file, and sends the key back. */
    async answer(file: string, code: string, to = join(folder, `answer-${Math.random()}.mtsealed`)) {
      const { code: exit, stderr } = await run('answer', file, '--code', code, '--out', to);
      return exit === 0 ? readFileSync(to, 'utf8') : stderr;
    },
  };
}

interface Stopped {
  state(): Promise<StoppedView | null>;
  retry(): Promise<Result<null, Problem>>;
  setAside(): Promise<Result<null, Problem>>;
  rescue(): Promise<Result<RescueView, Problem>>;
  rescuePiece(input: { readonly offset: number }): Promise<Result<{ readonly base64: string }, Problem>>;
  takeKey(input: { readonly text: string }): Promise<Result<null, Problem>>;
}

/** A device at work in production whose note is not sent, with a copy of its key for that support; closed. */
async function atWork(supportPublicKey: string, secretsOf?: (dataFolder: string) => SecretStore) {
  const dataFolder = tempFolder('lost-key');
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'pl' }));
  const own = secretsOf?.(dataFolder);
  const host = () => ({ ...createNodeHost(dataFolder), ...(own === undefined ? {} : { secrets: own }) });
  const start = (quiet: boolean) => startCore({ dataFolder, host: host(), clock, quiet });
  const core = await start(true);
  const { store } = core.workplace();
  const device = { deviceId: 'device-1', server: 'https://127.0.0.1:9/', receiptPublicKey: '', machineId: 'm', lastSeq: 0 };
  store.state.set('device', { ...device, technician });
  const data = { id: 'pcpos', serverAddress: 'https://127.0.0.1:9', helpLine: '22 123 84 09', supportPublicKey } as const;
  const setting = { kind: 'setting', seq: 900, id: 'pcpos', version: 1, data } as const;
  const dossier = aDossier(aTicket({ technicianId: id, status: 'inProgress' }), aSubTicket());
  store.applyChanges([...changesOf(dossier), setting], 'cursor', true);
  expect(store.submit(aNote(NOTE))).toMatchObject({ ok: true });
  await core.close();
  const folder = join(dataFolder, 'production');
  // The next start of a device that is enrolled already makes the copy.
  const next = await start(false);
  await expect.poll(() => existsSync(join(folder, 'data-key.mtsealed'))).toBe(true);
  await next.close();
  const begin = async () => {
    const { secrets } = host();
    const startup = await createStartup({ dataFolder, clock, start: () => start(true), secrets });
    onTestFinished(() => startup.core()?.close());
    const calls = () => (createRouterClient(startup.router, { context: {} }) as unknown as { readonly startup: Stopped }).startup;
    const notes = () =>
      startup
        .core()
        ?.workplace()
        .store.operations.pending()
        .map(({ operation }) => operation.args);
    return { startup, calls, notes };
  };
  const loseKeys = () => {
    for (const file of ['keys.json', 'keys-copy.json']) rmSync(join(dataFolder, file));
  };
  return { dataFolder, folder, begin, loseKeys };
}

/** As the page does: asks for the file and saves it. */
async function savedFrom(calls: Stopped, into: string) {
  const made = await calls.rescue();
  if (!made.ok) throw new Error(made.error.code);
  const pieces: Buffer[] = [];
  for (let offset = 0; ; ) {
    const piece = await calls.rescuePiece({ offset });
    if (!piece.ok) throw new Error(piece.error.code);
    if (piece.value.base64 === '') break;
    pieces.push(Buffer.from(piece.value.base64, 'base64'));
    offset += pieces.at(-1)?.length ?? 0;
  }
  const file = join(into, made.value.fileName);
  writeFileSync(file, Buffer.concat(pieces));
  expect(readFileSync(file).length).toBe(made.value.bytes);
  return { file, code: made.value.code ?? '' };
}

it('costs no work: support reads what was not sent and sends the key back, and everything opens as before', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  const before = readFileSync(join(at.folder, 'technik.db'));
  at.loseKeys();
  const { calls, notes, startup } = await at.begin();
  expect(await calls().state()).toMatchObject({
    problem: { code: 'database.key-missing' },
    support: { possible: true, asked: null },
  });
  const { file, code } = await savedFrom(calls(), help.folder);
  expect(code).toMatch(/^([0-9a-f]{4}-){3}[0-9a-f]{4}$/);
  expect(readFileSync(file).includes(NOTE)).toBe(false);

  const read = await help.run('open', file);
  expect(JSON.parse(read.stdout)).toMatchObject({
    format: 1,
    mode: 'production',
    device: { deviceId: 'device-1' },
    operations: [{ kind: 'ticket.addNote', args: { text: NOTE } }],
    tickets: [{ dossier: { ticket: { id: '1042' } } }],
  });
  const answer = await help.answer(file, ` ${code.toUpperCase().replaceAll('-', ' ')}`);
  expect(help.left()).toEqual([]);

  // Asked meanwhile and after a start of its own the program waits for that same answer.
  expect(readFileSync(join(at.folder, 'technik.db')).equals(before)).toBe(true);
  expect(await calls().state()).toMatchObject({ support: { asked: { code } } });
  expect(await calls().takeKey({ text: answer })).toEqual({ ok: true, value: null });
  expect(notes()).toMatchObject([{ text: NOTE }]);
  expect(await calls().takeKey({ text: answer })).toEqual({ ok: true, value: null });
  await startup.core()?.close();
  expect((await at.begin()).notes()).toMatchObject([{ text: NOTE }]);
  expect(existsSync(join(at.folder, 'key-request.json'))).toBe(false);
  expect(readFileSync(join(at.dataFolder, 'keys.json'), 'utf8')).not.toContain('request-key');
});

it('waits for its answer over a start, and asks the same when it is asked again', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  at.loseKeys();
  const first = await savedFrom((await at.begin()).calls(), help.folder);
  const { calls, notes } = await at.begin();
  expect(await calls().state()).toMatchObject({ support: { asked: { code: first.code } } });
  const second = await savedFrom(calls(), help.folder);
  expect(second.code).toBe(first.code);
  expect(await calls().takeKey({ text: await help.answer(second.file, second.code) })).toMatchObject({ ok: true });
  expect(notes()).toHaveLength(1);
});

it('a key that is there but another database’s is replaced by the right one', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  for (const file of ['keys.json', 'keys-copy.json'])
    writeFileSync(join(at.dataFolder, file), JSON.stringify({ 'production-data-key': Buffer.alloc(32, 9).toString('base64') }));
  const { calls, notes } = await at.begin();
  expect(await calls().state()).toMatchObject({ problem: { code: 'database.key-missing' } });
  const { file, code } = await savedFrom(calls(), help.folder);
  expect(await calls().takeKey({ text: await help.answer(file, code) })).toMatchObject({ ok: true });
  expect(notes()).toMatchObject([{ text: NOTE }]);
});

it('comes back where Windows forgot its own key: what it encrypted cannot be read any more, new secrets can be kept', async () => {
  const help = support();
  const windows = { key: 'before the password was reset' };
  const encryption = {
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text: string) => Buffer.from(`${windows.key}|${text}`),
    async decryptStringAsync(sealed: Buffer) {
      const [key, result = ''] = sealed.toString().split('|');
      if (key !== windows.key) throw new Error('Key not valid for use in specified state');
      return { result, shouldReEncrypt: false };
    },
  };
  const vault = (dataFolder: string) =>
    secretFiles(dataFolder, (file) => createSecretVault(file, encryption, 'win32'), '.sealed.json');
  const at = await atWork(help.publicPem, vault);
  windows.key = 'after';
  const { calls, notes } = await at.begin();
  expect(await calls().state()).toMatchObject({ problem: { code: 'database.key-missing' } });
  const { file, code } = await savedFrom(calls(), help.folder);
  expect(await calls().takeKey({ text: await help.answer(file, code) })).toMatchObject({ ok: true });
  expect(notes()).toMatchObject([{ text: NOTE }]);
});

it('takes nothing but the answer to its own question', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  const other = await atWork(help.publicPem);
  at.loseKeys();
  other.loseKeys();
  const mine = (await at.begin()).calls();
  const theirs = (await other.begin()).calls();
  const unasked = await mine.takeKey({ text: 'x' });
  expect(unasked).toMatchObject({ ok: false, error: { code: 'key.not-asked' } });
  const my = await savedFrom(mine, help.folder);
  const their = await savedFrom(theirs, help.folder);
  const answer = await help.answer(their.file, their.code);
  expect(await mine.takeKey({ text: answer })).toMatchObject({ ok: false, error: { code: 'key.file-other' } });
  const right = await help.answer(my.file, my.code);
  for (const text of ['', '{}', right.slice(0, -40), right.replace(/"nonce": "..../, '"nonce": "AAAA')])
    expect(await mine.takeKey({ text })).toMatchObject({ ok: false, error: { code: 'key.file-unreadable' } });
  // Their database with my question: the key that comes back opens nothing here.
  for (const part of ['technik.db', 'data-key.mtsealed']) cpSync(join(other.folder, part), join(at.folder, part));
  const mixed = await savedFrom(mine, help.folder);
  const foreign = await help.answer(mixed.file, mixed.code);
  writeFileSync(join(at.folder, 'technik.db'), Buffer.alloc(65_536, 1));
  expect(await mine.takeKey({ text: foreign })).toMatchObject({ ok: false, error: { code: 'key.does-not-fit' } });
  expect(existsSync(join(at.dataFolder, 'keys.json'))).toBe(true);
  expect(readFileSync(join(at.dataFolder, 'keys.json'), 'utf8')).not.toContain('data-key');
});

it('gives support nothing without its own key, whole files and the code that the technician reads out', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  at.loseKeys();
  const { file, code } = await savedFrom((await at.begin()).calls(), help.folder);
  const refused = async (...args: readonly string[]) => (await help.run(...args)).stderr;
  const stranger = support();
  const [otherCode, read, answered, alone] = await Promise.all([
    help.answer(file, '0000-0000-0000-0000'),
    stranger.run('open', file),
    stranger.run('answer', file, '--code', code, '--out', join(stranger.folder, 'x')),
    // The sealed key alone opens by support's key, and is shown to nobody.
    help.run('open', join(at.folder, 'data-key.mtsealed')),
  ]);
  expect(otherCode).toContain('[support.code-differs]');
  expect(read.stderr).toContain('[support.other-key]');
  expect(answered.stderr).toContain('[support.other-key]');
  expect([alone.code, alone.stdout]).toEqual([1, '']);
  expect(alone.stderr).toContain('[support.key-inside]');
  // Another answer to be sealed for somebody else: the code is another one.
  const text = readFileSync(file);
  const line = text.subarray(0, text.indexOf('\n')).toString();
  const head = JSON.parse(line);
  const swapped = `${JSON.stringify({ ...head, answerTo: stranger.publicPem })}\n`;
  let files = 0;
  const onTheWay = (bytes: Uint8Array): string => {
    files += 1;
    const changed = join(help.folder, `changed-${files}.mtsealed`);
    writeFileSync(changed, bytes);
    return changed;
  };
  const answerFor = onTheWay(Buffer.concat([Buffer.from(swapped), text.subarray(line.length + 1)]));
  // Half a file, and one whose database was changed on the way.
  const changed = Buffer.from(text);
  changed[changed.length - 5000] = (changed[changed.length - 5000] ?? 0) ^ 1;
  // Never over another file.
  const out = join(help.folder, 'kept');
  writeFileSync(out, 'mine');
  expect(
    await Promise.all([
      help.answer(answerFor, code),
      refused('open', onTheWay(changed)),
      refused('open', onTheWay(text.subarray(0, -1))),
      refused('open', onTheWay(text.subarray(0, 100))),
      refused('answer', file, '--code', code, '--out', out),
    ]),
  ).toEqual(
    ['code-differs', 'file-changed', 'file-changed', 'file-unreadable', 'system-refused'].map((said) =>
      expect.stringContaining(`.${said}]`),
    ),
  );
  expect(readFileSync(out, 'utf8')).toBe('mine');
  expect(help.left()).toEqual([]);
});

it('support gives no key without the database that it opens: a stolen copy beside the thief’s own database is refused', async () => {
  const help = support();
  const [theirs, own] = [await atWork(help.publicPem), await atWork(help.publicPem)];
  own.loseKeys();
  const { file, code } = await savedFrom((await own.begin()).calls(), help.folder);
  const text = readFileSync(file);
  const line = text.subarray(0, text.indexOf('\n')).toString();
  const sealedKey = readFileSync(join(theirs.folder, 'data-key.mtsealed'), 'utf8');
  const head = Buffer.from(`${JSON.stringify({ ...JSON.parse(line), sealedKey })}\n`);
  const mixed = join(help.folder, 'mixed.mtsealed');
  writeFileSync(mixed, Buffer.concat([head, text.subarray(line.length + 1)]));
  expect(await help.answer(mixed, code)).toContain('[support.key-not-of-database]');
  expect((await help.run('open', mixed)).stderr).toContain('[support.key-not-of-database]');
  expect(help.left()).toEqual([]);
});

it('a file that somebody made up for support is refused in a sentence', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  at.loseKeys();
  const { file } = await savedFrom((await at.begin()).calls(), help.folder);
  const key = createPublicKey(help.publicPem);
  const made = (name: string, bytes: string | Uint8Array): string => {
    writeFileSync(join(help.folder, name), bytes);
    return join(help.folder, name);
  };
  const text = readFileSync(file);
  const line = text.subarray(0, text.indexOf('\n')).toString();
  const withHead = (name: string, change: object): string =>
    made(
      name,
      Buffer.concat([Buffer.from(`${JSON.stringify({ ...JSON.parse(line), ...change })}\n`), text.subarray(line.length + 1)]),
    );
  // A point of which every shared secret is zero, whoever multiplies it.
  const nought = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), Buffer.alloc(32)]);
  const answerTo = `-----BEGIN PUBLIC KEY-----\n${nought.toString('base64')}\n-----END PUBLIC KEY-----\n`;
  const open = async (one: string) => (await help.run('open', one)).stderr;
  expect(
    await Promise.all([
      open(made('no-json', seal('[', key))),
      open(made('nothing', seal('null', key))),
      open(made('half', seal('{"format":1,"operations":[null]}', key))),
      open(withHead('no-key', { sealedKey: seal('[', key) })),
      help.answer(withHead('nought', { answerTo }), codeOf(answerTo) ?? ''),
    ]),
  ).toEqual([
    ...Array(4).fill(expect.stringMatching(/^[^\n]+ \[support\.file-unreadable\]\n$/)),
    expect.stringContaining('[support.no-answer]'),
  ]);
  expect(help.left()).toEqual([]);
});

it('a database that somebody made up for support is refused in a sentence, which says nothing of it', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  const own = JSON.parse(readFileSync(join(at.dataFolder, 'keys.json'), 'utf8'));
  const db = connect(join(at.folder, 'technik.db'), derived(Buffer.from(own['production-data-key'], 'base64')).database);
  db.exec('DROP TABLE outbox');
  db.exec('CREATE VIEW outbox AS SELECT 1 AS position, * FROM "\u001b]0;title\u0007"');
  db.close();
  at.loseKeys();
  const { file } = await savedFrom((await at.begin()).calls(), help.folder);
  expect((await help.run('open', file)).stderr).toMatch(/^\P{Cc}+ \[support\.file-unreadable\]\n$/u);
  expect(help.left()).toEqual([]);
});

it('gives support what can still be read where the database is damaged as well', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  const bytes = readFileSync(join(at.folder, 'technik.db'));
  writeFileSync(join(at.folder, 'technik.db'), bytes.fill(0, 8192, 16_384));
  at.loseKeys();
  const { file } = await savedFrom((await at.begin()).calls(), help.folder);
  expect(JSON.parse((await help.run('open', file)).stdout)).toMatchObject({ operations: [{ args: { text: NOTE } }] });
});

it('goes aside with the database that it opens, where support still reads it', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  at.loseKeys();
  const { calls, notes } = await at.begin();
  expect(await calls().setAside()).toEqual({ ok: true, value: null });
  expect(notes()).toEqual([]);
  expect(existsSync(join(at.folder, 'data-key.mtsealed'))).toBe(false);
  const [aside] = readdirSync(join(at.folder, 'damaged'));
  const read = await help.run('open', join(at.folder, 'damaged', aside ?? ''));
  expect(JSON.parse(read.stdout)).toMatchObject({ operations: [{ args: { text: NOTE } }] });
});

it('is of no use without a copy for support, which is said', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  rmSync(join(at.folder, 'data-key.mtsealed'));
  at.loseKeys();
  const { calls } = await at.begin();
  expect(await calls().state()).toMatchObject({ support: { possible: false } });
  expect(await calls().rescue()).toMatchObject({ ok: false, error: { code: 'key.no-copy' } });
});

it('where the system keeps no secrets, support reads what was not sent, and cannot be made to send the key', async () => {
  const help = support();
  const kept = new Map<string, string>();
  const secrets = memorySecrets(kept);
  const at = await atWork(help.publicPem, () => secrets);
  secrets.refuse = true;
  const { calls, notes } = await at.begin();
  expect(await calls().state()).toMatchObject({ problem: { code: 'database.key-unavailable' }, support: { possible: true } });
  const { file, code } = await savedFrom(calls(), help.folder);
  expect(code).toBe('');
  expect(JSON.parse((await help.run('open', file)).stdout)).toMatchObject({ operations: [{ args: { text: NOTE } }] });
  expect(await help.answer(file, '0')).toContain('[support.no-answer]');
  secrets.refuse = false;
  expect(await calls().retry()).toMatchObject({ ok: true });
  expect(notes()).toMatchObject([{ text: NOTE }]);
});

it('killed at any moment between the question and the key, it goes on from there', async () => {
  const help = support();
  const kept = new Map<string, string>();
  const secrets = memorySecrets(kept);
  const at = await atWork(help.publicPem, () => secrets);
  kept.delete('production-data-key');
  let opened = false;
  let code = '';
  for (let steps = 0; !opened; steps += 1) {
    secrets.diesAfter = Number.POSITIVE_INFINITY;
    const { calls, startup } = await at.begin();
    if (startup.core() !== undefined) break;
    secrets.diesAfter = steps;
    const made = await calls().rescue();
    secrets.diesAfter = Number.POSITIVE_INFINITY;
    if (!made.ok || made.value.code === null) continue;
    const { file, code: asked } = await savedFrom((await at.begin()).calls(), help.folder);
    expect(code === '' || code === asked).toBe(true);
    code = asked;
    const text = await help.answer(file, code);
    for (let taking = 0; !opened; taking += 1) {
      const again = await at.begin();
      if (again.startup.core() === undefined) {
        secrets.diesAfter = taking;
        opened = (await again.calls().takeKey({ text })).ok;
        secrets.diesAfter = Number.POSITIVE_INFINITY;
      } else opened = true;
      expect(taking).toBeLessThan(12);
      await again.startup.core()?.close();
    }
  }
  expect((await at.begin()).notes()).toMatchObject([{ text: NOTE }]);
  expect([...kept.keys()]).toEqual(['production-data-key']);
});

it('goes away with everything else when the device is forgotten', async () => {
  const help = support();
  const at = await atWork(help.publicPem);
  const { startup } = await at.begin();
  await createNodeHost(at.dataFolder).secrets.write('production-request-key', 'x');
  const core = startup.core();
  if (core === undefined) throw new Error('It did not open');
  expect(await createRouterClient(core.router, { context: {} }).device.forget()).toMatchObject({ ok: true });
  expect(existsSync(join(at.folder, 'data-key.mtsealed'))).toBe(false);
  expect(readFileSync(join(at.dataFolder, 'keys.json'), 'utf8')).not.toContain('request-key');
});
