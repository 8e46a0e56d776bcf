import type { PracticePoint, Scenario } from './scenario.ts';

/** Above every number of the training data, and with room for a second point of sale in each exercise. */
const FIRST_PUNKT = 5000;
const FIRST_CRM_ID = 3000;

/** What an exercise's own ticket is called: another one each time, so that it can be done again. */
export interface Names {
  readonly ticketId: string;
  readonly crmId: string;
  readonly punkt: Readonly<Record<PracticePoint, string>>;
  readonly subTicketId: Readonly<Record<PracticePoint, string>>;
}

export function namesOf(n: number): Names {
  const punkt = { first: String(FIRST_PUNKT + 2 * n), second: String(FIRST_PUNKT + 2 * n + 1) };
  return {
    ticketId: `t-cw-${n}`,
    crmId: String(FIRST_CRM_ID + n),
    punkt,
    subTicketId: { first: `s-${punkt.first}`, second: `s-${punkt.second}` },
  };
}

export const POINTS: readonly PracticePoint[] = ['first', 'second'];

/** The points of sale that an exercise has. */
export const pointsOf = ({ world }: Scenario): readonly PracticePoint[] => POINTS.slice(0, world.points.length);
