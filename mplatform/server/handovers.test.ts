import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rfc3339 } from '../../domain/clock.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import type { ProbeStage, ProbeStageId } from '../../domain/probe.ts';
import { type FindingCode, findingOf } from '../../domain/probe-findings.ts';
import { type Handover, type ProbeVerdictResponse, readReceipt } from '../contract/index.ts';
import { HANDOVER_AHEAD_MS, HANDOVER_MS } from './handovers.ts';
import {
  begin,
  call,
  type Device,
  echo,
  enrolDevice,
  finish,
  type ProbeOrder,
  stagesOf,
  startServer,
  type TestServer,
} from './testing.ts';
import { aTill, handoverOf, merged, signedBy, type TestTill } from './testing-till.ts';

/** A till without an account hands its signed result to the technician's laptop, which hands it in. */

let server: TestServer;
let laptop: Device;
let till: TestTill;
beforeEach(async () => {
  server = await startServer();
  laptop = await enrolDevice(server);
  till = aTill('till-0001');
});
afterEach(() => server.close());

const order: ProbeOrder = {
  subTicketId: 's-735',
  storeId: '735',
  configDigest: 'c'.repeat(64),
  origin: 'workstation',
  machineId: 'till-0001',
};
const answered = async (handover: Handover, signed: string, asked = order): Promise<ProbeVerdictResponse> => {
  const ticket = await begin(server, laptop, asked);
  await echo(server, laptop, ticket);
  const stages = merged(handover.stages, stagesOf(server, asked, ticket));
  return (await finish(server, laptop, ticket.probeId, stages, signed)).body as ProbeVerdictResponse;
};
const verdict = async (change: Partial<Handover> = {}, by = till) => {
  const handover = handoverOf(server, by, order, change);
  const { verdict: said, code } = await answered(handover, signedBy(by, handover));
  return code ?? said;
};
const ended = (stage: ProbeStage, code: FindingCode, evidence = stage.evidence): ProbeStage => {
  const finding = findingOf(stage.id, code);
  if (finding === undefined) throw new Error(`${stage.id} has no ${code}`);
  return { ...stage, ...finding, code, evidence };
};
const stagesWith = (id: ProbeStageId, code: FindingCode, evidence?: Record<string, unknown>) =>
  handoverOf(server, till, order).stages.map((s) => (s.id === id ? ended(s, code, evidence) : s));

it('gives a receipt for the till’s machine, as a probe on the till itself', async () => {
  const handover = handoverOf(server, till, order);
  const { receipt = '' } = await answered(handover, signedBy(till, handover));
  expect(readReceipt(receipt, server.mplatform.receiptPublicKey)).toMatchObject({
    signatureValid: true,
    claims: { ...order, machineId: 'till-0001', origin: 'workstation' },
  });
});

it('begins no probe of another machine as one from a laptop', async () => {
  const body = { ...order, origin: 'laptop' };
  expect((await call(server.address, 'startProbe', { body, token: laptop.token })).code).toBe('probes.machine-needs-workstation');
});

