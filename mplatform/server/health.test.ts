import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMetrics } from './metrics.ts';
import type { Store } from './store/port.ts';
import { call, enrolDevice, openLive, startServer, type TestServer } from './testing.ts';
import { watchStore } from './watch-store.ts';

describe('a node that is asked how it is', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({ health: { port: 0 } });
  });
  afterEach(() => server.close());
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.mplatform.healthPort}${path}`, init);
  const figure = async (start: string): Promise<number> => {
    const line = (await (await ask('/metrics')).text()).split('\n').find((one) => one.startsWith(start));
    return line === undefined ? 0 : Number(line.split(' ').at(-1));
  };

  it('lives, is ready, and says so to those who ask there and not to the devices', async () => {
    for (const path of ['/livez', '/readyz']) {
      const answer = await ask(path);
      expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
      expect((await fetch(server.address + path)).status).toBe(404);
    }
    expect((await ask('/livez', { method: 'POST' })).status).toBe(405);
    expect((await ask('/v1/health')).status).toBe(404);
    expect((await ask('/__proto__')).status).toBe(404);
    expect((await fetch(`${server.address}/metrics`)).status).toBe(404);
  });

  it('counts calls by route, operations by what became of them, and lines', async () => {
    const device = await enrolDevice(server, 'machine-0001');
    await device.act({ kind: 'ticket.addNote', target: 't-93', args: { text: 'Umówiono termin' } });
    await device.act({ kind: 'ticket.addNote', target: 'nobody-has-it', args: { text: 'Umówiono termin' } });
    const unknown = { ...device.operation({ kind: 'ticket.take', target: 't-93', args: {} }), kind: 'ticket.burn-ABC' };
    await device.send([unknown]);
    await call(server.address, 'health');
    const decided = 'mplatform_operations_decided_total';
    expect(await figure(`${decided}{kind="ticket.addNote",outcome="applied"}`)).toBe(1);
    expect(await figure(`${decided}{kind="ticket.addNote",outcome="rejected"}`)).toBe(1);
    expect(await figure(`${decided}{kind="other",outcome="rejected"}`)).toBe(1);
    expect(await figure('mplatform_http_request_duration_seconds_count{method="POST",route="/v1/operations",status="200"}')).toBe(
      3,
    );
    expect(await figure('mplatform_store_transaction_duration_seconds_count{kind="write",result="done"}')).toBeGreaterThan(3);
    expect(await figure('mplatform_live_lines')).toBe(0);
    const line = await openLive(server, device);
    await vi.waitFor(async () => expect(await figure('mplatform_live_lines')).toBe(1));
    line.socket.close();
    await vi.waitFor(async () => expect(await figure('mplatform_live_lines')).toBe(0));
    expect(await figure('mplatform_files_free_bytes')).toBeGreaterThan(0);
    expect(await figure('mplatform_ready')).toBe(1);
  });

  it('tells nothing of people, and takes no label from what strangers write', async () => {
    const device = await enrolDevice(server, 'machine-0001');
    await device.act({ kind: 'ticket.addNote', target: 't-93', args: { text: 'Jan Kowalski 601 000 111' } });
    const unknown = { ...device.operation({ kind: 'ticket.take', target: 't-93', args: {} }), kind: 'burn-ABC' };
    await device.send([unknown]);
    for (let n = 0; n < 20; n += 1) await fetch(`${server.address}/v1/stranger-${n}?q=secret`);
    const told = await (await ask('/metrics')).text();
    const { enrolment } = device;
    for (const word of [
      'Kowalski',
      '601 000',
      'burn-ABC',
      'stranger',
      'secret',
      't-93',
      'machine-0001',
      enrolment.technician.name,
    ])
      expect(told).not.toContain(word);
    expect(told).not.toContain(enrolment.deviceId);
    expect(told).toContain('method="GET",route="none",status="404"');
  });
});

describe('a node whose database', () => {
  const at = (read: () => Promise<unknown>) =>
    watchStore(
      { read, transaction: read, onCommit: () => () => undefined, close: async () => undefined } as Store,
      '/',
      createMetrics(),
    );

  it('is away is not ready, and asks it no more than once a second, however often it is asked', async () => {
    let reads = 0;
    const { notReady, stopping } = at(async () => {
      reads += 1;
      throw new Error('gone');
    });
    expect(await Promise.all([notReady(), notReady(), notReady()])).toEqual(Array(3).fill('server.unavailable'));
    expect(reads).toBe(1);
    stopping();
    expect(await notReady()).toBe('server.stopping');
  });

  it('does not answer is not ready after two seconds', async () => {
    vi.useFakeTimers();
    try {
      const asked = at(() => new Promise(() => undefined)).notReady();
      await vi.advanceTimersByTimeAsync(2000);
      expect(await asked).toBe('server.unavailable');
    } finally {
      vi.useRealTimers();
    }
  });
});
