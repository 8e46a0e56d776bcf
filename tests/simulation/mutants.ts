import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../domain/result.ts';
import type { TusResponse } from '../../electron/core/field/file-calls.ts';
import type { Mutant } from './simulate.ts';

/**
 * Engines broken on purpose, each in a way in which such engines have been broken before. None of this is in the
 * product; each is laid around it for one run, and the simulation has to find out.
 */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'the cursor is stored before the rows': {
    device: {
      store(store) {
        const { applyChanges } = store;
        store.applyChanges = (changes, cursor, last) => {
          store.state.set('cursor', cursor);
          applyChanges(changes, cursor, last);
        };
      },
    },
  },
  'rows are applied without those taken away': {
    device: {
      store(store) {
        const { applyChanges } = store;
        store.applyChanges = (changes, cursor, last) =>
          applyChanges(
            changes.filter((change) => !('removed' in change)),
            cursor,
            last,
          );
      },
    },
  },
  'the view is not refreshed after a removal': {
    device: {
      store(store) {
        const { apply } = store.serverRows;
        store.serverRows.apply = (change) => {
          const touched = apply(change);
          return 'removed' in change ? undefined : touched;
        };
      },
    },
  },
  'a rejection deletes what waits behind it': {
    device: {
      store(store, db) {
        const { settle } = store.operations;
        store.operations.settle = (id, outcome) => {
          const ticketId = store.operations.get(id)?.ticketId ?? '';
          settle(id, outcome);
          if (outcome.outcome === 'rejected') db.prepare('DELETE FROM outbox WHERE ticket_id = ? AND applied = 0').run(ticketId);
        };
      },
    },
  },
  'a full re-sync drops the work that waits': {
    device: {
      store(store, db) {
        const { startResync } = store;
        store.startResync = () => {
          db.prepare('DELETE FROM outbox').run();
          startResync();
        };
      },
    },
  },
  'a full re-sync forgets to look for what has gone': {
    device: {
      store(store) {
        store.serverRows.sweep = () => [];
      },
    },
  },
  'sequence numbers that were sent are given again after a crash': {
    device: {
      store(store, db) {
        let given = 0;
        // Counts on from what has its outcome: what was sent before the crash and never answered is forgotten.
        store.operations.number = (id, { deviceId, lastSeq }, proof) => {
          const seq = Math.max(given, store.operations.lastSettled(deviceId), lastSeq) + 1;
          const put = db.prepare('INSERT INTO operation_sending (operation_id, device_id, seq, proof) VALUES (?, ?, ?, ?)');
          put.run(id, deviceId, seq, proof);
          given = seq;
          return given;
        };
      },
    },
  },
  'no answer is taken for a refusal': {
    device: {
      client: (client) => ({
        ...client,
        async operations(operations, token) {
          const answer = await client.operations(operations, token);
          if (answer.ok || answer.error.code === 'sync.refused') return answer;
          const results = operations.map(({ id }) => ({ id, outcome: 'rejected' as const, code: 'sync.unreachable' }));
          return ok({ results, lastSeq: 0, serverTime: new Date(0).toISOString() });
        },
      }),
    },
  },
  'half a page counts as a whole one': {
    device: {
      client: (client) => ({
        ...client,
        async changes(cursor, limit, token) {
          const answer = await client.changes(cursor, limit, token);
          // As if the last row had been cut off and nobody had noticed.
          if (!answer.ok) return answer;
          const { end, read } = answer.value;
          return ok({
            end,
            read: () => {
              const rows = read();
              return !rows.ok || rows.value.changes.length < 2
                ? rows
                : ok({ ...rows.value, changes: rows.value.changes.slice(0, -1) });
            },
          });
        },
      }),
    },
  },
  'after the third failure nothing is tried again': {
    device: {
      timers: (timers) => ({ after: (ms, callback) => (ms > 8_000 && ms < 70_000 ? () => {} : timers.after(ms, callback)) }),
    },
  },
  'what was applied is not waited for in the rows': {
    device: {
      store(store, db) {
        const { settle } = store.operations;
        store.operations.settle = (id, outcome) => {
          settle(id, outcome);
          if (outcome.outcome === 'applied') db.prepare('UPDATE outbox SET applied = 0 WHERE operation_id = ?').run(id);
        };
      },
    },
  },
  'the server decides a repeated operation again': {
    server: {
      transaction: (tx) => ({
        ...tx,
        outcome: async () => undefined,
        device: async (id) => {
          const device = await tx.device(id);
          // Blind to what it has decided, it takes whatever comes.
          return device === undefined ? undefined : { ...device, lastSeq: Math.max(0, device.lastSeq - 1) };
        },
        saveOutcome: async (outcome) => {
          if ((await tx.outcome(outcome.id)) === undefined) await tx.saveOutcome(outcome);
        },
      }),
    },
  },
  'the server forgets to store an outcome now and then': {
    server: {
      transaction: (tx, random) => ({
        ...tx,
        saveOutcome: async (outcome) => {
          if (!random.chance(0.2)) await tx.saveOutcome(outcome);
        },
      }),
    },
  },
  'the server moves lastSeq past what it did not decide': {
    server: {
      transaction: (tx, random) => ({ ...tx, advance: (id, seq) => tx.advance(id, random.chance(0.2) ? seq + 1 : seq) }),
    },
  },
  'a refresh ends the old tokens though nobody has the new ones': {
    server: {
      transaction: (tx) => ({
        ...tx,
        saveDevice: (device) =>
          tx.saveDevice(
            device.nextIssuedAt === null || device.generation === 0
              ? device
              : { ...device, generation: device.generation + 1, nextIssuedAt: null },
          ),
      }),
    },
  },
  'an upload goes on one byte too early, and nobody checks it': {
    server: {
      shelf: (shelf, folder) => ({
        ...shelf,
        async append(id, offset, bytes) {
          const upload = await shelf.upload(id);
          if (!upload.ok || upload.value === undefined) throw new Error('No such upload');
          const { sha256, size, dealerId } = upload.value;
          const part = join(folder, 'unfinished', id);
          const file = openSync(part, 'r+');
          let at = offset;
          for await (const piece of bytes as AsyncIterable<Buffer>) {
            writeSync(file, piece, 0, piece.length, Math.max(0, at - 1));
            at += piece.length;
          }
          closeSync(file);
          if (at < size) return ok(at);
          renameSync(part, join(folder, sha256));
          await shelf.hold(sha256, dealerId);
          return ok(at);
        },
      }),
    },
  },
  'an upload begins anew each time, whatever the server has of it': {
    device: {
      store(_, db) {
        db.exec(`CREATE TEMP TRIGGER forget_where_it_goes_on AFTER UPDATE OF url ON upload WHEN NEW.url IS NOT NULL
          BEGIN UPDATE upload SET url = NULL WHERE sha256 = NEW.sha256; END`);
      },
    },
  },
  'an upload goes on where the device last heard, without asking': {
    device: {
      client(client) {
        const heard = new Map<string, TusResponse>();
        const tus: typeof client.files.tus = async (request, token) => {
          const { url, method } = request;
          const remembered = method === 'HEAD' ? heard.get(url) : undefined;
          if (remembered !== undefined) return ok(remembered);
          const answer = await client.files.tus(request, token);
          if (method === 'HEAD' && answer.ok && answer.value.status === 200) heard.set(url, answer.value);
          // Refused, it asks after all, so that it gets there in the end: by that alone nobody would notice.
          else if (method === 'PATCH' && answer.ok) heard.delete(url);
          return answer;
        };
        return { ...client, files: { ...client.files, tus } };
      },
    },
  },
  'a file counts as sent before the server has it': {
    device: { client: (client) => ({ ...client, files: { ...client.files, has: async () => ok(true) } }) },
  },
  'an operation goes before its file, and the server does not ask for it': {
    device: {
      files(files) {
        files.mayGo = () => true;
      },
    },
    server: { shelf: (shelf) => ({ ...shelf, has: async () => true }) },
  },
  'a piece of a file is acknowledged that is not on the disk': {
    server: {
      shelf: (shelf) => ({
        ...shelf,
        async append(id, offset, bytes) {
          const reached = await shelf.append(id, offset, bytes);
          const upload = await shelf.upload(id);
          return reached.ok && upload.ok && upload.value !== undefined ? ok(upload.value.size) : reached;
        },
      }),
    },
  },
  'a file that is gone is passed over in silence': {
    device: {
      store(store) {
        const { explain } = store.operations;
        store.operations.explain = (id, reason) => explain(id, reason?.code.startsWith('files.') ? null : reason);
      },
    },
  },
  'what a restored server has forgotten is not sent again': {
    device: {
      store(store) {
        store.forgottenAbove = () => {};
      },
    },
  },
  'nobody notices by cursors and answers that the server was restored': {
    device: {
      client: (client) => ({ ...client, changes: (cursor, limit, token) => client.changes(cursor, limit, token) }),
    },
    server: { read: (tx) => ({ ...tx, markOf: async () => '', lastChange: async () => 1e9 }) },
  },
  'a close from a laptop needs no call of the till': {
    server: {
      transaction: (tx) => ({ ...tx, contact: async (punktId) => ({ punktId, posName: '', version: '', at: Date.UTC(2100) }) }),
    },
  },
  'what was forgotten of an operation is taken for an operation that never came': {
    server: {
      transaction: (tx) => ({
        ...tx,
        async outcome(id) {
          const found = await tx.outcome(id);
          return found !== undefined && !('args' in (found.operation as object)) ? undefined : found;
        },
        saveOutcome: async (outcome) => {
          if ((await tx.outcome(outcome.id)) === undefined) await tx.saveOutcome(outcome);
        },
      }),
    },
  },
  'removals are forgotten, and who read before them is not told': {
    server: { read: (tx) => ({ ...tx, keptFrom: async () => 0 }) },
  },
  'the server tells nobody that a ticket was taken away': {
    server: { transaction: (tx) => ({ ...tx, remove: async () => {} }) },
  },
};
