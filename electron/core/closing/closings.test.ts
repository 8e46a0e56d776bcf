import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReceiptClaims } from '../../../domain/closing.ts';
import { ok } from '../../../domain/result.ts';
import { signReceipt } from '../../../mplatform/contract/index.ts';
import {
  aConfiguration,
  aDossier,
  aReceipt,
  digest,
  NOW,
  readyDossier,
  readySubTicket,
  takenTicket,
} from '../../../tests/support/dossiers.ts';
import { anIntent, aStore, changesOf } from '../../../tests/support/store.ts';
import type { ProbeRun } from '../api/views.ts';
import type { Probing } from '../probing/probing.ts';
import type { Till } from '../till.ts';
import { createClosings } from './closings.ts';

const HOUR = 3_600_000;
const keys = generateKeyPairSync('ed25519');

/** A dossier with everything done but the probe, a till on this machine, and a probe that the test decides. */
function bench() {
  const { store, time } = aStore();
  const device = store.state.get('device');
  if (device === undefined) throw new Error('not enrolled');
  const receiptPublicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  store.state.set('device', { ...device, receiptPublicKey });
  store.applyChanges(changesOf(readyDossier()), 'c1', true);
  const onDisk = { digest: digest('d'), revision: 0 };
  const till = {
    reading: async () => ok({ digest: onDisk.digest }),
    revision: () => onDisk.revision,
  } as unknown as Till;
  let count = 0;
  const keep = (claims: Partial<ReceiptClaims> = {}): ProbeRun => {
    count += 1;
    const at = new Date(time.now).toISOString();
    const content = aReceipt({ probeId: `probe-${count}`, ...claims });
    const base = {
      id: String(count),
      subTicketId: '1042-1',
      startedAt: at,
      finishedAt: at,
      stages: [],
      cause: null,
      sinceGood: null,
      handover: null,
    };
    const run: ProbeRun = { ...base, verdict: 'passed', receipt: content, problem: null };
    store.probeRuns.add(run, { receipt: signReceipt(content, keys.privateKey), tillContactAt: null });
    return run;
  };
  let probes = 0;
  const closings = createClosings({
    store,
    clock: { now: () => time.now },
    till,
    machineId: aConfiguration().machineId,
    probing: () =>
      ({
        run: async () => {
          probes += 1;
          // The server's clock is right, whatever this machine's says.
          return keep({ passedAt: new Date(NOW).toISOString(), expiresAt: new Date(NOW + 24 * HOUR).toISOString() });
        },
      }) as unknown as Probing,
  });
  const close = () => {
    const submitted = store.submit(anIntent('subTicket.close', '1042-1', {}));
    if (!submitted.ok) throw new Error(submitted.error.code);
    return submitted.value.id;
  };
  const released = () => store.operations.pending().map((pending) => closings.release(pending).go);
  return { store, time, closings, onDisk, close, keep, released, probes: () => probes };
}

it('believes a fresh receipt on a machine whose clock is days ahead or behind', async () => {
  for (const wrong of [-72 * HOUR, 72 * HOUR]) {
    const b = bench();
    b.close();
    b.time.now = NOW + wrong;
    expect(await b.closings.prove()).toBe(true);
    expect(b.released()).toEqual([true]);
    b.time.now += 25 * HOUR;
    const before = b.probes();
    await b.closings.prove();
    // A day later by the same clock it has expired, and is asked for anew.
    expect(b.probes()).toBe(before + 1);
  }
});

it('lets no close go whose till was changed after it was proven', async () => {
  const b = bench();
  b.close();
  expect(await b.closings.prove()).toBe(true);
  b.onDisk.revision += 1;
  expect(b.released()).toEqual([false]);
});

it('lets no close go with a proof that was found in an earlier round', async () => {
  const b = bench();
  b.close();
  await b.closings.prove();
  await b.closings.begin();
  expect(b.released()).toEqual([false]);
});