describe('a till’s result is not accepted', () => {
  it('when it is not there', async () => {
    const ticket = await begin(server, laptop, order);
    await echo(server, laptop, ticket);
    const said = await finish(server, laptop, ticket.probeId, stagesOf(server, order, ticket));
    expect(said.body).toMatchObject({ verdict: 'failed', code: 'probes.handover-missing' });
  });

  it('when it cannot be read, or was changed after it was signed', async () => {
    const handover = handoverOf(server, till, order);
    const [body = '', signature = ''] = signedBy(till, handover).split('.');
    const other = Buffer.from(JSON.stringify({ ...handover, appVersion: '2' })).toString('base64url');
    expect((await answered(handover, 'nonsense')).code).toBe('probes.handover-unreadable');
    expect((await answered(handover, body)).code).toBe('probes.handover-unreadable');
    expect((await answered(handover, `${other}.${signature}`)).code).toBe('probes.handover-forged');
    expect((await answered(handover, `${body}.${Buffer.alloc(64).toString('base64url')}`)).code).toBe('probes.handover-forged');
  });

  it.each<[string, Partial<Handover>]>([
    ['probes.handover-other-machine', { machineId: 'till-0002' }],
    ['probes.handover-other-store', { storeId: '736' }],
    ['probes.handover-other-server', { serverAddress: 'https://elsewhere.example' }],
    ['probes.handover-other-configuration', { till: null }],
  ])('and so %s for %j', async (code, change) => {
    expect(await verdict(change)).toBe(code);
  });

  it('when the till’s disk holds another configuration, store or server', async () => {
    const { till: read } = handoverOf(server, till, order);
    if (read === null) throw new Error('no till');
    expect(await verdict({ till: { ...read, digest: 'd'.repeat(64) } })).toBe('probes.handover-other-configuration');
    expect(await verdict({ till: { ...read, stores: ['736'] } })).toBe('probes.handover-other-store');
    expect(await verdict({ till: { ...read, server: null } })).toBe('probes.handover-other-server');
    expect(await verdict({ till: { ...read, server: 'https://elsewhere.example' } })).toBe('probes.handover-other-server');
  });

  it('when the till found something wrong itself, though the device hands in that all is well', async () => {
    const handover = handoverOf(server, till, order, { stages: stagesWith('tcp', 'probe.tcp-refused') });
    const good = handoverOf(server, till, order);
    expect((await answered(good, signedBy(till, handover))).code).toBe('probe.tcp-refused');
  });

  it.each<[FindingCode]>([['probe.live-no-answer'], ['probe.live-elsewhere'], ['probe.not-run']])(
    'when the till’s own live connection ended as %s, though the device’s works',
    async (code) => {
      expect(await verdict({ stages: stagesWith('live', code) })).toBe(code);
    },
  );

  it('when a stage is missing in it, is there twice, or says what no till says', async () => {
    const { stages } = handoverOf(server, till, order);
    const bodies = stages.filter((s) => s.id === 'bodies');
    const signed = async (changed: ProbeStage[]) => {
      const handover = handoverOf(server, till, order, { stages: changed });
      return (await answered(handoverOf(server, till, order), signedBy(till, handover))).code;
    };
    expect(await signed(stages.filter((s) => s.id !== 'bodies'))).toBe('probes.stages-incomplete');
    expect(await signed([...stages, ...bodies])).toBe('probes.stages-doubled');
    expect(await signed(stages.map((s) => (s.id === 'bodies' ? { ...s, status: 'warned' } : s)))).toBe('probes.stages-forged');
  });

  it('when one of its stages is handed in otherwise than it was signed', async () => {
    const handover = handoverOf(server, till, order, { stages: stagesWith('names', 'probe.names-slow') });
    const good = handoverOf(server, till, order);
    expect((await answered(good, signedBy(till, handover))).code).toBe('probes.handover-stages-differ');
    const slower = { ...good, stages: good.stages.map((s) => (s.id === 'tcp' ? { ...s, ms: 2 } : s)) };
    expect((await answered(good, signedBy(till, slower))).code).toBe('probes.handover-stages-differ');
  });

  it('for a second probe, and again for the same one as often as its answer is lost', async () => {
    const handover = handoverOf(server, till, order);
    const signed = signedBy(till, handover);
    const ticket = await begin(server, laptop, order);
    await echo(server, laptop, ticket);
    const stages = merged(handover.stages, stagesOf(server, order, ticket));
    const first = await finish(server, laptop, ticket.probeId, stages, signed);
    expect(first.body).toMatchObject({ verdict: 'passed' });
    expect((await finish(server, laptop, ticket.probeId, stages, signed)).body).toEqual(first.body);
    const another = signedBy(till, handoverOf(server, till, order));
    expect((await finish(server, laptop, ticket.probeId, stages, another)).code).toBe('probes.answered');
    expect((await answered(handover, signed)).code).toBe('probes.handover-used');
    expect(await verdict()).toBe('passed');
  });
});

it('is not used up by a probe that failed for another reason', async () => {
  const handover = handoverOf(server, till, order);
  const signed = signedBy(till, handover);
  const ticket = await begin(server, laptop, order);
  const stages = merged(handover.stages, stagesOf(server, order, ticket));
  expect((await finish(server, laptop, ticket.probeId, stages, signed)).body).toMatchObject({ code: 'probes.no-echo' });
  expect((await answered(handover, signed)).verdict).toBe('passed');
});

