import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { createFiles } from '../../electron/core/files/files.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { createSync } from '../../electron/core/sync/engine.ts';
import type { Timers } from '../../electron/core/timers.ts';
import { createSecretFile } from '../../electron/hosted/secret-file.ts';
import { openDatabase } from '../../sqlite/database.ts';
import type { Scan } from '../support/scans.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'resources', 'migrations', 'core');

export interface DeviceOptions {
  readonly folder: string;
  /** Of M/platform, or of something in front of it. */
  readonly address: string;
  readonly clock: Clock;
  /** PEM of the authority behind the address, where it is none of the system's. */
  readonly ca?: string;
  readonly machineId?: string;
  readonly code?: string;
  /** Silence for this long is a dead line. Milliseconds. */
  readonly timeoutMs?: number;
  readonly changed?: () => void;
  /** Bytes that files may take up. */
  readonly limit?: () => number;
}

/** A fortieth of each waiting: what is tested is the order of things, not how long they take. */
export const quick: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms / 40);
    return () => clearTimeout(timer);
  },
};

/** A device's store, files and sync as a workplace puts them together, without a till. Opening a folder again goes on with it. */
export async function openDevice(options: DeviceOptions) {
  const { folder, address, clock, machineId = 'machine-0001', code = 'SZKOLENIE', timeoutMs = 3_000 } = options;
  const db = openDatabase(join(folder, 'technik.db'), { migrations: MIGRATIONS, backups: join(folder, 'backups') });
  const store = createStore(db, clock, '0.1.0');
  const tokens = createTokens(createSecretFile(join(folder, 'secrets.json')), 'tokens', clock);
  const client = createFieldClient({ server: address, ca: options.ca, timeoutMs });
  const listeners = new Set<() => void>();
  const random = () => 0;
  const files = createFiles({
    db,
    store,
    folder: join(folder, 'files'),
    clock,
    timers: quick,
    random,
    tokens,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    client: () => (store.state.get('device') === undefined ? undefined : client),
    changed: () => {
      options.changed?.();
      for (const listener of listeners) listener();
    },
    poke: () => sync.poke(),
  });
  const sync = createSync({
    store,
    clock,
    timers: quick,
    random,
    tokens,
    client: () => client,
    closings: {
      conditions: async () => [],
      begin: async () => {},
      prove: async () => false,
      stands: () => true,
      release: () => ({ go: true, proof: null }),
    } as unknown as Parameters<typeof createSync>[0]['closings'],
    mayGo: files.mayGo,
    changed: () => {
      if (sync.status().state === 'idle') files.wake();
      for (const listener of listeners) listener();
    },
  } as Parameters<typeof createSync>[0]);
  const enrolHere = (by = code) => enrol(by, { store, tokens, client, machineId, appVersion: '0.1.0' });
  if (store.state.get('device') === undefined) {
    const enrolled = await enrolHere();
    if (!enrolled.ok) throw new Error(enrolled.error.code);
  }
  await sync.now();
  return {
    store,
    files,
    sync,
    tokens,
    client,
    db,
    enrol: enrolHere,
    attach: (scan: Scan, ticketId = 't-80', kind: 'quote' | 'agreement' | 'other' = 'quote', name = 'wycena.pdf') =>
      files.attach({ ticketId, kind, name, size: scan.bytes.length }, [scan.bytes]),
    upload: (scan: Scan) => files.list().find((u) => u.sha256 === scan.sha256),
    /** Resolves at the first change after which it holds. */
    until: (holds: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    async close(): Promise<void> {
      await files.stop();
      await sync.stop();
      client.disconnect();
      db.close();
    },
  };
}
export type TestDevice = Awaited<ReturnType<typeof openDevice>>;
