import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../../electron/core/core.ts';
import { openSealed } from '../../electron/core/device/sealed.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { type Mplatform, openMplatform } from '../../mplatform/server/main.ts';
import { atWork, SUB_TICKET, TICKET } from './training.ts';

const NOTE = 'Napisane bez połączenia.';

/** At work with the line gone and a note that waits; `operate` is what happens at M/platform meanwhile. */
async function offline() {
  const work = await atWork();
  const { training, folder, client, submit } = work;
  await training.stopServer();
  await submit({ kind: 'ticket.addNote', target: TICKET, args: { text: NOTE } });
  const dataFolder = join(folder, 'training', 'mplatform');
  async function operate<T>(what: (mplatform: Mplatform) => Promise<T>): Promise<T> {
    const opened = await openMplatform({ dataFolder, port: 0, clock: systemClock });
    if (!opened.ok) throw new Error(opened.error.code);
    try {
      return await what(opened.value);
    } finally {
      await opened.value.close();
    }
  }
  const revoked = async () => {
    const { device } = await client.app.status();
    const code = await operate(async ({ operator }) => {
      expect((await operator.revokeDevice(device?.deviceId ?? '')).ok).toBe(true);
      return operator.issueEnrolmentCode(device?.technicianId ?? '');
    });
    if (!code.ok) throw new Error(code.error.code);
    expect((await training.startServer()).ok).toBe(true);
    expect(await client.sync.now()).toMatchObject({ ok: false, error: { code: 'device.locked' } });
    return { code: code.value, device };
  };
  return { ...work, operate, revoked, supportKey: join(dataFolder, 'keys', 'support.pem') };
}

it('locks a device that M/platform has shut out: nothing of any shop can be read or done any more, but the lock itself', async () => {
  const b = await offline();
  await b.revoked();
  const { client } = b;
  const locked = { ok: false, error: { code: 'device.locked' } };
  const status = await client.app.status();
  expect(status).toMatchObject({
    locked: { waiting: 1, problem: { code: 'device.locked' } },
    till: { folder: null, stores: [] },
  });
  expect(await client.tickets.get({ id: TICKET })).toMatchObject(locked);
  expect(await client.subTickets.get({ id: SUB_TICKET })).toMatchObject(locked);
  expect((await client.tickets.list({})).rows).toEqual([]);
  expect(await client.operations.list({ state: 'all' })).toEqual([]);
  expect(await client.probe.history({ subTicketId: SUB_TICKET })).toEqual([]);
  expect(await client.till.plan({ subTicketId: SUB_TICKET })).toMatchObject(locked);
  expect(await client.till.history()).toEqual([]);
  const intent = { kind: 'ticket.addNote', target: TICKET, args: { text: 'x' } } as const;
  expect(await client.operations.submit({ intent })).toMatchObject(locked);
  const events = [];
  for await (const event of await client.probe.run({ subTicketId: SUB_TICKET })) events.push(event);
  expect(events).toEqual([]);
});

it('stays locked over a restart without any line, and makes no call meanwhile', async () => {
  const b = await offline();
  await b.revoked();
  await b.training.stopServer();
  await b.core.close();
  const again = await startCore({
    dataFolder: b.folder,
    host: createNodeHost(b.folder),
    clock: systemClock,
    mode: 'training',
    quiet: true,
  });
  onTestFinished(() => again.close());
  const client = createRouterClient(again.router);
  expect((await client.app.status()).locked).not.toBeNull();
  expect((await client.tickets.list({})).rows).toEqual([]);
  expect(await client.sync.now()).toMatchObject({ ok: false, error: { code: 'device.locked' } });
});

it('keeps the unsent work of a locked device in a file that only support can read', async () => {
  const b = await offline();
  await b.revoked();
  const file = (await b.client.app.status()).locked?.exportFile ?? '';
  const text = readFileSync(file, 'utf8');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
  expect(text).not.toContain(NOTE);
  expect(text).not.toContain(TICKET);
  const opened = openSealed(text, readFileSync(b.supportKey, 'utf8'));
  if (!opened.ok) throw new Error(opened.error.code);
  expect(JSON.parse(opened.value)).toMatchObject({
    format: 1,
    mode: 'training',
    operations: [{ kind: 'ticket.addNote', ticketId: TICKET, args: { text: NOTE } }],
    tickets: [{ dossier: { ticket: { id: TICKET } } }],
  });
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '..', '..', 'electron', 'cli.ts'),
    ...['support', 'open', file, '--key', b.supportKey, '--json'],
  ]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(opened.value));
  // Asked again and again, it is not written again and again.
  await b.client.sync.now();
  expect((await b.client.app.status()).locked?.exportFile).toBe(file);
});

