import { found, known, stage } from '../stage.ts';
import type { StoreStanding } from '../types.ts';

/** What M/platform answered about this point of sale when the probe was opened. */
export const store = stage('store', async ({ input, deps, facts }) => {
  if (deps.session === 'elsewhere') return found('probe.store-elsewhere', { punktId: input.storeId });
  const standing = known(facts.ticket, 'ticket').store;
  return found(STANDING[standing], { punktId: input.storeId }, { storeId: input.storeId, standing });
});

const STANDING = {
  known: 'probe.store-known',
  unknown: 'probe.store-unknown',
  otherDealer: 'probe.store-other-dealer',
  inactive: 'probe.store-inactive',
} as const satisfies Record<StoreStanding, string>;