describe('the key of a till’s machine', () => {
  it('is the first one accepted, until an operator forgets it', async () => {
    const impostor = aTill('till-0001');
    expect(await server.mplatform.operator.forgetMachineKey('till-0001')).toMatchObject({
      error: { code: 'operator.machine-key-unknown' },
    });
    expect(await verdict()).toBe('passed');
    expect(await verdict({}, impostor)).toBe('probes.handover-other-key');
    await server.restart();
    expect(await verdict({}, impostor)).toBe('probes.handover-other-key');
    expect(await verdict()).toBe('passed');
    expect(await server.mplatform.operator.forgetMachineKey('till-0001')).toEqual({ ok: true, value: null });
    expect(await verdict({}, impostor)).toBe('passed');
    expect(await verdict()).toBe('probes.handover-other-key');
  });

  it('cannot be taken first by a technician of another dealer who knows the till’s number', async () => {
    const issued = await server.mplatform.operator.issueEnrolmentCode('technik-beta');
    const stranger = await enrolDevice(server, 'machine-0009', issued.ok ? issued.value : '');
    const impostor = aTill('till-0001');
    const theirs = { ...order, subTicketId: 's-901', storeId: '901' };
    const handover = handoverOf(server, impostor, theirs);
    const ticket = await begin(server, stranger, theirs);
    await echo(server, stranger, ticket);
    const stages = merged(handover.stages, stagesOf(server, theirs, ticket));
    const answer = await finish(server, stranger, ticket.probeId, stages, signedBy(impostor, handover));
    expect(answer.body).toMatchObject({ verdict: 'passed' });
    expect(await verdict()).toBe('passed');
  });

  it('is not that of a result which was refused', async () => {
    const impostor = aTill('till-0001');
    expect(await verdict({ storeId: '736' }, impostor)).toBe('probes.handover-other-store');
    expect(await verdict()).toBe('passed');
  });
});

describe('the age of a till’s result', () => {
  const at = (ms: number): Partial<Handover> => {
    const moment = rfc3339(server.clock.now() + ms);
    return { startedAt: moment, finishedAt: moment };
  };

  it('is at most a day, and it is not from more than ten minutes ahead', async () => {
    expect(await verdict(at(-HANDOVER_MS))).toBe('probes.handover-too-old');
    expect(await verdict(at(-HANDOVER_MS + 1))).toBe('passed');
    expect(await verdict(at(HANDOVER_AHEAD_MS))).toBe('passed');
    expect(await verdict(at(HANDOVER_AHEAD_MS + 1))).toBe('probes.handover-from-future');
  });

  it('is told by M/platform’s clock as the till saw it in that run, for a till that lives in another year', async () => {
    const YEAR_MS = 365 * 24 * 3_600_000;
    const stages = stagesWith('clock', 'probe.clock-behind', { clockOffMs: -YEAR_MS });
    expect(await verdict({ ...at(-YEAR_MS), stages })).toBe('passed');
    expect(await verdict({ ...at(-YEAR_MS - HANDOVER_MS), stages })).toBe('probes.handover-too-old');
    expect(await verdict(at(-YEAR_MS))).toBe('probes.handover-too-old');
  });
});

it('is void when another configuration was recorded after the till was looked at, though it was changed back', async () => {
  const record = (digest: string): Intent => ({
    kind: 'subTicket.recordConfiguration',
    target: 's-735',
    args: {
      digest,
      file: 'pcpos7.conf',
      serverAddress: server.address,
      storeIds: ['735'],
      profile: 'builtin',
      machineId: 'till-0001',
      origin: 'workstation',
    },
  });
  const results = await laptop.act(
    { kind: 'ticket.take', target: 't-115', args: {} },
    { kind: 'subTicket.take', target: 's-735', args: {} },
    record('d'.repeat(64)),
  );
  expect(results.map((r) => r.outcome)).toEqual(['applied', 'applied', 'applied']);
  server.clock.advance(1000);
  const handover = handoverOf(server, till, order);
  server.clock.advance(1000);
  await laptop.act(record(order.configDigest));
  const before = await answered(handover, signedBy(till, handover));
  expect(before.verdict).toBe('passed');
  const second = handoverOf(server, till, order);
  server.clock.advance(1000);
  await laptop.act(record('d'.repeat(64)), record(order.configDigest));
  expect((await answered(second, signedBy(till, second))).code).toBe('probes.configuration-changed');
  server.clock.advance(1);
  expect(await verdict()).toBe('passed');
});
