import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProbeStage, ProbeStageId } from '../../domain/probe.ts';
import { type FindingCode, findingOf } from '../../domain/probe-findings.ts';
import { type ProbeTicket, readReceipt } from '../contract/index.ts';
import { PROBE_MS, RECEIPT_MS } from './probes.ts';
import {
  begin,
  call,
  type Device,
  echo,
  enrolDevice,
  finish,
  openLive,
  type ProbeOrder,
  stagesOf,
  startServer,
  type TestServer,
} from './testing.ts';

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
});
afterEach(() => server.close());

const order: ProbeOrder = { subTicketId: 's-735', storeId: '735', configDigest: 'c'.repeat(64), origin: 'workstation' };
/** The verdict after a real echo, for what was found. */
async function verdict(asked = order, change: (s: ProbeStage[]) => ProbeStage[] = (s) => s): Promise<unknown> {
  const ticket = await begin(server, device, asked);
  await echo(server, device, ticket);
  return (await finish(server, device, ticket.probeId, change(stagesOf(server, asked, ticket)))).body;
}

it('signs a receipt for exactly what was probed, by this machine, for a day', async () => {
  const { receipt } = (await verdict()) as { receipt: string };
  expect(readReceipt(receipt, server.mplatform.receiptPublicKey)).toMatchObject({
    signatureValid: true,
    claims: {
      ...order,
      machineId: 'machine-0001',
      passedAt: '2026-11-23T09:00:00.000Z',
      expiresAt: new Date(server.clock.now() + RECEIPT_MS).toISOString(),
    },
  });
});

it('answers the same result again alike, and other stages not at all', async () => {
  const ticket = await begin(server, device, order);
  await echo(server, device, ticket);
  const stages = stagesOf(server, order, ticket);
  const first = await finish(server, device, ticket.probeId, stages);
  expect((await finish(server, device, ticket.probeId, stages)).body).toEqual(first.body);
  const others = stages.map((s) => ({ ...s, ms: 2 }));
  expect((await finish(server, device, ticket.probeId, others)).code).toBe('probes.answered');
});

it('says at once what it knows of the store', async () => {
  const standing = async (storeId: string) => (await begin(server, device, { ...order, storeId })).store;
  expect(await Promise.all(['735', '99', '901', '741'].map(standing))).toEqual(['known', 'unknown', 'otherDealer', 'inactive']);
});

