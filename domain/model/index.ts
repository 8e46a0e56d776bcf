export * from './common.ts';
export * from './document-template.ts';
export * from './history.ts';
export * from './material.ts';
export * from './pcpos-profile.ts';
export * from './price-list.ts';
export * from './quote.ts';
export * from './signature.ts';
export * from './sub-ticket.ts';
export * from './ticket.ts';

import type { SubTicket } from './sub-ticket.ts';
import type { Ticket } from './ticket.ts';

/** One ticket with all of its sub-tickets: what every rule of the manual looks at, and every operation changes. */
export interface Dossier {
  readonly ticket: Ticket;
  readonly subTickets: readonly SubTicket[];
}
