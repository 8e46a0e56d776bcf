import { afterEach, beforeEach, expect, it } from 'vitest';
import { rfc3339 } from '../../domain/clock.ts';
import { LEFT_TO_DEVICE, type ProbeStage } from '../../domain/probe.ts';
import { ok } from '../../domain/result.ts';
import type { ProbeTicket, ProbeVerdictResponse } from '../../mplatform/contract/index.ts';
import { begin, finish, type ProbeOrder, startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { handoverOf, merged, signedBy } from '../../mplatform/server/testing-till.ts';
import { type ProbeDeps, type ProbeSession, runProbe, type TillAccess } from '../../native-checks/probe/index.ts';
import { DIGEST, ORDER, openScene, type Scene, TILL, TILL_ORDER } from './scene.ts';

/** What M/platform asks of a proof is what the real probe says, word for word: an honest client is never refused. */

let server: TestServer;
let scene: Scene;
beforeEach(async () => {
  server = await startServer();
  scene = await openScene(server);
});
afterEach(() => server.close());

const CHANGED = Date.UTC(2026, 10, 23, 8);
const till = (): TillAccess => ({
  read: async () =>
    ok({ digest: DIGEST, server: server.address, stores: ['735'], active: true, mutexPort: 1, changedAt: CHANGED }),
  isRunning: async () => true,
  runningSince: async () => CHANGED + 60_000,
});

function sessionFor(order: ProbeOrder, opened: { ticket?: ProbeTicket }): ProbeSession {
  return {
    origin: server.address,
    accessToken: () => scene.device.token,
    async open() {
      opened.ticket = await begin(server, scene.device, order);
      return ok(opened.ticket);
    },
  };
}
const found = (deps: Pick<ProbeDeps, 'session' | 'till'>, only?: ProbeStage['id'][]) =>
  runProbe(
    {
      serverAddress: server.address,
      storeId: '735',
      expected: { digest: DIGEST, serverAddress: server.address, storeIds: ['735'], recordedAt: rfc3339(server.clock.now()) },
    },
    { clock: server.clock, ...deps },
    { signal: new AbortController().signal, ...(only === undefined ? {} : { only }) },
  );
const said = async (ticket: ProbeTicket | undefined, stages: readonly ProbeStage[], handover?: string) =>
  (await finish(server, scene.device, ticket?.probeId ?? '', stages, handover)).body as ProbeVerdictResponse;

it('from the till itself', async () => {
  const opened: { ticket?: ProbeTicket } = {};
  const stages = await found({ session: sessionFor(ORDER, opened), till: till() });
  const { code, receipt } = await said(opened.ticket, stages);
  expect(code).toBeUndefined();
  expect(await scene.close(receipt)).toBe('applied');
});

it('from a laptop, after the till called by itself', async () => {
  await scene.record({ origin: 'laptop' });
  server.clock.advance(1000);
  await scene.contact();
  const opened: { ticket?: ProbeTicket } = {};
  const stages = await found({ session: sessionFor({ ...ORDER, origin: 'laptop' }, opened), till: null });
  const { code, receipt } = await said(opened.ticket, stages);
  expect(code).toBeUndefined();
  expect(await scene.close(receipt)).toBe('applied');
});

it('from a till without an account, handed over to a laptop', async () => {
  await scene.record({ machineId: TILL });
  const stages = await found({ session: 'elsewhere', till: till() });
  const signed = signedBy(scene.till, handoverOf(server, scene.till, TILL_ORDER, { stages: [...stages] }));
  const opened: { ticket?: ProbeTicket } = {};
  const own = await found({ session: sessionFor(TILL_ORDER, opened), till: null }, [...LEFT_TO_DEVICE]);
  const complete = stages.map((s) => (LEFT_TO_DEVICE.includes(s.id) ? (own.find((o) => o.id === s.id) ?? s) : s));
  const { code, receipt } = await said(opened.ticket, merged(stages, complete), signed);
  expect(code).toBeUndefined();
  expect(await scene.close(receipt)).toBe('applied');
});
