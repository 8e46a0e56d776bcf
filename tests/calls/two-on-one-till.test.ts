import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inTraining } from './training.ts';

const TICKET = 't-61';
const FIRST = 's-688';
const SECOND = 's-689';

/** Two shops of one ticket on one till, taken; the line has gone. */
async function offlineWithTwo() {
  const { core, client, training, submit } = await inTraining();
  const { store, till } = core.workplace();
  await submit({ kind: 'subTicket.take', target: SECOND, args: {} });
  await submit({ kind: 'ticket.addNote', target: TICKET, args: { text: 'Dziś podłączamy oba sklepy.' } });
  await client.sync.now();
  await training.stopServer();

  const planOf = async (subTicketId: string) => {
    const plan = await client.till.plan({ subTicketId });
    if (!plan.ok) throw new Error(plan.error.code);
    return { subTicketId, expect: plan.value.before.digest, result: plan.value.after.digest };
  };
  const configure = async (subTicketId: string) => {
    const applied = await client.till.apply(await planOf(subTicketId));
    if (!applied.ok) throw new Error(applied.error.code);
    return applied.value;
  };
  const finish = async (target: string) => {
    await submit({ kind: 'subTicket.recordTraining', target, args: { retailerName: 'Jan Kłos' } });
    await submit({ kind: 'subTicket.recordInvoice', target, args: { number: 'FV/1', totalGross: 418_200 } });
  };
  const subTicket = (id: string) => store.viewRows.dossier(TICKET)?.dossier.subTickets.find((s) => s.id === id);
  const gate = async (id: string) => {
    const view = await client.subTickets.get({ id });
    if (!view.ok) throw new Error(view.error.code);
    return view.value.conditions.flatMap((c) => (c.met ? [] : [c.reason.code]));
  };
  const file = async () => {
    const read = await till.reading();
    if (!read.ok) throw new Error(read.error.code);
    return read.value.file;
  };
  return {
    client,
    store,
    till,
    configure,
    finish,
    subTicket,
    gate,
    edit: async (change: (text: string) => string) =>
      writeFileSync(await file(), change(readFileSync(await file(), 'latin1')), 'latin1'),
    close: async (id: string) => expect(await client.subTickets.close({ id })).toEqual({ ok: true, value: { waits: true } }),
    records: (id: string) =>
      store.operations.history(50).filter(({ kind, target }) => kind === 'subTicket.recordConfiguration' && target === id).length,
    backOnline: async () => {
      await training.startServer();
      await training.stopPcpos();
      await training.startPcpos();
      expect(await client.sync.now()).toEqual({ ok: true, value: null });
    },
  };
}

it('two shops on one till, set up and closed offline, both close when the line is back; nobody confirms anything twice', async () => {
  const b = await offlineWithTwo();
  await b.configure(FIRST);
  await b.finish(FIRST);
  await b.close(FIRST);
  expect(await b.configure(SECOND)).toMatchObject({ restartNeeded: true, recordedToo: ['688'] });
  expect(b.subTicket(FIRST)?.configuration).toMatchObject({ digest: b.subTicket(SECOND)?.configuration?.digest });
  await b.finish(SECOND);
  await b.close(SECOND);
  expect([await b.gate(FIRST), await b.gate(SECOND)]).toEqual([['closing.no-receipt'], ['closing.no-receipt']]);
  await b.backOnline();
  expect([b.subTicket(FIRST)?.status, b.subTicket(SECOND)?.status]).toEqual(['closed', 'closed']);
  expect(b.store.viewRows.dossier(TICKET)?.dossier.ticket.status).toBe('closed');
  expect(b.store.operations.unreadRefusals()).toEqual([]);
  // One operation for each change of the file, and no more.
  expect([b.records(FIRST), b.records(SECOND)]).toEqual([2, 1]);
});

it.each<[string, (text: string) => string]>([
  ['its shop was taken out of the file', (text) => text.replace(/ShopIds: .*/, 'ShopIds: 999')],
  [
    'its server was changed, which the second put right again',
    (text) => text.replace(/ServerAddress: .*/, 'ServerAddress: https://x.example'),
  ],
])('where in between %s, the first waits for a person', async (_what, change) => {
  const b = await offlineWithTwo();
  await b.configure(FIRST);
  await b.finish(FIRST);
  await b.close(FIRST);
  await b.edit(change);
  expect(await b.configure(SECOND)).toMatchObject({ recordedToo: [] });
  expect([b.records(FIRST), (await b.gate(FIRST)).includes('closing.configuration-changed')]).toEqual([1, true]);
  await b.finish(SECOND);
  await b.close(SECOND);
  await b.backOnline();
  expect([b.subTicket(FIRST)?.status, b.subTicket(SECOND)?.status]).toEqual(['inProgress', 'closed']);
});

it('the second put in place by somebody with rights and only confirmed here is recorded for the first, too', async () => {
  const b = await offlineWithTwo();
  await b.configure(FIRST);
  await b.edit((text) => text.replace(/ShopIds: 688/, 'ShopIds: 688,689'));
  expect(await b.configure(SECOND)).toMatchObject({ restartNeeded: false, recordedToo: ['688'] });
  expect(await b.gate(FIRST)).not.toContain('closing.configuration-changed');
});

it('the second undone, the first stands as it did, and the second is configured no longer', async () => {
  const b = await offlineWithTwo();
  await b.configure(FIRST);
  await b.configure(SECOND);
  const [last] = await b.client.till.history();
  expect(await b.client.till.restore({ id: last?.id ?? '', expect: last?.after ?? null })).toMatchObject({ ok: true });
  expect(await b.gate(FIRST)).not.toContain('closing.configuration-changed');
  expect(await b.gate(SECOND)).toContain('closing.configuration-changed');
});
