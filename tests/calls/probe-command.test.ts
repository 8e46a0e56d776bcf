import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { expectRefusal, technik } from '../bad-input/technik.ts';
import { tempFolder } from '../support/temp.ts';
import { atWork, SUB_TICKET, trainingWithoutApp } from './training.ts';

interface Document {
  readonly verdict: string;
  readonly complete: boolean;
  readonly cause: { readonly code: string; readonly actor: string; readonly advice: string } | null;
  readonly stages: readonly {
    readonly id: string;
    readonly status: string;
    readonly code: string;
    readonly ms: number;
    readonly evidence: object;
    readonly message: string;
    readonly advice: string | null;
    readonly actor: string | null;
  }[];
  readonly receipt?: { readonly subTicketId: string };
  readonly handover?: { readonly code: string; readonly file: string };
}

async function probed(...args: readonly string[]) {
  const ended = await technik(['probe', ...args, '--json']);
  expect(ended.err).toBe('');
  const document = JSON.parse(ended.out) as Document;
  for (const stage of document.stages)
    expect(Object.keys(stage).sort()).toEqual(['actor', 'advice', 'code', 'evidence', 'id', 'message', 'ms', 'status']);
  return { exit: ended.exit, document, stage: (id: string) => document.stages.find((s) => s.id === id) };
}

async function listening(server: ReturnType<typeof createTcp>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

it('names a closed port as the cause, and leaves nothing behind in the data folder', async () => {
  const server = createTcp();
  const port = await listening(server);
  server.close();
  const data = join(tempFolder('data'), 'none');
  const { exit, document, stage } = await probed('--server', `http://127.0.0.1:${port}`, '--store', '735', '--data', data);
  expect(exit).toBe(1);
  expect(document).toMatchObject({ verdict: 'failed', complete: true, cause: { code: 'probe.tcp-refused' } });
  expect(document.cause?.advice).not.toBe('');
  expect(stage('http')?.status).toBe('notRun');
  expect(document.receipt).toBeUndefined();
  expect(existsSync(data)).toBe(false);
}, 20_000);

it('knows another web server for what it is, though nobody is enrolled here', async () => {
  const server = createServer((_request, response) => response.end('<h1>It works</h1>'));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await listening(server);
  const { exit, document } = await probed('--server', `http://127.0.0.1:${port}`, '--store', '735', '--data', tempFolder('data'));
  expect(exit).toBe(1);
  expect(document.cause?.code).toBe('probe.http-wrong-server');
}, 20_000);

it('passes over what was asked for alone, says that this was not all, and has no receipt', async () => {
  const server = createServer((_request, response) => response.end());
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await listening(server);
  const place = ['--server', `http://127.0.0.1:${port}`, '--store', '735'];
  const { exit, document } = await probed(...place, '--only', 'tcp,tls', '--data', tempFolder('data'));
  expect(exit).toBe(0);
  expect(document).toMatchObject({ verdict: 'passed', complete: false, cause: null });
  expect(document.stages.map((s) => s.id)).toEqual(['machine', 'proxy', 'names', 'tcp', 'tls']);
  expect(document.receipt).toBeUndefined();
}, 20_000);

it('is no yes where none of the chosen stages can be tested from here', async () => {
  const place = ['--server', 'http://127.0.0.1:1', '--store', '735', '--data', tempFolder('data')];
  const { exit, document } = await probed(...place, '--only', 'pcposConfigured');
  expect(document).toMatchObject({ tested: false, stages: [{ id: 'pcposConfigured', status: 'notTestable' }] });
  expect(exit).toBe(1);
}, 20_000);

it('with an enrolled data folder signs in, brings the receipt, and says first of all else what is wrong', async () => {
  const { core, configure, folder } = await atWork();
  await configure();
  await core.close();
  const { till, pcpos, address, stopServer } = await trainingWithoutApp(folder);
  const good = await probed('--config', till, '--data', folder);
  expect(good.document.cause).toBeNull();
  expect(good.document).toMatchObject({ verdict: 'passed', complete: true, receipt: { subTicketId: SUB_TICKET } });
  expect(good.exit).toBe(0);
  const report = join(tempFolder('report'), 'r.html');
  await pcpos.stop();
  const down = await probed('--config', till, '--data', folder, '--report', report);
  expect(down.exit).toBe(1);
  expect(down.document.cause?.code).toBe('probe.pcpos-stopped');
  expect(readFileSync(report, 'utf8')).toContain('Co się zmieniło od ostatniego udanego testu');
  // Silent all at once: the verdict and the end come in time, though the account has its own business there.
  await stopServer();
  const silent = createTcp(() => {});
  silent.listen(Number(new URL(address).port), 'localhost');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const began = performance.now();
  const dead = await probed('--config', till, '--data', folder, '--timeout', '2');
  expect(dead.document.cause?.code).toBe('probe.tls-silent');
  expect(dead.exit).toBe(1);
  expect(performance.now() - began).toBeLessThan(10_000);
  // Without an account, what is wrong at the till comes before that nobody is enrolled.
  const stranger = await probed('--config', till, '--only', 'pcposRunning,signIn', '--data', tempFolder('data'));
  expect(stranger.document.cause?.code).toMatch(/^probe\.(pcpos-stopped|tls-silent|tls-self-signed|tls-unknown-authority)$/);
}, 60_000);

it('while the app works in that folder, says so instead of disturbing it', async () => {
  const { folder, training } = await atWork();
  // The app's own lock is its process's; here a process of its own holds it.
  const holder = spawn(process.execPath, ['-e', HOLD, join(import.meta.dirname, '..', '..'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill());
  await once(holder.stdout, 'data');
  const ended = await technik(['probe', '--server', training.server, '--store', '735', '--data', folder]);
  expectRefusal(ended, 2, 'app.runs-already');
}, 30_000);

const HOLD = `import(process.argv[1] + '/electron/shared/claim.ts').then(({ claimDataFolder }) => {
  globalThis.held = claimDataFolder(process.argv[2]);
  process.stdout.write('held');
  process.stdin.resume();
});`;

it('cancelled in the middle, ends at once and says so', async () => {
  // Accepts and says nothing.
  const server = createTcp(() => {});
  const port = await listening(server);
  onTestFinished(() => void server.close());
  const args = [
    'probe',
    '--server',
    `http://127.0.0.1:${port}`,
    '--store',
    '735',
    '--timeout',
    '60',
    '--data',
    tempFolder('data'),
  ];
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'electron', 'cli.ts'), ...args]);
  const ended = once(child, 'close');
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  while (!out.includes('Szyfrowanie')) await once(child.stdout, 'data');
  const began = performance.now();
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(1);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(out).toContain('Test przerwano');
}, 30_000);

