import type { Clock } from '../../domain/clock.ts';
import { err, type Result } from '../../domain/result.ts';
import type { TextKey, TextParams } from '../../domain/text.ts';
import type { FileLookup } from './files.ts';
import type { ReceiptKeys } from './keys.ts';
import type { Store } from './store/port.ts';
import type { DeviceRecord, TechnicianRecord } from './store/records.ts';
import type { Tokens } from './tokens.ts';

/** What the services of the server are given. */
export interface ServerContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly receiptKeys: ReceiptKeys;
  readonly files: FileLookup;
  /** So many random bytes; a simulation gives its own. */
  readonly random: (bytes: number) => Buffer;
  /** A new UUIDv7. */
  readonly newId: () => string;
}

/** Who calls: a device in good standing and the technician whose it is. */
export interface Caller {
  readonly device: DeviceRecord;
  readonly technician: TechnicianRecord;
}

/** A call that is refused as a whole: becomes problem details. The status follows from the code. */
export interface CallProblem {
  readonly code: TextKey;
  readonly params: TextParams;
  readonly fields?: readonly string[];
  readonly lastSeq?: number;
}
export type Answer<T> = Result<T, CallProblem>;

export const refuseCall = (code: TextKey, params: TextParams = {}, more: Pick<CallProblem, 'fields' | 'lastSeq'> = {}) =>
  err<CallProblem>({ code, params, ...more });
