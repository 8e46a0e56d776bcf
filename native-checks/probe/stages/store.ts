import { failed, found, known, passed, stage } from '../stage.ts';
import type { StoreStanding } from '../types.ts';

/** What M/platform answered about this point of sale when the probe was opened. */
export const store = stage(
  'store',
  {
    'probe.store-known': passed,
    'probe.store-unknown': failed('technician'),
    'probe.store-other-dealer': failed('mplatform'),
    'probe.store-inactive': failed('mplatform'),
  },
  async ({ input, facts }) => {
    const standing = known(facts.ticket, 'ticket').store;
    return found(STANDING[standing], { punktId: input.storeId }, { storeId: input.storeId, standing });
  },
);

const STANDING = {
  known: 'probe.store-known',
  unknown: 'probe.store-unknown',
  otherDealer: 'probe.store-other-dealer',
  inactive: 'probe.store-inactive',
} as const satisfies Record<StoreStanding, string>;