describe('gives no receipt, whatever the stages say,', () => {
  it('without an echo over the live line', async () => {
    const { probeId } = await begin(server, device, order);
    expect((await finish(server, device, probeId)).body).toMatchObject({ verdict: 'failed', code: 'probes.no-echo' });
  });

  it('for an echo with a wrong nonce, of another probe, or from another device', async () => {
    const ticket = await begin(server, device, order);
    const other = await begin(server, device, order);
    const stranger = await enrolDevice(server, 'machine-0002');
    const wrong: [Device, ProbeTicket][] = [
      [device, { ...ticket, nonce: `${ticket.nonce.slice(0, -1)}!` }],
      [device, { ...ticket, nonce: other.nonce }],
      [stranger, ticket],
    ];
    for (const [sender, said] of wrong) {
      const answered = await call(server.address, 'startProbe', { body: order, token: sender.token });
      // The right echo after the wrong one comes back: by then the wrong one has been passed over.
      await echoes(sender, [said, answered.body as ProbeTicket]);
    }
    expect((await finish(server, device, ticket.probeId)).body).toMatchObject({ verdict: 'failed', code: 'probes.no-echo' });
  });

  it('for a store that is unknown, another dealer’s, switched off, or not this sub-ticket’s', async () => {
    expect(await verdict({ ...order, storeId: '99' })).toMatchObject({ verdict: 'failed', code: 'probes.other-store' });
    expect(await verdict({ ...order, storeId: '812' })).toMatchObject({ verdict: 'failed', code: 'probes.other-store' });
    expect(await verdict({ ...order, storeId: '901' })).toMatchObject({ verdict: 'failed', code: 'probes.other-store' });
    expect(await verdict({ ...order, subTicketId: 's-741', storeId: '741' })).toMatchObject({
      verdict: 'failed',
      code: 'probes.store-inactive',
    });
  });

  it('when a stage failed, and names the first cause', async () => {
    const refused = failing('tcp', 'probe.tcp-refused');
    expect(await verdict(order, (stages) => stages.map(refused))).toMatchObject({ verdict: 'failed', code: 'probe.tcp-refused' });
  });

  it('when a stage is left out, or given twice', async () => {
    expect(await verdict(order, (stages) => stages.slice(1))).toMatchObject({ code: 'probes.stages-incomplete' });
    expect(await verdict(order, (stages) => [...stages, ...stages.slice(0, 1)])).toMatchObject({ verdict: 'failed' });
  });

  it('after ten minutes', async () => {
    const ticket = await begin(server, device, order);
    await echo(server, device, ticket);
    server.clock.advance(PROBE_MS);
    expect((await finish(server, device, ticket.probeId)).body).toMatchObject({ verdict: 'failed', code: 'probes.expired' });
  });

  it('to another device than began it, nor for a sub-ticket that this dealer cannot see', async () => {
    const ticket = await begin(server, device, order);
    await echo(server, device, ticket);
    const stranger = await enrolDevice(server, 'machine-0002');
    expect((await finish(server, stranger, ticket.probeId)).code).toBe('probes.unknown');
    const foreign = { ...order, subTicketId: 's-901', storeId: '901' };
    expect((await call(server.address, 'startProbe', { body: foreign, token: device.token })).code).toBe('subTicket.unknown');
  });

  it('when the ticket was taken away meanwhile', async () => {
    const ticket = await begin(server, device, order);
    await echo(server, device, ticket);
    await server.mplatform.operator.withdrawTicket('t-115', 'reassigned', '102');
    expect((await finish(server, device, ticket.probeId)).body).toMatchObject({
      verdict: 'failed',
      code: 'probes.sub-ticket-gone',
    });
  });
});

it('takes a warning for no failure', async () => {
  const slow = failing('names', 'probe.names-slow');
  expect(await verdict(order, (stages) => stages.map(slow))).toMatchObject({ verdict: 'passed' });
});

it('says when the till itself last called, and nothing of the till of another dealer', async () => {
  const standing = async (storeId: string) => (await begin(server, device, { ...order, storeId })).tillContactAt;
  expect(await standing('735')).toBeNull();
  for (const storeId of ['735', '901']) await call(server.address, 'contact', { body: { storeId, posName: '1', version: '7' } });
  expect(await Promise.all(['735', '901', '99'].map(standing))).toEqual(['2026-11-23T09:00:00.000Z', undefined, undefined]);
  expect(await verdict()).toMatchObject({ verdict: 'passed', tillContactAt: '2026-11-23T09:00:00.000Z' });
});

/** That stage as the table of findings has it for another code. */
const failing =
  (id: ProbeStageId, code: FindingCode) =>
  (stage: ProbeStage): ProbeStage => {
    const finding = findingOf(id, code);
    return stage.id === id && finding !== undefined ? { ...stage, code, status: finding.status, actor: finding.actor } : stage;
  };

async function echoes(sender: Device, tickets: readonly ProbeTicket[]): Promise<void> {
  const line = await openLive(server, sender);
  for (const { probeId, nonce } of tickets) line.say({ type: 'echo', probeId, nonce });
  const heard: unknown[] = [];
  for (;;) {
    const message = (await line.next()) as { type: string; probeId?: string };
    if (message.type !== 'echo') continue;
    heard.push(message.probeId);
    if (message.probeId === tickets.at(-1)?.probeId) break;
  }
  expect(heard).toEqual([tickets.at(-1)?.probeId]);
  line.socket.close();
  await line.closed;
}
