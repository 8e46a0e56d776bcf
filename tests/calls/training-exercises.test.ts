import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../../electron/core/core.ts';
import { resourcePath } from '../../electron/core/resources.ts';
import { holds } from '../../electron/core/training/practice/facts.ts';
import { namesOf } from '../../electron/core/training/practice/names.ts';
import { readScenarios } from '../../electron/core/training/practice/scenarios.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { BETA } from '../../mplatform/server/seed-rows.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { hands, openTrainee, type Trainee, worked } from './training-exercises.ts';

const scenarios = readScenarios(resourcePath('training', 'scenarios'));

async function trainee(folder = tempFolder('practice')): Promise<Trainee> {
  const opened = await openTrainee(folder);
  onTestFinished(opened.close);
  return opened;
}

it.each(scenarios.map(({ id }) => id))(
  'the exercise %s is played to its end, one step after the other',
  async (id) => {
    const person = await trainee();
    await person.start(id);
    const step = hands(person);
    const { steps } = await person.of(id);
    for (const one of steps) {
      expect(await person.now()).toMatchObject({ id: one.id });
      await step(id);
    }
    expect(await person.of(id)).toMatchObject({ state: 'finished', finished: 1 });
    expect((await person.of(id)).steps.every((one) => one.state === 'done' && one.doneAt !== null)).toBe(true);
    // Afterwards the world is as every other exercise, and free practice, expect it.
    expect(person.training.running()).toMatchObject({ serverRunning: true });
    worked(await person.client.sync.now());
  },
  120_000,
);

it.each(scenarios)(
  'at the start of $id nothing that a step asks for is so yet',
  async (scenario) => {
    const person = await trainee();
    // Practised before: what is left of it on the till and in the list is no step of the exercise begun now.
    await person.start('wrong-address');
    const step = hands(person);
    for (const _ of [1, 2, 3]) await step('wrong-address');
    await person.start(scenario.id, true);
    const { current } = await person.view();
    const { store, sync, till } = person.core.workplace();
    const places = {
      store,
      sync: sync.status,
      till: till.status,
      lastWritten: async () => (await till.history())[0]?.subTicketId ?? null,
      unreadGone: () => [],
      server: person.training.server,
    };
    const run = {
      world: { prepared: true, mended: false, lineCut: false, asked: [], skipped: [], made: [], otherPort: null, till: null },
    };
    const already: string[] = [];
    for (const one of scenario.steps) {
      const facts = await Promise.all(
        one.until.map((fact) => holds(fact, { step: one, run, names: namesOf(current?.n ?? 0), places })),
      );
      if (facts.every((so) => so)) already.push(one.id);
    }
    expect(already).toEqual([]);
  },
  60_000,
);

it('keeps how far an exercise has come when the program is killed in its middle, and what was broken with it', async () => {
  const folder = tempFolder('practice');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'training-killed.ts'), folder, 'server-down', '2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  child.kill('SIGKILL');
  await ended;
  const core = await startCore({ dataFolder: folder, host: createNodeHost(folder), clock: systemClock, mode: 'training' });
  onTestFinished(() => core.close());
  const client = createRouterClient(core.router);
  const { current, scenarios: list } = worked(await client.practice.view());
  expect(current).toMatchObject({ id: 'server-down', place: 2, step: { id: 'call' } });
  expect(list.find(({ id }) => id === 'server-down')).toMatchObject({ state: 'underWay', finished: 0 });
  // The start of the program brings the server up; the exercise takes it down again.
  expect((await client.app.status()).training).toMatchObject({ serverRunning: false });
  worked(await client.practice.press({ step: 'call' }));
  expect((await client.app.status()).training).toMatchObject({ serverRunning: true });
  expect(worked(await client.practice.view()).current?.step?.id).toBe('probe');
}, 60_000);

it('does once more what happens outside when a crash came before the step was written down', async () => {
  const person = await trainee();
  await person.start('taken-away');
  const step = hands(person);
  await step('taken-away');
  await step('taken-away');
  const { current } = await person.view();
  const { ticketId } = namesOf(current?.n ?? 0);
  worked(await person.training.operate((operator) => operator.withdrawTicket(ticketId, 'reassigned', BETA.id)));
  expect(await step('taken-away')).toBe('note');
  expect(await step('taken-away')).toBe('bring');
  expect((await person.client.tickets.get({ id: ticketId })).ok).toBe(true);
});

it('repeats an exercise on a ticket of its own each time', async () => {
  const person = await trainee();
  await person.start('store-inactive');
  const first = (await person.now())?.route;
  const step = hands(person);
  for (const _ of (await person.of('store-inactive')).steps) await step('store-inactive');
  await person.start('store-inactive');
  expect((await person.now())?.route).not.toBe(first);
  expect(await person.of('store-inactive')).toMatchObject({ state: 'underWay', finished: 1 });
  expect((await person.now())?.id).toBe('find');
}, 60_000);

it('puts an exercise aside for another one and goes on with it where it was, till and fault included', async () => {
  const person = await trainee();
  const conf = () => readFileSync(join(person.training.tillFolder, 'pcpos7.conf'), 'latin1');
  await person.start('wrong-address');
  const step = hands(person);
  await step('wrong-address');
  const broken = conf();
  await person.start('portal');
  expect(await person.of('wrong-address')).toMatchObject({ state: 'aside' });
  expect(conf()).not.toBe(broken);
  await person.start('wrong-address');
  expect(conf()).toBe(broken);
  expect(await person.now()).toMatchObject({ id: 'configure' });
  // The portal of the exercise put aside is gone: the line is whole again.
  worked(await person.client.sync.now());
  await person.start('portal');
  expect(await person.client.sync.now()).toMatchObject({ ok: false });
  expect(await step('portal')).toBe('find');
}, 60_000);