it('finds no proof while the file on disk is not the recorded one, and asks for no probe', async () => {
  const b = bench();
  b.keep();
  b.onDisk.digest = digest('e');
  const id = b.close();
  expect(await b.closings.prove()).toBe(false);
  expect(b.store.operations.get(id)?.reason).toMatchObject({ code: 'closing.configuration-changed' });
  expect(b.probes()).toBe(0);
});

it('lets a close that was sent carry its proof again only while its till is as it was proven', async () => {
  const b = bench();
  const id = b.close();
  b.store.operations.number(id, { deviceId: 'device-1', lastSeq: 0 }, 'receipt');
  const stands = () => b.store.operations.pending().map(b.closings.stands);
  expect(stands()).toEqual([false]);
  await b.closings.begin();
  expect(stands()).toEqual([true]);
  b.onDisk.revision += 1;
  expect(stands()).toEqual([false]);
  b.onDisk.digest = digest('e');
  await b.closings.begin();
  expect(stands()).toEqual([false]);
});

describe('a till that was configured from a laptop', () => {
  const laptops = (machineId = 'machine-1') => {
    const b = bench();
    const configuration = aConfiguration({ origin: 'laptop', machineId, recordedAt: '2026-03-10T07:00:00.000Z' });
    b.store.applyChanges(changesOf(aDossier(takenTicket(), readySubTicket({ configuration }))), 'c2', true);
    const tellContact = (tillContactAt: string | null) => {
      const run = b.keep({ origin: 'laptop', machineId });
      b.store.probeRuns.add({ ...run, id: `${run.id}-contact`, verdict: 'failed' }, { receipt: null, tillContactAt });
    };
    return { ...b, tellContact };
  };

  it('is closed on its own call to M/platform, as the probe was told of it, and waits for nothing else', async () => {
    const b = laptops();
    b.tellContact('2026-03-10T07:05:00.000Z');
    b.close();
    expect(await b.closings.prove()).toBe(true);
    expect(b.probes()).toBe(0);
  });

  it.each([null, '2026-03-10T06:59:00.000Z'])('is not closed when it called last at %s', async (at) => {
    const b = laptops();
    b.tellContact(at);
    const id = b.close();
    expect(await b.closings.prove()).toBe(false);
    expect(b.store.operations.get(id)?.reason).toMatchObject({ code: 'closing.no-till-contact' });
    // M/platform is asked anew whether it has called meanwhile.
    expect(b.probes()).toBe(1);
  });
});

it('proves no close before M/platform heard of its configuration, which may lie behind a file: the receipt would be older', async () => {
  const b = bench();
  const { recordedAt: _, ...configuration } = aConfiguration();
  const recorded = b.store.submit(anIntent('subTicket.recordConfiguration', '1042-1', configuration));
  if (!recorded.ok) throw new Error(recorded.error.code);
  const close = b.close();
  expect([await b.closings.prove(), b.probes(), b.released()]).toEqual([false, 0, [true, false]]);
  expect(b.store.operations.get(close)?.reason?.code).toBe('closing.configuration-unsent');
  b.store.operations.settle(recorded.value.id, { outcome: 'applied' });
  expect([await b.closings.prove(), b.probes()]).toEqual([true, 1]);
});

it('a close that was sent does not carry its proof again once another configuration was recorded behind it', async () => {
  const b = bench();
  const id = b.close();
  b.store.operations.number(id, { deviceId: 'device-1', lastSeq: 0 }, 'receipt');
  const { recordedAt: _, ...configuration } = aConfiguration({ digest: digest('e') });
  b.onDisk.digest = digest('e');
  const recorded = b.store.submit(anIntent('subTicket.recordConfiguration', '1042-1', configuration));
  expect(recorded.ok).toBe(true);
  await b.closings.begin();
  // The file is as it was recorded last, but the proof is of the one before.
  expect(b.store.operations.pending().map(b.closings.stands)).toEqual([false, false]);
});
