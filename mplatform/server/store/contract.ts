import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dossier } from '../../../domain/model/index.ts';
import { ago } from '../seed-rows.ts';
import { trainingDossiers } from '../seed-tickets.ts';
import { EVERYONE, rowsOf } from '../visibility.ts';
import { operatorContract } from './contract-operator.ts';
import { retentionContract } from './contract-retention.ts';
import type { CommitNotice, Store, WriteTransaction } from './port.ts';
import type { DeviceRecord, NewRow, OutcomeRecord, ProbeRecord } from './records.ts';

export interface StoreFixture {
  /** Opens the same database again and again: what one saved, the next must find. */
  open(): Promise<Store>;
  /** Throws the database away. */
  dispose(): Promise<void>;
}

const NOW = Date.UTC(2026, 10, 23, 9);
const practice = (id: string): Dossier => {
  const found = trainingDossiers(ago(NOW)).find((d) => d.ticket.id === id);
  if (found === undefined) throw new Error(`No ticket ${id} in the training data`);
  return found;
};
const sam = practice('t-115');
const food = practice('t-80');
const everything: readonly [string, string] = ['101', EVERYONE];

const device: DeviceRecord = {
  id: 'device-1',
  technicianId: 'tech-1',
  machineId: 'machine-1',
  name: 'Laptop',
  appVersion: '1',
  enrolledAt: NOW,
  revokedAt: null,
  signedOffAt: null,
  generation: 0,
  nextIssuedAt: NOW,
  seenAt: null,
  lastSeq: 0,
};
const probe: ProbeRecord = {
  id: 'probe-1',
  deviceId: device.id,
  technicianId: device.technicianId,
  machineId: device.machineId,
  subTicketId: 's-735',
  storeId: '735',
  configDigest: 'a'.repeat(64),
  origin: 'workstation',
  nonce: 'nonce',
  startedAt: NOW,
  expiresAt: NOW + 1,
  echoSeenAt: null,
  answered: null,
};
const outcome: OutcomeRecord = {
  id: 'operation-1',
  deviceId: device.id,
  technicianId: device.technicianId,
  seq: 1,
  decidedAt: NOW,
  operation: { kind: 'ticket.take' },
  result: { id: 'operation-1', outcome: 'rejected', code: 'ticket.unknown', fields: ['ąę'] },
};

