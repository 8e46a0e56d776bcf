import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../domain/clock.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { createSync } from '../../electron/core/sync/engine.ts';
import { createServerClock } from '../../electron/core/sync/server-clock.ts';
import { systemTimers } from '../../electron/core/timers.ts';
import { openDatabase } from '../../sqlite/database.ts';
import { migrations } from '../bench/sync/places.ts';
import { type Random, randomFrom } from '../simulation/random.ts';

export interface DeviceOptions {
  /** Its data folder. */
  readonly folder: string;
  readonly name: string;
  readonly server: string;
  readonly ca: string;
  readonly code: string;
  readonly seed: number;
  /** Told after each round and whenever its state changes. */
  readonly changed?: () => void;
  /** Told of each operation that M/platform has answered with its outcome. */
  readonly acknowledged?: (id: string) => void;
}

/**
 * A technician's machine, as lean as it can be while the work is real: the core's own store, client, tokens and engine on a
 * database of its own, with the product's own patience. No closes and no files.
 */
export function openDevice(options: DeviceOptions) {
  const { folder, name, server, ca, code, seed, changed = () => {}, acknowledged = () => {} } = options;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'technik.db');
  const db = openDatabase(file, { migrations: migrations('core'), backups: folder });
  // Power is never cut here, and two hundred devices share one disk.
  db.pragma('synchronous = OFF');
  const store = createStore(db, systemClock, '0.1.0');
  const kept = new Map<string, string>();
  const secrets = {
    read: async (of: string) => kept.get(of) ?? null,
    write: async (of: string, value: string) => void kept.set(of, value),
    delete: async (of: string) => void kept.delete(of),
  };
  const tokens = createTokens(secrets, 'tokens', systemClock);
  const serverClock = createServerClock(systemClock, store.state);
  const calls = createFieldClient({ server, ca, heard: serverClock.note });
  const client: typeof calls = {
    ...calls,
    async operations(operations, token) {
      const answer = await calls.operations(operations, token);
      const results = answer.ok ? answer.value.results : [];
      for (const { id, outcome } of results) if (outcome !== 'retryLater') acknowledged(id);
      return answer;
    },
  };
  const random = randomFrom(seed);
  const sync = createSync({
    store,
    clock: systemClock,
    timers: systemTimers,
    random: Math.random,
    tokens,
    client: () => (store.state.get('device') === undefined ? undefined : client),
    closings: {
      release: () => ({ go: true, proof: null }),
      stands: () => true,
      begin: async () => {},
      prove: async () => false,
      conditions: async () => [],
    },
    serverClock,
    changed,
  });
  const total = db.prepare<[], Total>(
    'SELECT count(*) AS rows, sum(version) AS versions FROM server_row WHERE removed_reason IS NULL',
  );

  function submitted(intent: Intent | undefined): string | undefined {
    const recorded = intent === undefined ? undefined : store.submit(intent);
    if (recorded?.ok !== true) return undefined;
    sync.poke();
    return recorded.value.id;
  }

  return {
    name,
    file,
    sync,
    store,
    enrol: () => sync.alone(() => enrol(code, { store, tokens, client, machineId: `machine-${name}`, appVersion: '0.1.0' })),
    /** Does something as the screen would offer it. Gives what was recorded: on disk, never to be missed again. */
    work: () => submitted(something(store, name, random)),
    /** Adds a note to the first of its tickets, which changes a row in any case. */
    note(): string | undefined {
      for (const target of store.serverRows.ticketIds()) {
        const id = submitted({ kind: 'ticket.addNote', target, args: { text: textOf(name, random) } });
        if (id !== undefined) return id;
      }
      return undefined;
    },
    /** How much it knows, and how recent that is. */
    total: (): Total => total.get() as Total,
    random,
    async close(): Promise<void> {
      await sync.stop();
      client.disconnect();
      db.close();
    },
  };
}
export type Device = ReturnType<typeof openDevice>;

/** Versions only grow: whoever has the same sum has the same rows. */
export interface Total {
  readonly rows: number;
  readonly versions: number;
}

const textOf = (name: string, random: Random): string => `${name} ${random.bytes(5).toString('hex')}`;

function something(store: Device['store'], name: string, random: Random): Intent | undefined {
  const tickets = store.serverRows.ticketIds();
  if (tickets.length === 0) return undefined;
  const target = random.pick(tickets);
  const dossier = store.viewRows.dossier(target)?.dossier;
  if (dossier === undefined) return undefined;
  const text = textOf(name, random);
  const at = random.next();
  if (at < 0.6 || dossier.subTickets.length === 0) return { kind: 'ticket.addNote', target, args: { text } };
  if (at < 0.68) return { kind: 'ticket.take', target, args: {} };
  if (at < 0.76) return { kind: 'subTicket.take', target: random.pick(dossier.subTickets).id, args: {} };
  const field = at < 0.88 ? 'representative' : 'street';
  return {
    kind: 'ticket.editCompany',
    target,
    args: { fields: { [field]: { from: dossier.ticket.company[field] ?? '', to: text } } },
  };
}
