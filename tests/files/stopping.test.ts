import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../mplatform/server/testing.ts';
import { pdf } from '../support/scans.ts';
import { tempFolder } from '../support/temp.ts';
import { openDevice } from './device.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

it('nothing is attached once files have stopped, however far an attachment had come when they were told to', async () => {
  const ends = new Set<string>();
  // Twice as far each time, until it gets there.
  for (let turns = 1; !ends.has('attached'); turns *= 2) {
    const { address, clock } = server;
    const device = await openDevice({ folder: tempFolder('stopping'), address, clock });
    const attaching = device.attach(pdf(120_000));
    for (let i = 0; i < turns; i += 1) await turn();
    await device.files.stop();
    const recorded = device.store.operations.pending().length;
    const answer = await attaching;
    ends.add(answer.ok ? 'attached' : answer.error.code);
    expect(device.store.operations.pending()).toHaveLength(recorded);
    expect(recorded).toBe(answer.ok ? 1 : 0);
    await device.close();
  }
  // Some were stopped before their end.
  expect(ends.size).toBeGreaterThan(1);
});
