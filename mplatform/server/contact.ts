import type * as z from 'zod';
import { ok } from '../../domain/result.ts';
import type { contactRequest, contactResponse } from '../contract/schemas.ts';
import { type Answer, refuseCall, type ServerContext } from './context.ts';

/** The till calls by itself. Only the last contact of a store that is known and active is kept. */
export async function receiveContact(
  { store, clock }: ServerContext,
  { storeId, posName, version }: z.output<typeof contactRequest>,
): Promise<Answer<z.input<typeof contactResponse>>> {
  return store.transaction(async (tx) => {
    const pointOfSale = await tx.pointOfSale(storeId);
    if (pointOfSale === undefined) return refuseCall('contact.store-unknown', { punktId: storeId });
    if (!pointOfSale.active) return refuseCall('contact.store-inactive', { punktId: storeId });
    await tx.saveContact({ punktId: storeId, posName, version, at: clock.now() });
    return ok({ storeName: pointOfSale.name });
  });
}
