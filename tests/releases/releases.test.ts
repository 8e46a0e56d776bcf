import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type AxiosAdapter, AxiosHeaders } from 'axios';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient, serverCode } from '../../electron/core/field/client.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { pull } from '../../electron/core/sync/pull.ts';
import { push } from '../../electron/core/sync/push.ts';
import { CONTRACT_VERSION, changedRow } from '../../mplatform/contract/index.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { openDatabase } from '../../sqlite/database.ts';
import { tempFolder } from '../support/temp.ts';

/** What each release left on disks and said on the wire, as `record.ts` kept it, met by the program as it is now. */
const here = import.meta.dirname;
const releases = readdirSync(here).filter((name) => statSync(join(here, name)).isDirectory());
const migrations = join(here, '..', '..', 'resources', 'migrations', 'core');

interface Exchange {
  readonly request: { readonly method: string; readonly url: string; readonly body: Record<string, unknown> | null };
  readonly answer: { readonly status: number; readonly type: string; readonly body: string };
}
const json = <T>(release: string, file: string): T => JSON.parse(readFileSync(join(here, release, file), 'utf8')) as T;
const trafficOf = (release: string): readonly Exchange[] => json(release, 'traffic.json');
const clockOf = (release: string) => {
  const now = Date.parse(json<{ now: string }>(release, 'release.json').now);
  return { now: () => now };
};

/** A device's memory of that release, opened by the program as it is now. */
function deviceOf(release: string) {
  const folder = tempFolder('release');
  const file = join(folder, 'technik.db');
  copyFileSync(join(here, release, 'technik.db'), file);
  const db = openDatabase(file, { migrations, backups: join(folder, 'backups') });
  onTestFinished(() => void db.close());
  const clock = clockOf(release);
  const store = createStore(db, clock, 'now');
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
  return { db, store, tokens, secrets };
}

async function serverOf(release: string, oldestContract?: number) {
  const folder = tempFolder('release-server');
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'keys', 'server.secret'), Buffer.alloc(32, 7));
  copyFileSync(join(here, release, 'mplatform.db'), join(folder, 'mplatform.db'));
  const more = oldestContract === undefined ? {} : { oldestContract };
  const opened = await openMplatform({ dataFolder: folder, port: 0, clock: clockOf(release), ...more });
  if (!opened.ok) throw new Error(opened.error.code);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

/** As the workplace does it, where the server has moved to another port. */
async function together(release: string, oldestContract?: number) {
  const mplatform = await serverOf(release, oldestContract);
  const device = deviceOf(release);
  const server = `${mplatform.address}/`;
  const known = device.store.state.get('device');
  if (known === undefined) throw new Error('not enrolled');
  device.store.state.set('device', { ...known, server });
  const { tokens } = json<{ tokens: object }>(release, 'release.json');
  device.secrets.set('tokens', JSON.stringify({ ...tokens, origin: mplatform.address }));
  device.store.reads(CONTRACT_VERSION);
  const client = createFieldClient({ server, ca: undefined });
  const deps = { ...device, client, device: known, release: () => ({ go: true, proof: null }) as const, stands: () => false };
  return { ...device, mplatform, client, push: () => push(deps), pull: () => pull(device.store, client, device.tokens) };
}

const notes = (dossier: { readonly ticket: { readonly notes: readonly { readonly text: string }[] } } | undefined) =>
  dossier?.ticket.notes.map(({ text }) => text) ?? [];

