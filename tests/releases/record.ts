import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { pull } from '../../electron/core/sync/pull.ts';
import { push } from '../../electron/core/sync/push.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { openDatabase } from '../../sqlite/database.ts';

/**
 * `node tests/releases/record.ts`: what this release leaves behind on a disk and says on the wire, for all later ones to be
 * tested with. Run once when a release is made; what it wrote is never changed after that.
 */
const release = packageJson.version;
const target = join(import.meta.dirname, release);
const work = mkdtempSync(join(tmpdir(), 'technik-release-'));
const resources = join(import.meta.dirname, '..', '..', 'resources');

interface Exchange {
  readonly request: { readonly method: string; readonly url: string; readonly body: unknown };
  readonly answer: { readonly status: number; readonly type: string; readonly body: string };
}
const traffic: Exchange[] = [];
/** While set, the server hears the question and the device never hears the answer. */
let loseAnswers = false;

const time = { now: Date.parse('2026-03-10T08:00:00Z') };
const clock = { now: () => time.now };
mkdirSync(join(work, 'mplatform', 'keys'), { recursive: true });
// No secret of anybody's: it is the same for all to see.
writeFileSync(join(work, 'mplatform', 'keys', 'server.secret'), Buffer.alloc(32, 7));
const opened = await openMplatform({ dataFolder: join(work, 'mplatform'), port: 0, seed: 'training', clock });
if (!opened.ok) throw new Error(opened.error.code);
const mplatform = opened.value;

const textOf = async (message: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
};
const recorder = createServer((request, response) => {
  void (async () => {
    const sent = await textOf(request);
    const headers = Object.entries(request.headers).filter(([name]) => ['authorization', 'content-type'].includes(name));
    const answer = await fetch(`${mplatform.address}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { ...(Object.fromEntries(headers) as Record<string, string>), 'accept-encoding': 'identity' },
      ...(sent === '' ? {} : { body: sent }),
    });
    const body = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    traffic.push({
      request: { method: request.method ?? 'GET', url: request.url ?? '/', body: sent === '' ? null : JSON.parse(sent) },
      answer: { status: answer.status, type, body },
    });
    if (loseAnswers) return void response.destroy();
    response.writeHead(answer.status, { 'content-type': type });
    response.end(body);
  })();
});
recorder.listen(0, '127.0.0.1');
await once(recorder, 'listening');
const address = recorder.address();
const server = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;

const file = join(work, 'technik.db');
const db = openDatabase(file, { migrations: join(resources, 'migrations', 'core'), backups: join(work, 'backups') });
const store = createStore(db, clock, release);
store.state.set('mode', 'production');
const secrets = new Map<string, string>();
const tokens = createTokens(
  {
    read: async (name) => secrets.get(name) ?? null,
    write: async (name, value) => void secrets.set(name, value),
    delete: async (name) => void secrets.delete(name),
  },
  'tokens',
  clock,
);
const client = createFieldClient({ server, ca: undefined });
const device = () => {
  const known = store.state.get('device');
  if (known === undefined) throw new Error('not enrolled');
  return known;
};
const send = () =>
  push({ store, client, tokens, device: device(), release: () => ({ go: true, proof: null }), stands: () => false });
const fetchAll = () => pull(store, client, tokens);
const does = (intent: Parameters<typeof store.submit>[0]): void => {
  time.now += 60_000;
  const done = store.submit(intent);
  if (!done.ok) throw new Error(done.error.code);
};
const expectOk = (answer: { readonly ok: boolean; readonly error?: unknown }): void => {
  if (!answer.ok) throw new Error(JSON.stringify(answer));
};
const note = (text: string, ticket = 't-115') => ({ kind: 'ticket.addNote', target: ticket, args: { text } }) as const;

expectOk(await enrol('SZKOLENIE', { store, tokens, client, machineId: 'machine-release', appVersion: release }));
expectOk(await fetchAll());
does({ kind: 'ticket.take', target: 't-115', args: {} });
does(note('Wysłane i rozpatrzone.'));
expectOk(await send());
expectOk(await fetchAll());
// A refusal that nobody has read: the operator's change came first.
const phone = store.viewRows.dossier('t-115')?.dossier.ticket.company.phone ?? '';
await mplatform.operator.withdrawTicket('t-80', 'reassigned');
does(note('Na zgłoszeniu, które właśnie odebrano.', 't-80'));
expectOk(await send());
expectOk(await fetchAll());
// Over an hour later the tokens have to be renewed.
time.now += 2 * 3_600_000;
// Decided by the server, and the device never heard of it.
does(note('Rozpatrzone, ale odpowiedź nie dotarła.'));
await client.changes(undefined, 1, 'mt.a.nobody');
await tokens.using(client, async () => ({ ok: true, value: null }));
loseAnswers = true;
await send();
loseAnswers = false;
// Never sent.
does({ kind: 'ticket.editCompany', target: 't-115', args: { fields: { phone: { from: phone, to: '48 621 60 09' } } } });
does({ kind: 'subTicket.take', target: 's-735', args: {} });
does(note('Jeszcze niewysłane.'));

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const kept = { release, now: new Date(time.now).toISOString(), tokens: JSON.parse(secrets.get('tokens') ?? '{}') as unknown };
db.pragma('wal_checkpoint(TRUNCATE)');
db.close();
recorder.close();
recorder.closeAllConnections();
await mplatform.close();
copyFileSync(file, join(target, 'technik.db'));
copyFileSync(join(work, 'mplatform', 'mplatform.db'), join(target, 'mplatform.db'));
writeFileSync(join(target, 'release.json'), `${JSON.stringify(kept, null, 2)}\n`);
writeFileSync(join(target, 'traffic.json'), `${JSON.stringify(traffic, null, 2)}\n`);
rmSync(work, { recursive: true, force: true });
process.stdout.write(`${release}: ${traffic.length} calls\n`);