it('goes on with everything once the same technician has enrolled it anew', async () => {
  const b = await offline();
  const { code, device } = await b.revoked();
  const file = (await b.client.app.status()).locked?.exportFile ?? '';
  expect(await b.client.device.enrol({ server: b.training.server, code: 'SZKOLENIE' })).toMatchObject({ ok: false });
  expect((await b.client.app.status()).locked).not.toBeNull();
  expect(await b.client.device.enrol({ server: b.training.server, code })).toEqual({ ok: true, value: null });
  expect(await b.client.sync.now()).toEqual({ ok: true, value: null });
  const status = await b.client.app.status();
  expect(status).toMatchObject({ locked: null, sync: { waiting: 0, state: 'idle' }, device: { deviceId: device?.deviceId } });
  const ticket = await b.client.tickets.get({ id: TICKET });
  expect(ticket.ok && ticket.value.ticket.notes.filter(({ text }) => text === NOTE)).toHaveLength(1);
  expect(existsSync(file)).toBe(true);
});

it('says that a device’s keys are gone, loses nothing by it, and goes on when it was enrolled again', async () => {
  const b = await offline();
  await b.core.workplace().tokens.forget();
  await b.training.startServer();
  expect(await b.client.sync.now()).toMatchObject({ ok: false, error: { code: 'device.keys-lost' } });
  expect((await b.client.app.status()).sync).toMatchObject({ waiting: 1, problem: { code: 'device.keys-lost' } });
  // What is here can be read all the same.
  expect(await b.client.tickets.get({ id: TICKET })).toMatchObject({ ok: true });
  expect(await b.client.device.enrol({ server: b.training.server, code: 'SZKOLENIE' })).toMatchObject({ ok: true });
  expect(await b.client.sync.now()).toMatchObject({ ok: true });
  expect((await b.client.app.status()).sync).toMatchObject({ waiting: 0, problem: null });
});

it('opens offline with all that is on the device, half a year after its last contact', async () => {
  const b = await offline();
  await b.core.close();
  const later = Date.now() + 180 * 86_400_000;
  const again = await startCore({
    dataFolder: b.folder,
    host: createNodeHost(b.folder),
    clock: { now: () => later },
    mode: 'training',
    quiet: true,
  });
  onTestFinished(() => again.close());
  const client = createRouterClient(again.router);
  expect((await client.tickets.list({})).rows.map(({ id }) => id)).toContain(TICKET);
  const ticket = await client.tickets.get({ id: TICKET });
  // Long past its deadline on this clock: M/platform decides that, nobody here.
  expect(ticket).toMatchObject({ ok: true, value: { removed: null, mine: true } });
  const intent = { kind: 'ticket.addNote', target: TICKET, args: { text: 'Wciąż pracuję.' } } as const;
  expect(await client.operations.submit({ intent })).toMatchObject({ ok: true });
});

it('answers every call that comes while the mode is switched, at whichever moment of it', async () => {
  const { client } = await atWork();
  let over = false;
  const switching = client.app.setMode({ mode: 'production' }).finally(() => {
    over = true;
  });
  const calls: Promise<unknown>[] = [];
  while (!over) {
    calls.push(client.app.status(), client.tickets.list({}), client.tickets.get({ id: TICKET }), client.operations.list({}));
    calls.push(client.till.facts(), client.sync.now());
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await switching).toEqual({ ok: true, value: null });
  const broken = (await Promise.allSettled(calls)).flatMap((call) => (call.status === 'rejected' ? [String(call.reason)] : []));
  expect(calls.length).toBeGreaterThan(20);
  expect(broken).toEqual([]);
  expect(await client.app.status()).toMatchObject({ mode: 'production', device: null });
  expect((await client.tickets.list({})).rows).toEqual([]);
});