describe.each(releases)('release %s', (release) => {
  it('left a database whose waiting work is finished, each thing once, on a store of that release', async () => {
    const b = await together(release);
    const waited = b.store.operations.pending().length;
    expect(waited).toBeGreaterThan(3);
    expect(await b.push()).toEqual({ ok: true, value: { sent: waited } });
    expect(await b.pull()).toMatchObject({ ok: true });
    expect(b.store.operations.pending()).toEqual([]);
    const dossier = b.store.serverRows.dossier('t-115')?.dossier;
    // Decided before the update, its answer lost on the way.
    expect(notes(dossier).filter((text) => text.includes('odpowiedź nie dotarła'))).toHaveLength(1);
    expect(notes(dossier).at(-1)).toBe('Jeszcze niewysłane.');
    expect(dossier?.ticket.company.phone).toBe('48 621 60 09');
    expect(b.store.operations.history(100).map((o) => o.outcome)).not.toContain(null);
    // A refusal that nobody had read is still there to be read.
    expect(b.store.operations.unreadRefusals()).toMatchObject([{ reason: { code: 'ticket.withdrawn' } }]);
  });

  it('left rows that are asked for once more where this version reads more of them, without touching waiting work', async () => {
    const before = deviceOf(release).store.operations.pending();
    const b = await together(release);
    expect(b.store.operations.pending()).toEqual(before);
    expect(b.store.state.get('cursor')).toBeUndefined();
    expect(b.store.viewRows.dossier('t-115')).toBeDefined();
    expect(await b.push()).toMatchObject({ ok: true });
    expect(await b.pull()).toMatchObject({ ok: true });
    expect(b.store.serverRows.setting()?.supportPublicKey).toContain('PUBLIC KEY');
    expect(b.store.serverRows.dossier('t-115')?.removed).toBeNull();
  });

  it('said nothing on the wire, as a server, that this client does not understand', async () => {
    const { client, said } = replaying(trafficOf(release));
    for (const { request, answer } of trafficOf(release)) {
      const understood = await ask(client, request);
      if (answer.status < 400) expect(understood, request.url).toMatchObject({ ok: true });
      else expect(understood.ok ? undefined : serverCode(understood.error)).toBe(JSON.parse(answer.body).code);
    }
    expect(said()).toBe(trafficOf(release).length);
  });

  it('said nothing on the wire, as a device, that this server answers otherwise than its own did', async () => {
    const folder = tempFolder('release-server');
    const opened = await openMplatform({ dataFolder: folder, port: 0, seed: 'training', clock: clockOf(release) });
    if (!opened.ok) throw new Error(opened.error.code);
    onTestFinished(() => opened.value.close());
    let [access, refresh, cursor] = ['', '', ''];
    for (const { request, answer } of trafficOf(release)) {
      if (JSON.stringify(request.body).includes('właśnie odebrano'))
        await opened.value.operator.withdrawTicket('t-80', 'reassigned');
      const url = request.url.replace(/cursor=[^&]+/, `cursor=${cursor}`);
      const body = request.body !== null && 'refreshToken' in request.body ? { refreshToken: refresh } : request.body;
      const now = await fetch(opened.value.address + url, {
        method: request.method,
        headers: {
          // As that release spoke: without a word of its version where it did not say one.
          'content-type': 'application/json',
          authorization: `Bearer ${answer.status === 401 ? 'nobody' : access}`,
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
      const text = await now.text();
      expect(now.status, request.url).toBe(answer.status);
      expect(gist(text).filter(({ kind }) => !NEWER.includes(kind))).toEqual(gist(answer.body));
      const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '{}') as Record<string, string>;
      access = last.accessToken ?? access;
      refresh = last.refreshToken ?? refresh;
      cursor = last.cursor ?? cursor;
    }
  });

  it('is met by a server that no longer serves it with a word of its own, and loses nothing', async () => {
    const b = await together(release, CONTRACT_VERSION + 1);
    const before = b.store.operations.pending();
    const refused = await b.push();
    expect(refused.ok ? undefined : serverCode(refused.error)).toBe('contract.too-old');
    expect(b.store.operations.pending().map((p) => p.operation)).toEqual(before.map((p) => p.operation));
  });

  it('would have gone on, had its server said more than it knew', async () => {
    const { client } = replaying(trafficOf(release).map((e) => ({ ...e, answer: { ...e.answer, body: newer(e.answer.body) } })));
    for (const { request, answer } of trafficOf(release)) {
      const understood = await ask(client, request);
      if (answer.status < 400) expect(understood, `${request.url} ${JSON.stringify(understood)}`).toMatchObject({ ok: true });
    }
  });
});

it('a program that reads more than the one before has asked for all rows again, and finds what that one could not read', () => {
  const { store } = deviceOf(releases.at(-1) ?? '');
  store.reads(CONTRACT_VERSION);
  store.applyChanges([], 'c1', true, [{ unread: true, kind: 'priceList', id: 'pl-1' }]);
  expect([store.serverRows.unread(), store.state.get('cursor')]).toEqual([1, 'c1']);
  store.reads(CONTRACT_VERSION);
  expect(store.state.get('cursor')).toBe('c1');
  const waiting = store.operations.pending();
  store.reads(CONTRACT_VERSION + 1);
  expect([store.state.get('cursor'), store.state.get('resyncing'), store.serverRows.unread()]).toEqual([undefined, true, 0]);
  expect(store.operations.pending()).toEqual(waiting);
});

/**
 * What a device reads of a row decides what it keeps. When this fails because a row has a new field or there is a new kind:
 * raise CONTRACT_VERSION if a release with the present one is out, and write the digest down beside it.
 */
it('rows are what this version of the contract says they are', () => {
  const known = JSON.parse(readFileSync(join(here, 'rows.json'), 'utf8')) as Record<string, string>;
  const schema = JSON.stringify(z.toJSONSchema(changedRow, { unrepresentable: 'any', io: 'input' }));
  expect(known[CONTRACT_VERSION]).toBe(createHash('sha256').update(schema).digest('hex').slice(0, 16));
});

/** Answers the recorded calls in their order. */
function replaying(traffic: readonly Exchange[]) {
  let next = 0;
  const carrier: AxiosAdapter = async (config) => {
    const exchange = traffic[next];
    next += 1;
    if (exchange === undefined) throw new Error('nothing more was recorded');
    const { status, body, type } = exchange.answer;
    const data = config.responseType === 'stream' ? Readable.from([Buffer.from(body)]) : parse(body);
    return { status, statusText: '', headers: new AxiosHeaders({ 'content-type': type }), config, data, request: {} };
  };
  return { client: createFieldClient({ server: 'https://mplatform.example/', ca: undefined, carrier }), said: () => next };
}
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

type Client = ReturnType<typeof createFieldClient>;
function ask(
  client: Client,
  { url, body }: Exchange['request'],
): ReturnType<Client['refresh'] | Client['operations'] | Client['changes']> {
  if (url === '/v1/devices') return client.enrol(body as Parameters<Client['enrol']>[0]) as ReturnType<Client['refresh']>;
  if (url === '/v1/tokens') return client.refresh(String(body?.refreshToken));
  if (url === '/v1/operations') return client.operations(body?.operations as Parameters<Client['operations']>[0], 'token');
  return client.changes(undefined, 1000, 'token');
}

/** What a device acts by, without what is drawn anew each time. */
function gist(text: string) {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => parse(line) as Record<string, unknown>);
  return lines.map((line) => {
    const { results, kind, id, removed, reason, code, technician, more } = line;
    return { results, kind, id, removed, reason, code, technician, more, data: fieldsOf(line.data) };
  });
}
/** Kinds of rows that an older device puts aside unread. */
const NEWER: readonly unknown[] = ['priceList', 'documentTemplate', 'material'];

/** An old device finds each field that it knew. */
const fieldsOf = (data: unknown) =>
  data === undefined
    ? undefined
    : Object.keys(data as object)
        .filter((key) => key !== 'supportPublicKey')
        .sort();

/** The same answer from a server of later years: fields that nobody knows yet, kinds of rows, outcomes, statuses. */
function newer(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => grown(parse(line)) as Record<string, unknown>);
  const isPage = lines.some((line) => 'cursor' in line);
  const results = lines[0]?.results as Record<string, unknown>[] | undefined;
  if (results !== undefined)
    results[0] = { ...results[0], outcome: 'parked', code: 'later.than-you', params: { deep: { er: [1] } } };
  const unknown = [
    { seq: 900, kind: 'priceList', id: 'pl-1', version: 1, data: { items: [] } },
    { seq: 901, kind: 'priceList', id: 'pl-0', removed: true, reason: 'replaced' },
    { seq: 902, kind: 'ticket', id: 't-115', version: 9, data: { id: 't-115', status: 'paused' } },
  ];
  return `${[...(isPage ? unknown : []), ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`;
}
function grown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(grown);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, grown(inner)] as const);
  return { ...Object.fromEntries(entries), addedLater: { by: 'a newer server' } };
}
