import { hostname } from 'node:os';
import type { Problem } from '../../../domain/problem.ts';
import { problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { FieldClient } from '../field/client.ts';
import type { Device } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Tokens } from './tokens.ts';

export interface EnrolDeps {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly client: FieldClient;
  readonly machineId: string;
  readonly appVersion: string;
}

/** One that moved to another address keeps its key; another one has neither the address nor the key. */
const isOtherPlatform = (known: Device, origin: string, receiptPublicKey: string): boolean =>
  new URL(known.server).origin !== origin && known.receiptPublicKey !== receiptPublicKey;

/** As many as a server is asked about at once. */
const MAX_FORMERS = 50;

function formersOf(store: Store) {
  const known = store.state.get('device');
  const before = (store.state.get('formers') ?? []).filter(({ deviceId }) => deviceId !== known?.deviceId);
  return known === undefined ? before : [...before, { deviceId: known.deviceId, technicianId: known.technician.id }];
}

/** Makes this machine a device of the technician whose code it is. Repeating it after a lost answer is safe. */
export const enrol = (code: string, deps: EnrolDeps): Promise<Result<null, Problem>> =>
  deps.tokens.enrolling(() => enrolNow(code, deps));

async function enrolNow(
  code: string,
  { store, tokens, client, machineId, appVersion }: EnrolDeps,
): Promise<Result<null, Problem>> {
  const known = store.state.get('device');
  const formers = formersOf(store);
  const answer = await client.enrol({
    enrolmentCode: code,
    machineId,
    name: hostname(),
    appVersion,
    ...(formers.length === 0 ? {} : { formers: formers.slice(-MAX_FORMERS).map(({ deviceId }) => deviceId) }),
  });
  if (!answer.ok) return answer;
  const { deviceId, technician, receiptPublicKey, lastSeq } = answer.value;
  if (known !== undefined && known.technician.id !== technician.id && store.operations.waiting() > 0) {
    // Somebody else's unsent work would be judged as theirs.
    return err(problem('device.other-technician', { name: known.technician.name }));
  }
  if (known !== undefined && isOtherPlatform(known, client.origin, receiptPublicKey) && store.operations.waiting() > 0) {
    // It would be sent to a server that knows nothing of it, and be refused for good.
    return err(problem('device.other-platform', { server: known.server }));
  }
  try {
    await tokens.keep(answer.value, client.origin);
  } catch (cause) {
    return err(problem('device.secrets-unavailable', {}, { cause: String(cause) }));
  }
  store.transaction(() => {
    const elsewhere = known !== undefined && isOtherPlatform(known, client.origin, receiptPublicKey);
    store.state.set('formers', elsewhere ? [] : formers.filter((former) => former.deviceId !== deviceId));
    store.state.set('device', { deviceId, technician, server: client.server, receiptPublicKey, machineId, lastSeq });
    store.state.delete('locked');
    // What the device before was shown is not this one's to see, unless the server sends it again.
    if (known !== undefined && known.deviceId !== deviceId) store.startResync();
    if (elsewhere) return;
    // A server put back from a copy may know less of what was done here than this folder does, or nothing at all.
    const standing = [...(answer.value.formers ?? []), { deviceId, lastSeq }];
    for (const { deviceId: former, lastSeq: last } of standing) {
      const mine = former === deviceId || formers.some((f) => f.deviceId === former && f.technicianId === technician.id);
      if (mine && store.operations.lastSettled(former) > last) store.forgottenAbove(former, last);
    }
  });
  return ok(null);
}
