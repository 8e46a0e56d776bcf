import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { keptKeys } from '../../electron/core/device/data-key.ts';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { connect } from '../../sqlite/connect.ts';
import { tempFolder } from '../support/temp.ts';
import { app, appRefused, digestOfFile, expectRefusal, technik } from './technik.ts';

const SAMPLE = join(import.meta.dirname, '..', 'fixtures', 'pcpos7', 'typical.conf');
const WANTED = ['--server', 'https://mplatform.example', '--store', '735'];
const TRAINING = join('training', 'technik.db');
const PRODUCTION = join('production', 'technik.db');
const SERVER = join('training', 'mplatform', 'mplatform.db');

const pages = (file: string): Buffer => readFileSync(file);
const DAMAGE: readonly (readonly [string, (file: string) => void])[] = [
  [
    'noise in it',
    (file) => {
      // On the first tables, which are looked at before the window; what lies elsewhere a later check finds.
      writeFileSync(file, pages(file).fill(0xa5, 8192, 3 * 8192));
    },
  ],
  ['its end missing', (file) => truncateSync(file, Math.floor(pages(file).length / 3))],
  ['nothing in it', (file) => truncateSync(file, 0)],
  ['text in its place', (file) => writeFileSync(file, 'To jest notatka, a nie baza danych. '.repeat(300))],
];
const KINDS = DAMAGE.map(([name]) => name);
const damage = (kind: string, file: string): void => DAMAGE.find(([name]) => name === kind)?.[1](file);
const codeFor = (kind: string): string => (kind === 'nothing in it' ? 'database.emptied' : 'database.damaged');

/** A data folder after a day's work in both modes; every test damages a copy of it. */
let worked: string;
beforeAll(async () => {
  worked = mkdtempSync(join(tmpdir(), 'bad-database-'));
  const till = join(worked, 'pcpos7');
  mkdirSync(till);
  writeFileSync(join(till, 'pcpos7.conf'), readFileSync(SAMPLE));
  const data = join(worked, 'data');
  const [demo, applied] = [
    await technik(['demo', '--data', data]),
    await technik(['pcpos', 'apply', till, ...WANTED, '--data', data]),
  ];
  expect([demo.exit, applied.exit]).toEqual([0, 0]);
});

afterAll(() => rmSync(worked, { recursive: true, force: true }));

function copyOfWorked(): { readonly data: string; readonly till: string } {
  const home = tempFolder('bad-database');
  cpSync(worked, home, { recursive: true });
  return { data: join(home, 'data'), till: join(home, 'pcpos7') };
}

describe.each(KINDS)('a database with %s', (kind) => {
  it('is rebuilt by the app, and kept aside to the byte', async () => {
    const { data } = copyOfWorked();
    const file = join(data, TRAINING);
    damage(kind, file);
    const before = digestOfFile(file);
    const { client } = await app(data);
    const [notice] = (await client.app.status()).notices.filter(({ code }) => code === 'database.rebuilt');
    expect(digestOfFile(join(String(notice?.params.folder), 'technik.db'))).toBe(before);
    expect((await client.tickets.list({})).rows).not.toEqual([]);
  });

  it('is named and left to the byte by the writing of a till', async () => {
    const { data, till } = copyOfWorked();
    const file = join(data, PRODUCTION);
    const conf = join(till, 'pcpos7.conf');
    damage(kind, file);
    const before = [digestOfFile(file), digestOfFile(conf)];
    for (const args of [
      ['history', till],
      ['restore', till],
      ['apply', till, ...WANTED, '--replace'],
    ])
      expect(expectRefusal(await technik(['pcpos', ...args, '--data', data]), 2, codeFor(kind))).toContain(file);
    expect([digestOfFile(file), digestOfFile(conf)]).toEqual(before);
  });

  it('only the server, when it is the training server’s: the app comes up, says so and works offline', async () => {
    const { data } = copyOfWorked();
    const file = join(data, SERVER);
    damage(kind, file);
    const before = digestOfFile(file);
    const { client, said } = await app(data);
    const status = await client.app.status();
    expect(status.notices).toMatchObject([{ code: 'training.server-damaged', params: { file } }]);
    expect(status.training).toEqual({ serverRunning: false, pcposRunning: true });
    const [ticket] = (await client.tickets.list({})).rows;
    const note = { kind: 'ticket.addNote', target: ticket?.id ?? '', args: { text: 'bez połączenia' } } as const;
    expect(await client.operations.submit({ intent: note })).toMatchObject({ ok: true });
    expect(said.err).toBe('');
    const demo = await technik(['mplatform', '--port', '0', '--data', join(data, 'training', 'mplatform')]);
    expect(expectRefusal(demo, 2, codeFor(kind))).toContain(file);
    expect(digestOfFile(file)).toBe(before);
  });
});

it('a demo against a damaged server says the reason on stderr and the steps on stdout', async () => {
  const { data } = copyOfWorked();
  damage('text in its place', join(data, SERVER));
  const demo = await technik(['demo', '--json', '--data', data]);
  expectRefusal(demo, 1, 'training.server-damaged');
  expect(JSON.parse(demo.out)).toMatchObject({ ok: false, steps: [{ name: 'sync', ok: false }] });
});

it('a database newer than the program is refused and left as it is', async () => {
  const { data, till } = copyOfWorked();
  const secrets = createNodeHost(data).secrets;
  for (const name of [TRAINING, PRODUCTION, SERVER]) {
    const key = name === TRAINING ? (await keptKeys(secrets, 'training'))?.database : undefined;
    const newer = connect(join(data, name), key);
    newer.pragma('user_version = 9000');
    newer.close();
  }
  const digests = () => [TRAINING, PRODUCTION, SERVER].map((name) => digestOfFile(join(data, name)));
  const before = digests();
  const server = ['mplatform', '--port', '0', '--data', join(data, 'training', 'mplatform')];
  for (const [ended, exit, name] of [
    [await appRefused(data), 1, TRAINING],
    [await technik(['demo', '--data', data]), 2, TRAINING],
    [await technik(['pcpos', 'history', till, '--data', data]), 2, PRODUCTION],
    [await technik(server), 2, SERVER],
  ] as const) {
    const said = expectRefusal(ended, exit, 'database.newer');
    expect(said).toContain(join(data, name));
    expect(said).toContain('9000');
  }
  expect(digests()).toEqual(before);
});

it('a damaged certificate of the training server is made anew, as only training trusts it', async () => {
  const { data } = copyOfWorked();
  writeFileSync(join(data, 'training', 'mplatform', 'tls-cert.pem'), 'nonsense');
  const { client } = await app(data);
  const status = await client.app.status();
  expect(status.notices).toEqual([]);
  expect(status.training?.serverRunning).toBe(true);
});

it('a wrong code is answered by the server’s own sentence, and the device stays who it was', async () => {
  const { data } = copyOfWorked();
  const core = await startCore({
    dataFolder: data,
    host: createNodeHost(data),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  try {
    const { training, store, enrolAt } = core.workplace();
    await training?.startServer();
    const before = store.state.get('device');
    const answer = await enrolAt(training?.server ?? '', 'NIE-MA-TAKIEGO');
    expect(answer).toMatchObject({ ok: false, error: { params: { code: 'enrolment.code-unknown' } } });
    expect(store.state.get('device')).toEqual(before);
  } finally {
    await core.close();
  }
});
