import { expect, it } from 'vitest';
import type { OperatorScene } from './contract-operator.ts';
import type { WriteTransaction } from './port.ts';
import type { OutcomeRecord, ProbeRecord } from './records.ts';

/** What every engine must do to forget. */
export function retentionContract({
  store,
  reopen,
  people,
  device,
  outcome,
  probe,
}: OperatorScene & { readonly probe: ProbeRecord }): void {
  const write = <T>(work: (tx: WriteTransaction) => Promise<T>) => store().transaction(work);
  const removals = (after = 0) => store().read((tx) => tx.changes(['101', '*'], after, 100));
  const remove = (...ids: readonly string[]) =>
    write(async (tx) => {
      for (const id of ids) await tx.remove('101', 'ticket', id, 'deleted');
    });

  it('gives a chore to one at a time, and remembers over a restart how far it got', async () => {
    const chore = { name: 'c', holder: 'a', until: 5, endedAt: null, progress: '{}' };
    const take = (holder: string) =>
      write(async (tx) => {
        if ((await tx.chore('c')) !== undefined) return false;
        await tx.saveChore({ ...chore, holder });
        return true;
      });
    const taken = await Promise.all(['a', 'b', 'd'].map(take));
    expect(taken.filter(Boolean)).toHaveLength(1);
    await write((tx) => tx.saveChore({ ...chore, endedAt: 9, progress: 'half' }));
    await reopen();
    expect(await store().read((tx) => tx.chore('c'))).toEqual({ ...chore, endedAt: 9, progress: 'half' });
    expect(await store().read((tx) => tx.chore('other'))).toBeUndefined();
  });

  it('knows which change was the last one at an instant, and of what is longer ago only what is needed', async () => {
    const notedBy = (at: number) => store().read((tx) => tx.changeNotedBy(at));
    await write((tx) => tx.noteChange(10, 0));
    await remove('t-1', 't-2');
    await write((tx) => tx.noteChange(20, 0));
    await remove('t-3');
    await write((tx) => tx.noteChange(30, 0));
    expect([await notedBy(9), await notedBy(19), await notedBy(20), await notedBy(99)]).toEqual([0, 0, 2, 3]);
    await write((tx) => tx.noteChange(40, 25));
    expect([await notedBy(15), await notedBy(25), await notedBy(99)]).toEqual([0, 2, 3]);
  });

  it('forgets removals up to a change and no further, a piece at a time, and says from where on they are all there', async () => {
    await remove('t-1', 't-2', 't-3', 't-4');
    expect(await store().read((tx) => tx.keptFrom())).toBe(0);
    await write((tx) => tx.saveKeptFrom(3));
    await write((tx) => tx.saveKeptFrom(1));
    expect(await store().read((tx) => tx.keptFrom())).toBe(3);
    expect([await write((tx) => tx.dropRemovals(2)), await write((tx) => tx.dropRemovals(2))]).toEqual([2, 1]);
    expect((await removals()).map(({ id }) => id)).toEqual(['t-4']);
    expect(await write((tx) => tx.dropRemovals(2))).toBe(0);
    await reopen();
    expect(await store().read((tx) => tx.keptFrom())).toBe(3);
  });

  it('forgets marks that no known cursor carries, and keeps those of all that are', async () => {
    for (const id of ['t-1', 't-2', 't-3']) {
      await remove(id);
      await reopen();
    }
    const marks = () => store().read((tx) => Promise.all([1, 2, 3].map((change) => tx.markOf(change))));
    const [, second, third] = await marks();
    await write((tx) => tx.saveKeptFrom(2));
    expect(await write((tx) => tx.dropOpenings())).toBeGreaterThan(0);
    expect((await marks()).slice(1)).toEqual([second, third]);
    expect((await marks())[0]).toBe('');
  });

  it('gives old outcomes in the order in which they were decided, and shortens them without losing whose they are', async () => {
    const made = (n: number, at: number): OutcomeRecord => ({ ...outcome, id: `operation-${n}`, seq: n, decidedAt: at });
    await write(async (tx) => {
      await people(tx);
      for (const [n, at] of [
        [1, 10],
        [2, 30],
        [3, 20],
        [4, 20],
      ] as const)
        await tx.saveOutcome(made(n, at));
    });
    const old = (before: number, after?: { at: number; id: string }, limit = 10) =>
      store().read(async (tx) => (await tx.outcomesBefore(before, after, limit)).map(({ id }) => id));
    expect(await old(30)).toEqual(['operation-1', 'operation-3', 'operation-4']);
    expect(await old(99, { at: 20, id: 'operation-3' }, 1)).toEqual(['operation-4']);
    const short = { operation: { kind: 'ticket.take', target: 't' }, result: { id: 'operation-3', outcome: 'applied' } } as const;
    await write((tx) => tx.shortenOutcomes([{ id: 'operation-3', ...short }]));
    await reopen();
    expect(await store().read((tx) => tx.outcome('operation-3'))).toEqual({ ...made(3, 20), ...short });
    expect(await store().read((tx) => tx.outcome('operation-4'))).toEqual(made(4, 20));
  });

  it('forgets probes with their handovers, in the order in which they were begun, and codes that nobody can use any more', async () => {
    const code = { hash: 'used', technicianId: 'tech-1', issuedAt: 1, expiresAt: 50, unlimited: false, usedBy: 'machine-1' };
    await write(async (tx) => {
      await people(tx);
      for (const id of ['p-1', 'p-2', 'p-3']) await tx.saveProbe({ ...probe, id, deviceId: device.id });
      await tx.saveHandover({ id: 'h-1', probeId: 'p-1', machineId: 'm', at: 1 });
      await tx.saveHandover({ id: 'h-2', probeId: 'p-2', machineId: 'm', at: 1 });
      await tx.saveEnrolmentCode(code);
      await tx.saveEnrolmentCode({ ...code, hash: 'expired', expiresAt: 5, usedBy: null });
      await tx.saveEnrolmentCode({ ...code, hash: 'good', usedBy: null });
      await tx.saveEnrolmentCode({ ...code, hash: 'training', unlimited: true, expiresAt: null, usedBy: null });
      await tx.saveEnrolmentCode({ ...code, hash: 'young', issuedAt: 20 });
    });
    const probes = async (after: string) => (await store().read((tx) => tx.probesAfter(after, 2))).map(({ id }) => id);
    expect([await probes(''), await probes('p-2')]).toEqual([['p-1', 'p-2'], ['p-3']]);
    await write((tx) => tx.dropProbes(['p-1', 'p-3']));
    expect(await probes('')).toEqual(['p-2']);
    expect(await store().read(async (tx) => [await tx.handover('h-1'), (await tx.handover('h-2'))?.probeId])).toEqual([
      undefined,
      'p-2',
    ]);
    expect(await write((tx) => tx.dropCodes(10))).toBe(2);
    const left = await store().read((tx) =>
      Promise.all(['used', 'expired', 'good', 'training', 'young'].map(async (hash) => (await tx.enrolmentCode(hash))?.hash)),
    );
    expect(left).toEqual([undefined, undefined, 'good', 'training', 'young']);
  });
}
