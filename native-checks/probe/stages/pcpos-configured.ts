import { sameAddress, shownAddress } from '../address.ts';
import { found, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/** Read from disk at this moment: what matters is what the till will do, not what was meant. */
export const pcposConfigured = stage('pcposConfigured', async ({ input, deps, signal }) => {
  if (deps.till === null) return found('probe.pcpos-not-here');
  const read = await untilStopped(deps.till.read(), signal);
  if (read === 'stopped') return found('probe.pcpos-read-stalled');
  if (!read.ok) return found('probe.pcpos-unreadable', { code: read.error.code }, { code: read.error.code });
  const till = read.value;
  const { expected, storeId: punktId } = input;
  // M/platform compares it with its own, so the recorded one stands there whole; any other may hold a password.
  const asRecorded = expected !== null && sameAddress(expected.serverAddress, till.server ?? '');
  const evidence = {
    digest: till.digest,
    server: asRecorded ? expected.serverAddress : shownAddress(till.server ?? ''),
    stores: till.stores,
    active: till.active,
    expectedDigest: expected?.digest ?? null,
  };
  const server = till.server ?? '';
  if (server.trim() === '') return found('probe.pcpos-no-server', {}, evidence);
  // Against the tested address too: a probe of another server says nothing about this till.
  const other = [expected?.serverAddress, input.serverAddress].find((one) => one !== undefined && !sameAddress(one, server));
  if (other !== undefined) {
    return found('probe.pcpos-other-server', { address: shownAddress(server), expected: shownAddress(other) }, evidence);
  }
  const stores = till.stores.join(', ');
  if (till.stores.length === 0) return found('probe.pcpos-no-store', { punktId }, evidence);
  if (!till.stores.includes(punktId)) return found('probe.pcpos-other-store', { punktId, stores }, evidence);
  if (till.active === false) return found('probe.pcpos-switched-off', {}, evidence);
  if (expected !== null && !sameStores(expected.storeIds, till.stores)) {
    return found('probe.pcpos-store-list-differs', { stores, expected: expected.storeIds.join(', ') }, evidence);
  }
  if (expected !== null && expected.digest !== till.digest) return found('probe.pcpos-changed', {}, evidence);
  return found('probe.pcpos-configured', { punktId, address: shownAddress(server) }, evidence);
});

const sameStores = (one: readonly string[], other: readonly string[]): boolean =>
  [...new Set(one)].sort().join() === [...new Set(other)].sort().join();