it.each([
  ['nothing to test', [], 'probing.needs-source'],
  ['two things to test', ['--config', 'x', '--server', 'https://m.example'], 'probing.needs-source'],
  ['a server without a store', ['--server', 'https://m.example'], 'probing.needs-store'],
  ['an address that is none', ['--server', 'm.example', '--store', '735'], 'probing.server-invalid'],
  ['an address with a password', ['--server', 'https://a:hunter2@m.example', '--store', '735'], 'probing.server-invalid'],
  ['a store that is none', ['--server', 'https://m.example', '--store', '07a'], 'probing.store-invalid'],
  ['an unknown stage', ['--server', 'https://m.example', '--store', '7', '--only', 'tcp,ufo'], 'probing.stage-unknown'],
  ['no time at all', ['--server', 'https://m.example', '--store', '7', '--timeout', '0'], 'probing.timeout-invalid'],
  ['more time than anybody has', ['--server', 'https://m.example', '--store', '7', '--timeout', '61'], 'probing.timeout-invalid'],
  ['a configuration that is not there', ['--config', '/nowhere/pcpos7'], 'workstation.not-found'],
  ['several stores and none chosen', ['--config', 'FIXTURES/already-configured.conf'], 'probing.several-stores'],
  [
    'a result to carry from no till',
    ['--server', 'https://m.example', '--store', '7', '--handover', 'x'],
    'probing.handover-needs-config',
  ],
  [
    'a report in a folder that is not there, before anything is tested',
    ['--server', 'https://m.example', '--store', '7', '--report', '/nowhere/at/all/x.html'],
    'probing.folder-missing',
  ],
  ['a report of no known kind', ['--server', 'https://m.example', '--store', '7', '--report', 'x.doc'], 'probing.report-kind'],
])(
  'refuses %s with one sentence, and exit 2',
  async (_what, args, code) => {
    const fixtures = join(import.meta.dirname, '..', 'fixtures', 'pcpos7');
    const given = args.map((arg) => arg.replace('FIXTURES', fixtures));
    const said = expectRefusal(await technik(['probe', ...given, '--data', tempFolder('data')]), 2, code);
    expect(said).not.toContain('hunter2');
  },
  20_000,
);

it('writes its result over nothing but its own', async () => {
  const folder = tempFolder('stick');
  const config = join(import.meta.dirname, '..', 'fixtures', 'pcpos7', 'already-configured.conf');
  const file = join(folder, 'wynik.txt');
  const args = [
    'probe',
    '--config',
    config,
    '--store',
    '734',
    '--handover',
    file,
    '--data',
    join(folder, 'data'),
    '--timeout',
    '2',
  ];
  writeFileSync(file, 'Lista zakupów\n');
  expectRefusal(await technik(args), 2, 'probing.file-exists');
  expect(readFileSync(file, 'utf8')).toBe('Lista zakupów\n');
  writeFileSync(file, '');
  expect((await technik(args)).exit).toBe(1);
  const first = readFileSync(file, 'utf8');
  expect((await technik(args)).exit).toBe(1);
  expect(readFileSync(file, 'utf8')).not.toBe(first);
}, 40_000);
