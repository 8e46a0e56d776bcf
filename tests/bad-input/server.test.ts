import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createNetServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { explain } from '../../domain/problem.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { startCore } from '../../electron/core/index.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { ACTOR, takenSubTicket, takenTicket } from '../support/dossiers.ts';
import { aNote, changesOf } from '../support/store.ts';
import { tempFolder } from '../support/temp.ts';

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
async function serverThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  onTestFinished(() => server.closeAllConnections());
  return listening(server);
}

const says =
  (status: number, type: string, body: string): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

/** Spaces without an end: a beginning of JSON that never says anything. */
function endless(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const piece = ' '.repeat(4 * 1024 * 1024);
  const more = (): void => {
    while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', more);
  };
  more();
}

/** Takes what is sent and judges nothing; then begins a page of changes and falls away in the middle of a line. */
function half(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST') {
    const answer = { results: [], lastSeq: 0, serverTime: '2026-03-10T08:00:00Z' };
    says(200, 'application/json', JSON.stringify(answer))(request, response);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const row = { seq: 1, kind: 'ticket', id: '1042', removed: true, reason: 'reassigned' };
  response.write(`${JSON.stringify(row)}\n{"seq":2,"kind":"tic`, () => response.destroy());
}

const AN_HOUR = { serverTime: '2026-03-10T08:00:00Z', expiresAt: '2026-03-10T09:00:00Z' };

/** A device in production with a ticket in its store and one note that was not sent. Its server is given by the test. */
async function deviceAt(server: string) {
  const dataFolder = tempFolder('bad-server');
  const host = createNodeHost(dataFolder);
  const waits: number[] = [];
  const timers = {
    after: (ms: number) => {
      waits.push(ms);
      return () => {};
    },
  };
  const core = await startCore({ dataFolder, host, clock: systemClock, mode: 'production', timers, quiet: true });
  onTestFinished(() => core.close());
  const { store, sync, tokens } = core.workplace();
  const pair = { accessToken: 'access', refreshToken: 'refresh', ...AN_HOUR };
  await tokens.keep(pair, new URL(server).origin);
  store.state.set('device', {
    deviceId: 'device-1',
    technician: { id: ACTOR.technicianId, name: ACTOR.name, dealerId: ACTOR.dealerId, dealerName: 'Dealer Alfa 101' },
    server,
    receiptPublicKey: '',
    machineId: 'machine-1',
    lastSeq: 0,
  });
  store.applyChanges(changesOf({ ticket: takenTicket(), subTickets: [takenSubTicket()] }), 'cursor-1', true);
  expect(store.submit(aNote('nie wolno zgubić')).ok).toBe(true);
  sync.start();
  return { core, store, sync, waits };
}

const HTML = '<!doctype html><title>Zaloguj się do sieci</title>';
it.each<readonly [string, RequestListener, string]>([
  ['a page (a hotel’s portal)', says(200, 'text/html', HTML), 'sync.nonsense'],
  ['a page that says it was not found', says(404, 'text/html', HTML), 'sync.not-mplatform'],
  ['a proxy’s failure', says(502, 'text/plain', 'Bad gateway'), 'sync.not-mplatform'],
  ['another JSON', says(200, 'application/json', '{"hello": "world"}'), 'sync.nonsense'],
  ['half a JSON', says(200, 'application/json', '{"results": ['), 'sync.nonsense'],
  ['nothing', says(200, 'application/json', ''), 'sync.nonsense'],
  ['a redirection', (_, r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'sync.nonsense'],
  ['a body without an end', endless, 'sync.nonsense'],
  ['a line that is cut', (_, r) => void r.destroy(), 'sync.unreachable'],
  ['half a page of changes', half, 'sync.unreachable'],
])('nothing is lost at a server that answers %s', async (_what, answers, code) => {
  const { store, sync, waits } = await deviceAt(await serverThat(answers));
  const dossier = store.viewRows.dossier('1042');
  const answer = await sync.now();
  expect(answer).toMatchObject({ ok: false, error: { code } });
  if (!answer.ok) expect(explain(answer.error)).not.toMatch(/Error|[{}]|undefined/);
  const status = sync.status();
  expect(status).toMatchObject({ state: 'offline', waiting: 1, rejected: 0, problem: { code } });
  expect(status.nextTryAt).not.toBeNull();
  expect(waits.length).toBe(1);
  expect(store.viewRows.dossier('1042')).toEqual(dossier);
  expect(store.state.get('cursor')).toBe('cursor-1');
  expect(store.state.get('device')?.deviceId).toBe('device-1');
});

it('a program that does not even speak HTTP is no M/platform', async () => {
  const server = await listening(createNetServer((socket) => socket.end('220 mail.example ESMTP\r\n')));
  const { sync } = await deviceAt(server);
  expect(await sync.now()).toMatchObject({ ok: false, error: { code: 'sync.nonsense' } });
  expect(sync.status().waiting).toBe(1);
});

it('what waited goes up once the server is M/platform again', async () => {
  const seen: string[] = [];
  let nonsense = true;
  const server = await serverThat((request, response) => {
    if (nonsense) return says(200, 'text/html', HTML)(request, response);
    const serverTime = '2026-03-10T08:00:00Z';
    if (request.method === 'GET') {
      const end = JSON.stringify({ cursor: 'cursor-2', more: false, serverTime });
      return says(200, 'application/x-ndjson', `${end}\n`)(request, response);
    }
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { operations } = JSON.parse(text) as { operations: { id: string; kind: string }[] };
      seen.push(...operations.map((o) => o.kind));
      const results = operations.map(({ id }) => ({ id, outcome: 'applied' }));
      says(200, 'application/json', JSON.stringify({ results, lastSeq: 1, serverTime }))(request, response);
    });
  });
  const { sync } = await deviceAt(server);
  expect((await sync.now()).ok).toBe(false);
  nonsense = false;
  expect(await sync.now()).toMatchObject({ ok: true });
  expect(seen).toEqual(['ticket.addNote']);
  expect(sync.status()).toMatchObject({ waiting: 0, problem: null });
});

it('enrolling at nonsense, at a server that nobody vouches for or over an open line keeps the device as it was', async () => {
  const portal = await serverThat(says(200, 'text/html', HTML));
  const refused = await createFieldClient({ server: portal, ca: undefined }).enrol({
    enrolmentCode: 'KOD',
    machineId: 'machine-1',
    name: 'laptop',
    appVersion: '0.1.0',
  });
  expect(refused).toMatchObject({ ok: false, error: { code: 'sync.nonsense', params: { server: portal } } });

  const practice = tempFolder('bad-server');
  const host = createNodeHost(practice);
  const training = await startCore({ dataFolder: practice, host, clock: systemClock, mode: 'training', quiet: true });
  onTestFinished(() => training.close());
  const selfSigned = training.workplace().training;
  await selfSigned?.startServer();

  const { core, store } = await deviceAt(portal);
  const device = store.state.get('device');
  const enrol = (server: string, code = 'KOD') => core.workplace().enrolAt(server, code);
  const untrusted = await enrol(selfSigned?.server ?? '');
  expect(untrusted).toMatchObject({ ok: false, error: { code: 'sync.untrusted' } });
  if (!untrusted.ok) expect(explain(untrusted.error)).toContain('Nie można zaufać certyfikatowi serwera localhost');
  expect(await enrol(portal)).toMatchObject({ ok: false, error: { code: 'device.insecure-server' } });
  expect(await enrol('https://mplatform.example', 'SZKOLENIE')).toMatchObject({
    ok: false,
    error: { code: 'device.training-server' },
  });
  expect(store.state.get('device')).toEqual(device);
});
