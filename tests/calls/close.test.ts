import { expect, it } from 'vitest';
import { atWork, SUB_TICKET } from './training.ts';

/** Training with the ticket and its sub-ticket taken and the line then gone. */
async function offlineAtWork() {
  const { client, training, submit } = await atWork();
  await training.stopServer();
  expect(await client.sync.now()).toMatchObject({ ok: false });
  const configure = async () => {
    const plan = await client.till.plan({ subTicketId: SUB_TICKET });
    if (!plan.ok) throw new Error(plan.error.code);
    const { before, after } = plan.value;
    expect(await client.till.apply({ subTicketId: SUB_TICKET, expect: before.digest, result: after.digest })).toMatchObject({
      ok: true,
    });
  };
  return { client, submit, configure };
}

it('asked to close what is not done, says at once what is missing and records nothing', async () => {
  const { client, configure } = await offlineAtWork();
  expect(await client.subTickets.close({ id: SUB_TICKET })).toMatchObject({
    ok: false,
    error: { code: 'closing.not-configured' },
  });
  await configure();
  expect(await client.subTickets.close({ id: SUB_TICKET })).toMatchObject({ ok: false, error: { code: 'closing.not-trained' } });
  expect((await client.operations.list({})).map((o) => o.kind)).not.toContain('subTicket.close');
});

it('asked to close what only lacks the line, lets it wait, once, and never shows it as closed', async () => {
  const { client, submit, configure } = await offlineAtWork();
  await configure();
  await submit({ kind: 'subTicket.recordTraining', target: SUB_TICKET, args: { retailerName: 'Jan Sam' } });
  await submit({ kind: 'subTicket.recordInvoice', target: SUB_TICKET, args: { number: 'FV/1', totalGross: 246_000 } });
  expect(await client.subTickets.close({ id: SUB_TICKET })).toEqual({ ok: true, value: { waits: true } });
  expect(await client.subTickets.close({ id: SUB_TICKET })).toMatchObject({
    ok: false,
    error: { code: 'closing.waits-already' },
  });
  const view = await client.subTickets.get({ id: SUB_TICKET });
  expect(view).toMatchObject({
    ok: true,
    value: { subTicket: { status: 'inProgress' }, closing: { state: 'waiting' }, nextStep: 'waitForLine' },
  });
});
