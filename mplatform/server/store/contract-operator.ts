import { expect, it } from 'vitest';
import type { Dossier } from '../../../domain/model/index.ts';
import { ok } from '../../../domain/result.ts';
import { createOperator } from '../operator.ts';
import { rowsOf } from '../visibility.ts';
import type { AuditEntry } from './operator-records.ts';
import type { Store, WriteTransaction } from './port.ts';
import type { DeviceRecord, NewRow, OutcomeRecord } from './records.ts';

export interface OperatorScene {
  readonly store: () => Store;
  readonly reopen: () => Promise<void>;
  /** Dealer, technician and `device`. */
  readonly people: (tx: WriteTransaction) => Promise<void>;
  readonly device: DeviceRecord;
  readonly outcome: OutcomeRecord;
  /** Two tickets of the dealer `101`: PPHU SAM in Sieciechów with 735, PPHU Spożywcza in Arklity with 812 and 813. */
  readonly sam: Dossier;
  readonly food: Dossier;
}

const ALL = { offset: 0, limit: 100 };

/** What every engine must do for the operator's side. */
export function operatorContract({ store, reopen, people, device, outcome, sam, food }: OperatorScene): void {
  const save = (...rows: readonly NewRow[]) =>
    store().transaction(async (tx) => {
      for (const row of rows) await tx.saveRow(row);
    });
  const found = async (filter: Parameters<WriteTransaction['tickets']>[0], page = ALL) => {
    const { items, total } = await store().read((tx) => tx.tickets(filter, page));
    return [items.map((row) => row.id), total];
  };

  it('lists tickets newest first, a page at a time, and says how many there are', async () => {
    await save(...rowsOf(sam), ...rowsOf(food));
    const all = await found({});
    expect(all).toEqual([[sam.ticket.id, food.ticket.id], 2]);
    expect(await found({}, { offset: 1, limit: 1 })).toEqual([[food.ticket.id], 2]);
    expect(await found({}, { offset: 2, limit: 1 })).toEqual([[], 2]);
  });

  it('finds tickets by town, company and number without Polish signs, by NIP, and by the whole number of a point of sale', async () => {
    await save(...rowsOf(sam), ...rowsOf(food));
    for (const search of ['sieciechow', 'SIECIECHÓW', 'pphu sam', '7974569439', 't-115', '735'])
      expect([search, await found({ search })]).toEqual([search, [[sam.ticket.id], 1]]);
    expect(await found({ search: 'spożywcza' })).toEqual([[food.ticket.id], 1]);
    expect(await found({ search: '813' })).toEqual([[food.ticket.id], 1]);
    // A part of a point's number, and what would be a pattern, find nothing.
    for (const search of ['81', '%', 'pphu_sam', '!', "' OR 1=1 --"])
      expect([search, await found({ search })]).toEqual([search, [[], 0]]);
  });

  it('filters tickets by status, dealer, deadline and what waits for Backoffice, by what was saved last', async () => {
    const [{ ticket }] = [sam];
    await save(...rowsOf(sam), ...rowsOf(food));
    expect(await found({ status: 'new' })).toEqual([[ticket.id], 1]);
    expect(await found({ status: 'new', dealerId: '102' })).toEqual([[], 0]);
    expect(await found({ dealerId: '101', search: 'arklity' })).toEqual([[food.ticket.id], 1]);
    expect(await found({ waitsForBackoffice: true })).toEqual([[ticket.id], 1]);
    // Opened today and not taken: three days. Taken without documents, opened five days ago: seven.
    expect(await found({ dueBefore: '2026-11-26' })).toEqual([[food.ticket.id], 1]);
    expect(await found({ dueBefore: '2026-11-27' })).toEqual([[ticket.id, food.ticket.id], 2]);
    const backoffice = { state: 'accepted', at: '2026-11-23T09:00:00.000Z', message: null } as const;
    await save(...rowsOf({ ticket: { ...ticket, status: 'closed', backoffice }, subTickets: [] }));
    expect(await found({ waitsForBackoffice: true })).toEqual([[], 0]);
    expect(await found({ dueBefore: '2099-01-01' })).toEqual([[food.ticket.id], 1]);
  });

  it('finds the sub-tickets of a point of sale', async () => {
    await save(...rowsOf(sam), ...rowsOf(food));
    const at = async (punktId: string) => (await store().read((tx) => tx.subTicketsAt(punktId))).map((row) => row.data.ticketId);
    expect([await at('812'), await at('1')]).toEqual([[food.ticket.id], []]);
  });

  it('lists dealers and their technicians by name', async () => {
    await store().transaction(async (tx) => {
      await people(tx);
      await tx.saveDealer({ id: '102', name: 'Beta' });
      await tx.saveTechnician({ id: 'tech-2', name: 'Adam', dealerId: '101' });
    });
    await store().read(async (tx) => {
      expect((await tx.dealers()).map((d) => d.id)).toEqual(['102', '101']);
      expect((await tx.techniciansOf('101')).map((t) => t.id)).toEqual(['tech-2', 'tech-1']);
      expect(await tx.techniciansOf('102')).toEqual([]);
    });
  });

  it('lists devices by their last contact, found by name, technician, dealer or machine', async () => {
    const said = { ...outcome, decidedAt: device.enrolledAt + 5000, operation: { appVersion: '2.0' } };
    await store().transaction(async (tx) => {
      await people(tx);
      await tx.saveDevice({ ...device, id: 'device-2', machineId: 'machine-2', seenAt: device.enrolledAt + 1000 });
      await tx.saveDevice({ ...device, id: 'device-3', machineId: 'machine-3' });
      await tx.saveOutcome(said);
    });
    const devices = (search: string, page = ALL) => store().read((tx) => tx.devices(search, page));
    const { items, total } = await devices('');
    expect(items.map((d) => [d.id, d.lastContactAt, d.runningVersion])).toEqual([
      ['device-1', device.enrolledAt + 5000, '2.0'],
      ['device-2', device.enrolledAt + 1000, '1'],
      ['device-3', null, '1'],
    ]);
    expect([total, items[0]?.technicianName, items[0]?.dealerName]).toEqual([3, 'Jan', 'Dealer Alfa']);
    expect((await devices('machine-3')).items.map((d) => d.id)).toEqual(['device-3']);
    for (const search of ['Laptop', 'jan', 'alfa']) expect([search, (await devices(search)).total]).toEqual([search, 3]);
    for (const search of ['nobody', '%', '_']) expect([search, (await devices(search)).total]).toEqual([search, 0]);
    expect((await devices('', { offset: 2, limit: 1 })).items.map((d) => d.id)).toEqual(['device-3']);
  });

  it('keeps a device that signed itself off as shut out once an operator revokes it, be it in the same millisecond', async () => {
    const gone = { ...device, revokedAt: device.enrolledAt + 5, signedOffAt: device.enrolledAt + 5 };
    await store().transaction(async (tx) => {
      await people(tx);
      await tx.saveDevice(gone);
    });
    const told: string[] = [];
    const unheard = store().onCommit(({ devices }) => told.push(...devices));
    const operator = createOperator(store(), { now: () => gone.revokedAt }, Buffer.alloc);
    expect(await operator.revokeDevice(device.id)).toEqual(ok(null));
    unheard();
    expect(told).toEqual([device.id]);
    await reopen();
    const found = await store().read((tx) => tx.device(device.id));
    expect(found).toEqual({ ...gone, signedOffAt: null });
  });

  it('lists outcomes newest first, filtered by device, target, outcome and day, and goes on where a page ended', async () => {
    const made = (n: number, target: string, applied: boolean, by = device.id): OutcomeRecord => {
      const id = `operation-${n}`;
      const result = applied ? ({ id, outcome: 'applied' } as const) : ({ id, outcome: 'rejected', code: 'c' } as const);
      // Two in one millisecond, so that a page may end between them.
      return { ...outcome, id, deviceId: by, seq: n, decidedAt: 1000 + Math.floor(n / 2), operation: { target }, result };
    };
    await store().transaction(async (tx) => {
      await people(tx);
      await tx.saveDevice({ ...device, id: 'device-2', machineId: 'machine-2' });
      for (const one of [made(1, 'a', true), made(2, 'b', false), made(3, 'a', false), made(4, 'c', true, 'device-2')])
        await tx.saveOutcome(one);
    });
    const ids = async (
      ...[filter, before, limit = 10]: [Parameters<WriteTransaction['outcomes']>[0], { at: number; id: string }?, number?]
    ) => (await store().read((tx) => tx.outcomes(filter, before, limit))).map((o) => o.seq);
    expect(await ids({})).toEqual([4, 3, 2, 1]);
    expect(await ids({}, undefined, 2)).toEqual([4, 3]);
    expect(await ids({}, { at: 1001, id: 'operation-3' })).toEqual([2, 1]);
    expect(await ids({ deviceId: 'device-2' })).toEqual([4]);
    expect(await ids({ targets: ['a', 'c'] })).toEqual([4, 3, 1]);
    expect(await ids({ targets: [] })).toEqual([]);
    expect(await ids({ outcome: 'rejected', targets: ['a'] })).toEqual([3]);
    expect(await ids({ since: 1002 })).toEqual([4]);
  });

  it('keeps accounts and their sessions, and ends the sessions of an account that goes', async () => {
    const account = { name: 'ewa', password: 'p', createdAt: 1, changedAt: 1 };
    const session = { hash: 'h1', name: 'ewa', startedAt: 10, seenAt: 10 };
    await store().transaction(async (tx) => {
      await tx.saveAccount(account);
      await tx.saveAccount({ ...account, name: 'jan' });
      await tx.saveAccount({ ...account, password: 'q', createdAt: 5, changedAt: 2 });
      for (const one of [session, { ...session, hash: 'h2', startedAt: 20, seenAt: 20 }, { ...session, hash: 'h3', name: 'jan' }])
        await tx.saveSession(one);
      await tx.saveSession({ ...session, seenAt: 15 });
    });
    await reopen();
    const sessions = () => store().read((tx) => Promise.all(['h1', 'h2', 'h3'].map(async (h) => (await tx.session(h))?.seenAt)));
    expect(await store().read((tx) => tx.account('ewa'))).toEqual({ ...account, password: 'q', changedAt: 2 });
    expect((await store().read((tx) => tx.accounts())).map((a) => a.name)).toEqual(['ewa', 'jan']);
    expect(await sessions()).toEqual([15, 20, 10]);
    await store().transaction((tx) => tx.dropSessions({ startedBefore: 0, seenBefore: 16 }));
    expect(await sessions()).toEqual([undefined, 20, undefined]);
    await store().transaction(async (tx) => {
      await tx.saveSession(session);
      await tx.dropSession('h2');
      expect(await tx.dropAccount('ewa')).toBe(true);
      expect(await tx.dropAccount('ewa')).toBe(false);
    });
    expect(await sessions()).toEqual([undefined, undefined, undefined]);
  });

  it('keeps what operators did, newest first, in pages; a second entry under one id is a bug', async () => {
    const entry = (n: number): AuditEntry => ({
      id: `e${n}`,
      at: 100,
      by: n === 2 ? null : 'ewa',
      action: 'a',
      target: 't',
      detail: '',
    });
    await store().transaction(async (tx) => {
      for (const n of [1, 2, 3]) await tx.saveAudit(entry(n));
    });
    expect(await store().read((tx) => tx.audit(undefined, 2))).toEqual([entry(3), entry(2)]);
    expect(await store().read((tx) => tx.audit({ at: 100, id: 'e2' }, 2))).toEqual([entry(1)]);
    await expect(store().transaction((tx) => tx.saveAudit(entry(1)))).rejects.toThrow();
  });

  it('keeps what was chosen until it is no longer', async () => {
    const choice = () => store().read((tx) => tx.choice('x'));
    expect(await choice()).toBeUndefined();
    for (const [value, kept] of [
      ['1', '1'],
      ['2', '2'],
      [null, undefined],
    ] as const) {
      await store().transaction((tx) => tx.saveChoice('x', value));
      expect(await choice()).toBe(kept);
    }
  });
}