/** What every engine must do; run by the engine's own test with its own fixture. */
export function storeContract(engine: string, fixture: () => Promise<StoreFixture>): void {
  describe(`the store on ${engine}`, () => {
    let place: StoreFixture;
    let store: Store;

    beforeEach(async () => {
      place = await fixture();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.dispose();
    });

    const reopen = async (): Promise<void> => {
      await store.close();
      store = await place.open();
    };
    const save = (...rows: readonly NewRow[]) =>
      store.transaction(async (tx) => {
        for (const row of rows) await tx.saveRow(row);
      });
    const people = async (tx: WriteTransaction): Promise<void> => {
      await tx.saveDealer({ id: '101', name: 'Dealer Alfa' });
      await tx.saveTechnician({ id: 'tech-1', name: 'Jan', dealerId: '101' });
      await tx.saveDevice(device);
    };
    const changesAfter = (after: number, limit = 100) => store.read((tx) => tx.changes(everything, after, limit));

    it('gives each change the next number and each row its next version', async () => {
      await save(...rowsOf(sam));
      const again = await store.transaction((tx) =>
        tx.saveRow({ kind: 'ticket', id: sam.ticket.id, audience: '101', data: sam.ticket }),
      );
      expect(again).toMatchObject({ seq: 3, version: 2 });
      expect(await store.read((tx) => tx.lastChange())).toBe(3);
      expect((await changesAfter(0)).map((c) => [c.seq, c.kind])).toEqual([
        [2, 'subTicket'],
        [3, 'ticket'],
      ]);
    });

    it('forgets everything of a transaction that failed, its change numbers too', async () => {
      const failing = store.transaction(async (tx) => {
        await people(tx);
        await tx.saveRow({ kind: 'ticket', id: sam.ticket.id, audience: '101', data: sam.ticket });
        throw new Error('on purpose');
      });
      await expect(failing).rejects.toThrow('on purpose');
      expect(await store.read(async (tx) => [await tx.lastChange(), await tx.device(device.id)])).toEqual([0, undefined]);
      await save(...rowsOf(sam));
      expect((await changesAfter(0)).map((c) => c.seq)).toEqual([1, 2]);
    });

    it('runs concurrent transactions as if one after the other', async () => {
      await store.transaction(people);
      const add = () =>
        store.transaction(async (tx) => {
          const lastSeq = (await tx.device(device.id))?.lastSeq ?? 0;
          await Promise.resolve();
          await tx.advance(device.id, lastSeq + 1);
        });
      await Promise.all(Array.from({ length: 50 }, add));
      expect((await store.read((tx) => tx.device(device.id)))?.lastSeq).toBe(50);
    });

    it('shows a reader one state, whatever is committed meanwhile', async () => {
      await save(...rowsOf(sam));
      const seen = await store.read(async (tx) => {
        const before = await tx.lastChange();
        await save(...rowsOf(food));
        return [before, await tx.lastChange(), (await tx.changes(everything, 0, 100)).length];
      });
      expect(seen).toEqual([2, 2, 2]);
    });

    it('does not show a reader what is not committed', async () => {
      await store.transaction(async (tx) => {
        await tx.saveRow({ kind: 'ticket', id: sam.ticket.id, audience: '101', data: sam.ticket });
        expect(await changesAfter(0)).toEqual([]);
      });
      expect(await changesAfter(0)).toHaveLength(1);
    });

    it('pages through changes of the own dealer and of everyone, in order, and of nobody else', async () => {
      const setting = { id: 'pcpos', serverAddress: 'https://mplatform.example', helpLine: '22' } as const;
      const foreign = rowsOf(food).map((row): NewRow => ({ ...row, audience: '102' }));
      await save(...rowsOf(sam), ...foreign, { kind: 'setting', id: 'pcpos', audience: EVERYONE, data: setting });
      const first = await changesAfter(0, 2);
      expect(first.map((c) => c.id)).toEqual(['t-115', 's-735']);
      const rest = await changesAfter(first.at(-1)?.seq ?? 0, 2);
      expect(rest.map((c) => c.id)).toEqual(['pcpos']);
    });

    it('tells a removal in its place in the order, and forgets it when the row comes back', async () => {
      await save(...rowsOf(sam));
      await store.transaction((tx) => tx.remove('101', 'ticket', 't-115', 'deadline'));
      await save({ kind: 'ticket', id: 't-115', audience: '102', data: sam.ticket });
      expect(await changesAfter(2)).toEqual([{ kind: 'ticket', id: 't-115', seq: 3, reason: 'deadline' }]);
      expect(await store.read((tx) => tx.wasRemoved('101', 'ticket', 't-115'))).toBe(true);
      await save({ kind: 'ticket', id: 't-115', audience: '101', data: sam.ticket });
      expect(await changesAfter(2)).toMatchObject([{ id: 't-115', seq: 5, version: 3 }]);
      expect(await store.read((tx) => tx.wasRemoved('101', 'ticket', 't-115'))).toBe(false);
    });

    it('tells everyone of a removal that is everyone’s', async () => {
      const setting = { id: 'pcpos', serverAddress: 'https://mplatform.example', helpLine: '22' } as const;
      await save({ kind: 'setting', id: 'pcpos', audience: EVERYONE, data: setting });
      await store.transaction((tx) => tx.remove(EVERYONE, 'setting', 'pcpos', 'deleted'));
      expect(await changesAfter(1)).toEqual([{ kind: 'setting', id: 'pcpos', seq: 2, reason: 'deleted' }]);
    });

    it('gives a dossier by its ticket or by any of its sub-tickets, as it was saved', async () => {
      await save(...rowsOf(food), ...rowsOf(sam));
      const found = await store.read((tx) => tx.dossierOfSubTicket('s-813'));
      expect(found?.ticket.data).toEqual(food.ticket);
      expect(found?.subTickets.map((s) => s.data)).toEqual(food.subTickets);
      expect(await store.read((tx) => tx.dossierOfTicket('t-80'))).toEqual(found);
      expect(await store.read((tx) => tx.dossierOfTicket('t-0'))).toBeUndefined();
    });

    it('marks change numbers by the opening in which they were given, for good', async () => {
      const save = () => store.transaction(async (tx) => void (await tx.saveRow(rowsOf(sam)[0] as NewRow)));
      const marks = () => store.read(async (tx) => Promise.all([0, 1, 2].map((change) => tx.markOf(change))));
      await save();
      const [none, first] = await marks();
      expect([none, first]).toEqual(['', expect.stringMatching(/^[0-9a-f]{12}$/)]);
      await reopen();
      await reopen();
      await save();
      const [, still, second] = await marks();
      expect(still).toBe(first);
      expect(second).not.toBe(first);
    });

    it('keeps people, devices, outcomes, probes, points of sale and contacts over a restart', async () => {
      const answered = { stagesDigest: 'd', answer: { verdict: 'passed', receipt: 'r' } } as const;
      const code = { hash: 'h', technicianId: 'tech-1', issuedAt: NOW, expiresAt: null, unlimited: true, usedBy: null };
      const pointOfSale = { punktId: '735', dealerId: '101', name: 'PPHU SAM', active: false };
      const contact = { punktId: '735', posName: '1', version: '7', at: NOW };
      await store.transaction(async (tx) => {
        await people(tx);
        await tx.saveOutcome(outcome);
        await tx.saveProbe(probe);
        await tx.saveProbe({ ...probe, echoSeenAt: NOW, answered });
        await tx.saveEnrolmentCode(code);
        await tx.savePointOfSale(pointOfSale);
        await tx.saveContact({ ...contact, at: 1 });
        await tx.saveContact(contact);
      });
      const era = await store.read((tx) => tx.era());
      await reopen();
      await store.read(async (tx) => {
        expect(await tx.era()).toBe(era);
        expect(await tx.technician('tech-1')).toEqual({ id: 'tech-1', name: 'Jan', dealerId: '101', dealerName: 'Dealer Alfa' });
        expect(await tx.device(device.id)).toEqual(device);
        expect(await tx.deviceOf('machine-1', 'tech-1')).toEqual(device);
        expect(await tx.outcome(outcome.id)).toEqual(outcome);
        expect(await tx.probe(probe.id)).toEqual({ ...probe, echoSeenAt: NOW, answered });
        expect(await tx.enrolmentCode('h')).toEqual(code);
        expect(await tx.pointOfSale('735')).toEqual(pointOfSale);
        expect(await tx.contact('735')).toEqual(contact);
      });
    });

    it('keeps when a device signed itself off, and that it was let in again', async () => {
      const gone = { ...device, revokedAt: NOW + 5, signedOffAt: NOW + 5 };
      await store.transaction(people);
      await store.transaction((tx) => tx.saveDevice(gone));
      await reopen();
      const found = () =>
        store.read(async (tx) => [await tx.device(device.id), (await tx.devices('', { offset: 0, limit: 1 })).items[0]]);
      expect(await found()).toMatchObject([gone, gone]);
      await store.transaction((tx) => tx.saveDevice(device));
      expect(await found()).toMatchObject([device, device]);
    });

    it('stores an outcome once: a second one under the same id, or for the same place in the order, is a bug', async () => {
      await store.transaction(async (tx) => {
        await people(tx);
        await tx.saveOutcome(outcome);
      });
      await expect(store.transaction((tx) => tx.saveOutcome(outcome))).rejects.toThrow();
      await expect(store.transaction((tx) => tx.saveOutcome({ ...outcome, id: 'operation-2' }))).rejects.toThrow();
    });

    it('finds what was last applied to a row, newest first, and nothing that was refused', async () => {
      const said = (n: number, target: unknown, applied = true): OutcomeRecord => {
        const id = `operation-${n}`;
        const result = applied ? ({ id, outcome: 'applied' } as const) : ({ id, outcome: 'rejected', code: 'c' } as const);
        return { ...outcome, id, seq: n, decidedAt: NOW + n, operation: { kind: 'ticket.addNote', target }, result };
      };
      await store.transaction(async (tx) => {
        await people(tx);
        await tx.saveOutcome(said(1, 't-80'));
        await tx.saveOutcome(said(2, 't-115'));
        await tx.saveOutcome(said(3, 't-80'));
        await tx.saveOutcome(said(4, 't-80', false));
        await tx.saveOutcome(said(5, 't-80'));
        await tx.saveOutcome({ ...said(6, 't-80'), operation: 'not even an object' });
      });
      const found = (limit: number) => store.read((tx) => tx.appliedTo('t-80', limit));
      expect(await found(2)).toEqual([said(5, 't-80'), said(3, 't-80')]);
      expect((await found(10)).map((o) => o.id)).toEqual(['operation-5', 'operation-3', 'operation-1']);
    });

    it('keeps a machine’s first key and each accepted handover for good, and forgets a key when told to', async () => {
      const key = { dealerId: 'd-1', machineId: 'till-1', publicKey: 'k1', since: NOW };
      const handover = { id: 'handover-1', probeId: probe.id, machineId: 'till-1', at: NOW };
      await store.transaction(async (tx) => {
        await people(tx);
        await tx.saveProbe(probe);
        await tx.saveMachineKey(key);
        await tx.saveHandover(handover);
      });
      await reopen();
      expect(await store.read((tx) => tx.machineKey('d-1', 'till-1'))).toEqual(key);
      expect(await store.read((tx) => tx.machineKey('d-2', 'till-1'))).toBeUndefined();
      expect(await store.read((tx) => tx.handover('handover-1'))).toEqual(handover);
      await expect(store.transaction((tx) => tx.saveMachineKey({ ...key, publicKey: 'k2' }))).rejects.toThrow();
      await expect(store.transaction((tx) => tx.saveHandover({ ...handover, machineId: 'till-2' }))).rejects.toThrow();
      expect(await store.transaction((tx) => tx.forgetMachineKey('till-1'))).toBe(true);
      expect(await store.transaction((tx) => tx.forgetMachineKey('till-1'))).toBe(false);
      expect(await store.read((tx) => tx.machineKey('d-1', 'till-1'))).toBeUndefined();
    });

    it('knows when another configuration of a sub-ticket was last recorded', async () => {
      const other = (id: string, digest: string) => store.read((tx) => tx.otherConfigurationAt(id, digest));
      expect(await other('s-735', 'a')).toBeNull();
      await store.transaction(async (tx) => {
        await tx.noteConfiguration('s-735', 'a', 1);
        await tx.noteConfiguration('s-735', 'b', 2);
        await tx.noteConfiguration('s-735', 'a', 3);
        await tx.noteConfiguration('s-812', 'c', 9);
      });
      expect([await other('s-735', 'a'), await other('s-735', 'b'), await other('s-735', 'z')]).toEqual([2, 3, 3]);
    });

    it('finds a ticket that names a file, for those who may see it, also after the ticket went to another dealer', async () => {
      const sha256 = 'ab'.repeat(32);
      const named = {
        kind: 'quote',
        sha256,
        name: 'wycena.pdf',
        size: 5,
        attachedAt: '2026-11-23T09:00:00.000Z',
        attachedBy: 'Jan',
      };
      const ticket = { ...sam.ticket, files: [named] } as typeof sam.ticket;
      const naming = (dealerId: string) => store.read(async (tx) => (await tx.ticketNaming([dealerId, EVERYONE], sha256))?.id);
      await save(...rowsOf(sam));
      expect(await naming('101')).toBeUndefined();
      await save(...rowsOf({ ticket, subTickets: [] }));
      expect([await naming('101'), await naming('102')]).toEqual([sam.ticket.id, undefined]);
      await save(...rowsOf({ ticket: { ...ticket, dealerId: '102' }, subTickets: [] }));
      await reopen();
      expect([await naming('101'), await naming('102')]).toEqual([undefined, sam.ticket.id]);
    });

    it('does not move the count of a device by saving the device', async () => {
      await store.transaction(async (tx) => {
        await people(tx);
        await tx.advance(device.id, 7);
        await tx.saveDevice({ ...device, name: 'Other', lastSeq: 0 });
      });
      expect(await store.read((tx) => tx.device(device.id))).toMatchObject({ name: 'Other', lastSeq: 7 });
    });

    operatorContract({ store: () => store, reopen, people, device, outcome, sam, food });
    retentionContract({ store: () => store, reopen, people, device, outcome, sam, food, probe });

    it('tells listeners after the commit whose rows and which devices changed, and nothing when nothing did', async () => {
      const notices: CommitNotice[] = [];
      const stop = store.onCommit((notice) => notices.push(notice));
      await store.transaction(people);
      await save(...rowsOf(sam));
      await store.transaction((tx) => tx.advance(device.id, 1));
      await store.transaction((tx) => tx.remove('102', 'ticket', 't-1', 'deleted'));
      stop();
      await save(...rowsOf(food));
      expect(notices).toMatchObject([
        { audiences: [], devices: ['device-1'] },
        { seq: 2, audiences: ['101'], devices: [] },
        { seq: 3, audiences: ['102'], devices: [] },
      ]);
    });
  });
}
