import { hashCode } from './devices.ts';
import { trainingPriceList } from './seed-price-list.ts';
import { ALFA, ago, BETA, BETA_TECHNICIAN, COLLEAGUE, TRAINEE } from './seed-rows.ts';
import { INACTIVE_PUNKT, trainingDossiers } from './seed-tickets.ts';
import type { Store } from './store/port.ts';
import { EVERYONE, rowsOf } from './visibility.ts';

/** Takes any number of machines; there only where somebody asked for the training data. */
export const TRAINING_CODE = 'SZKOLENIE';

/**
 * The manual's own examples to practise on, with dates counted back from `now`. What is there already stays as it is,
 * so a second time changes nothing, and what was practised is not undone.
 */
export async function seedTraining(store: Store, now: number): Promise<void> {
  await store.transaction(async (tx) => {
    if ((await tx.enrolmentCode(hashCode(TRAINING_CODE))) !== undefined) return;
    for (const { id, name } of [ALFA, BETA]) await tx.saveDealer({ id, name });
    for (const technician of [TRAINEE, COLLEAGUE, BETA_TECHNICIAN]) await tx.saveTechnician(technician);
    for (const dossier of trainingDossiers(ago(now))) {
      for (const row of rowsOf(dossier)) await tx.saveRow(row);
      for (const { punktId, pointOfSale } of dossier.subTickets) {
        const { dealerId } = dossier.ticket;
        await tx.savePointOfSale({ punktId, dealerId, name: pointOfSale.name, active: punktId !== INACTIVE_PUNKT });
      }
    }
    const list = trainingPriceList(ago(now));
    await tx.saveRow({ kind: 'priceList', id: list.id, audience: EVERYONE, data: list });
    await tx.saveEnrolmentCode({
      hash: hashCode(TRAINING_CODE),
      technicianId: TRAINEE.id,
      issuedAt: now,
      expiresAt: null,
      unlimited: true,
      usedBy: null,
    });
  });
}
