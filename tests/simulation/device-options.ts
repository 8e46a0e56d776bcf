import type { FieldClient } from '../../electron/core/field/client.ts';
import type { Files } from '../../electron/core/files/files.ts';
import type { Store } from '../../electron/core/store/store.ts';
import type { Timers } from '../../electron/core/timers.ts';
import type { Database } from '../../sqlite/database.ts';

/** Breaks the engine on purpose; see `mutants.ts`. */
export interface DeviceMutant {
  readonly store?: (store: Store, real: Database) => void;
  readonly client?: (client: FieldClient) => FieldClient;
  readonly files?: (files: Files) => void;
  readonly timers?: (timers: Timers) => Timers;
}

export interface DeviceOptions {
  readonly name: string;
  readonly technician: { readonly id: string; readonly name: string; readonly dealerId: string };
  readonly folder: string;
  readonly template: string;
  readonly mutant: DeviceMutant;
}
