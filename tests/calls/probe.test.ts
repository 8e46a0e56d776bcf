import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { ProbeReport } from '../../native-checks/probe/index.ts';
import { atWork, SUB_TICKET } from './training.ts';

/** Something on that port that takes every connection and never says a word. */
async function silence(address: string) {
  const open = new Set<Socket>();
  const server = createServer((socket) => void open.add(socket.on('error', () => {})));
  server.listen(Number(new URL(address).port), 'localhost');
  await once(server, 'listening');
  const end = (): void => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  onTestFinished(end);
  return end;
}

it('cancels at once when nobody listens any more, and keeps what was found until then', async () => {
  const { client, training, configure } = await atWork();
  await configure();
  await training.stopServer();
  const end = await silence(training.server);
  const stream = await client.probe.run({ subTicketId: SUB_TICKET });
  for await (const event of stream) if (event.type === 'stage' && event.stage.id === 'tcp') break;
  const began = performance.now();
  let kept = await client.probe.history({ subTicketId: SUB_TICKET });
  while (kept.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    kept = await client.probe.history({ subTicketId: SUB_TICKET });
  }
  expect(performance.now() - began).toBeLessThan(1_000);
  end();
  expect(kept).toMatchObject([{ verdict: 'cancelled', receipt: null }]);
  expect(kept[0]?.stages.find((s) => s.id === 'tcp')?.code).toBe('probe.tcp-open');
  expect(kept[0]?.stages.find((s) => s.id === 'tls')?.code).toBe('probe.cancelled');
}, 30_000);

it('finds a silent server silent within its time, though work waits to be sent there first', async () => {
  const { client, training, submit, configure, probe } = await atWork();
  await configure();
  await training.stopServer();
  await submit({ kind: 'subTicket.recordTraining', target: SUB_TICKET, args: { retailerName: 'Jan Sam' } });
  const end = await silence(training.server);
  const began = performance.now();
  const run = await probe();
  expect(performance.now() - began).toBeLessThan(6_500);
  end();
  expect(run).toMatchObject({ verdict: 'failed', cause: { code: 'probe.tls-silent' } });
  expect((await client.operations.list({ state: 'open' })).map((o) => o.kind)).toEqual(['subTicket.recordTraining']);
}, 30_000);

it('sends what waits before it signs in, so that M/platform judges by what was done', async () => {
  const { client, submit, configure, probe } = await atWork();
  await configure();
  await submit({ kind: 'subTicket.recordTraining', target: SUB_TICKET, args: { retailerName: 'Jan Sam' } });
  expect(await probe()).toMatchObject({ verdict: 'passed', cause: null, problem: null });
  expect(await client.operations.list({ state: 'open' })).toEqual([]);
}, 30_000);

it('says what changed since the last good run, and hands each run out as a report', async () => {
  const { client, training, configure, probe } = await atWork();
  await configure();
  const good = await probe();
  expect(good).toMatchObject({ verdict: 'passed', sinceGood: null });
  await training.stopPcpos();
  const bad = await probe();
  expect(bad).toMatchObject({
    verdict: 'failed',
    cause: { code: 'probe.pcpos-stopped' },
    sinceGood: {
      runId: good.id,
      changed: expect.arrayContaining([
        {
          id: 'pcposRunning',
          before: expect.anything(),
          after: expect.objectContaining({ code: 'probe.pcpos-stopped' }),
          facts: [],
        },
      ]),
    },
  });
  expect(bad.sinceGood?.changed.map((c) => c.id)).not.toContain('tls');

  const json = await client.probe.report({ runId: bad.id, format: 'json' });
  if (!json.ok) throw new Error(json.error.code);
  const report = JSON.parse(json.value.text) as ProbeReport;
  expect(report).toMatchObject({
    format: 1,
    verdict: 'failed',
    cause: { code: 'probe.pcpos-stopped' },
    subject: { punktId: '735' },
  });
  const html = await client.probe.report({ runId: good.id, format: 'html' });
  if (!html.ok) throw new Error(html.error.code);
  expect(html.value).toMatchObject({ mediaType: 'text/html; charset=utf-8' });
  expect(html.value.fileName).toMatch(/^test-735-\d{4}-\d\d-\d\d-\d{4}\.html$/);
  expect(html.value.text).toContain('Połączenie działa');
  expect(await client.probe.report({ runId: 'none', format: 'html' })).toMatchObject({
    ok: false,
    error: { code: 'probing.run-unknown' },
  });
}, 30_000);

it('knows PC-POS for not restarted when its file was changed under it', async () => {
  const { client, core, training, configure, probe } = await atWork();
  await configure();
  expect((await probe()).verdict).toBe('passed');
  const plan = await core.workplace().till.plan(SUB_TICKET, false, `${training.server}/`);
  if (!plan.ok) throw new Error(plan.error.code);
  const { before, after } = plan.value;
  const seen = { replace: false, expect: before.digest, result: after.digest, server: `${training.server}/` };
  expect(await core.workplace().till.apply(SUB_TICKET, seen)).toMatchObject({ ok: true });
  await client.sync.now();
  expect(await probe()).toMatchObject({ verdict: 'failed', cause: { code: 'probe.pcpos-not-restarted' } });
  await training.stopPcpos();
  await training.startPcpos();
  expect((await probe()).verdict).toBe('passed');
}, 30_000);