it('lets a step be left out where nothing needs it, says so of it, and lets no other be', async () => {
  const person = await trainee();
  await person.start('portal');
  worked(await person.client.practice.skip({ step: 'find' }));
  expect(await person.now()).toMatchObject({ id: 'find', optional: false });
  const step = hands(person);
  await step('portal');
  expect(await person.now()).toMatchObject({ id: 'note', optional: true });
  worked(await person.client.practice.skip({ step: 'note' }));
  expect(await person.now()).toMatchObject({ id: 'call' });
  expect((await person.of('portal')).steps.slice(0, 3).map(({ state }) => state)).toEqual(['done', 'skipped', 'now']);
});

it('stays at the invoice while it differs from the quote by a grosz', async () => {
  const person = await trainee();
  await person.start('first-installation');
  const step = hands(person);
  while ((await person.now())?.id !== 'invoice') await step('first-installation');
  const { ticketId, subTicketId } = namesOf(1);
  const { ticket } = worked(await person.client.tickets.get({ id: ticketId }));
  const invoice = (totalGross: number) =>
    person.client.operations.submit({
      intent: { kind: 'subTicket.recordInvoice', target: subTicketId.first, args: { number: 'FV/1', totalGross } },
    });
  const quoted = ticket.quote?.totalGross ?? 0;
  worked(await invoice(quoted + 1));
  expect(await person.now()).toMatchObject({ id: 'invoice' });
  worked(await invoice(quoted));
  expect(await person.now()).toMatchObject({ id: 'close' });
});

it('resets one exercise alone: its steps and its ticket go, those of others stay, and nothing is left to decide', async () => {
  const person = await trainee();
  await person.start('server-down');
  const step = hands(person);
  await step('server-down');
  await step('server-down');
  await person.start('second-shop');
  await step('second-shop');
  const names = (await person.client.tickets.list({ pageSize: 100 })).rows.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Market Brzozowa', 'Delikatesy Dwa Kroki']));
  worked(await person.client.practice.reset({ id: 'server-down' }));
  const { rows } = await person.client.tickets.list({ pageSize: 100 });
  expect(rows.map(({ name }) => name)).not.toContain('Market Brzozowa');
  expect(rows.map(({ name }) => name)).toContain('Delikatesy Dwa Kroki');
  expect(await person.of('server-down')).toMatchObject({ state: 'new', finished: 0, tickets: [] });
  expect((await person.of('second-shop')).steps[0]).toMatchObject({ state: 'done' });
  const { sync } = await person.client.app.status();
  expect(sync).toMatchObject({ waiting: 0, rejected: 0 });
}, 60_000);

it('takes back with a reset also what waits for a file that is still on its way', async () => {
  const person = await trainee();
  const { client } = person;
  await person.start('refusing-retailer');
  const ticketId = namesOf((await person.view()).current?.n ?? 0).ticketId;
  const { bytes } = pdf(2_000);
  const { draftId } = worked(await client.files.begin({ ticketId, kind: 'quote', name: 'wycena.pdf', size: bytes.length }));
  worked(await client.files.append({ draftId, offset: 0, base64: bytes.toString('base64') }));
  worked(await client.files.finish({ draftId }));
  expect((await client.app.status()).sync.waiting).toBe(1);
  worked(await client.practice.reset({ id: 'refusing-retailer' }));
  expect((await client.app.status()).sync).toMatchObject({ waiting: 0, rejected: 0 });
});

it('resets all of them, and leaves what else was practised as it is', async () => {
  const person = await trainee();
  worked(await person.client.sync.now());
  worked(await person.client.operations.submit({ intent: { kind: 'ticket.take', target: 't-115', args: {} } }));
  await person.start('portal');
  await person.start('taken-away');
  worked(await person.client.practice.press({ step: 'cut' }));
  worked(await person.client.practice.reset({}));
  const view = await person.view();
  expect(view.current).toBeNull();
  expect(view.scenarios.map(({ state }) => state)).toEqual(scenarios.map(() => 'new'));
  expect(person.training.running()).toMatchObject({ serverRunning: true });
  const { rows } = await person.client.tickets.list({ pageSize: 100 });
  expect(rows.filter(({ id }) => id.startsWith('t-cw-'))).toEqual([]);
  expect(rows.find(({ id }) => id === 't-115')).toMatchObject({ mine: true });
}, 60_000);

it('cannot be reached in production, by any of its calls', async () => {
  const folder = tempFolder('practice');
  const core = await startCore({
    dataFolder: folder,
    host: createNodeHost(folder),
    clock: systemClock,
    mode: 'production',
    quiet: true,
  });
  onTestFinished(() => core.close());
  const { practice } = createRouterClient(core.router);
  const refused = { ok: false, error: { code: 'training.not-here' } };
  expect(await practice.view()).toMatchObject(refused);
  expect(await practice.start({ id: 'portal' })).toMatchObject(refused);
  expect(await practice.press({ step: 'find' })).toMatchObject(refused);
  expect(await practice.skip({ step: 'find' })).toMatchObject(refused);
  expect(await practice.leave()).toMatchObject(refused);
  expect(await practice.reset({})).toMatchObject(refused);
  expect(core.workplace().practice).toBeUndefined();
});
