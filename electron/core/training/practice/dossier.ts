import { addDays, warsawDate } from '../../../../domain/calendar.ts';
import { rfc3339 } from '../../../../domain/clock.ts';
import type { Dossier, RecordedConfiguration, SubTicket, Ticket } from '../../../../domain/model/index.ts';
import { ALFA, newSubTicket, newTicket, takenBy, withDocuments } from '../../../../mplatform/server/seed-rows.ts';
import type { Device } from '../../store/state.ts';
import { type Names, pointsOf } from './names.ts';
import type { PracticePoint, Scenario } from './scenario.ts';

const DAY_MS = 86_400_000;
/** Who prepared what is there when the exercise begins. */
const EARLIER_PARTNER = 'Dealer Omega';

export interface Begin {
  readonly scenario: Scenario;
  readonly names: Names;
  readonly technician: Device['technician'];
  readonly now: number;
  /** Of the till, for points of sale that are configured already. */
  readonly configuration: Omit<RecordedConfiguration, 'recordedAt'> | null;
}

/** The exercise's own ticket, as far along as the exercise begins. */
export function dossierOf({ scenario, names, technician, now, configuration }: Begin): Dossier {
  const { world } = scenario;
  const openedAt = rfc3339(now - world.openedDaysAgo * DAY_MS);
  const { phone, email, ...shop } = world.shop;
  const plain = newTicket({ ...shop, crmId: names.crmId }, addDays(warsawDate(now), -world.openedDaysAgo), ALFA);
  const bare: Ticket = { ...plain, id: names.ticketId, company: { ...plain.company, phone, email } };
  const documented = world.ticket === 'documents' ? withDocuments(bare, world.quoted, openedAt, EARLIER_PARTNER) : bare;
  const taken = world.ticket === 'taken' || world.points.some(({ state }) => state !== 'new');
  const status = documented.exportedToBackofficeAt === null ? 'agreement' : 'inProgress';
  const ticket = taken ? takenBy(documented, technician.id, openedAt, status) : documented;

  const point = (on: PracticePoint, i: number): SubTicket => {
    const { state, invoiced, purchase } = world.points[i] ?? { state: 'new', invoiced: 0, purchase: 1 };
    const fresh = newSubTicket(ticket, names.punkt[on], ALFA, { purchase, exchange: 0 });
    if (state === 'new') return fresh;
    const mine = takenBy(fresh, technician.id, openedAt, 'inProgress');
    if (state === 'taken') return mine;
    const recordedAt = rfc3339(now);
    const ready: SubTicket = {
      ...mine,
      configuration: configuration === null ? null : { ...configuration, recordedAt },
      training: { retailerName: 'Jan Nowak', recordedAt, recordedBy: technician.name },
      invoice: { number: `FV/CW/${names.punkt[on]}`, totalGross: invoiced, recordedAt },
    };
    return state === 'ready' ? ready : { ...ready, status: 'closed', closedAt: openedAt };
  };
  return { ticket, subTickets: pointsOf(scenario).map(point) };
}
