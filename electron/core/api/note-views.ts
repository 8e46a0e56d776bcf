import * as z from 'zod';

/** What asks for a note: the act that it will be part of. */
export const notedAct = z.enum(['ticket.addNote', 'ticket.suspend', 'ticket.resign', 'subTicket.suspend', 'subTicket.resign']);
export type NotedAct = z.infer<typeof notedAct>;

/** A note that is being typed, as it was kept last. */
export interface NoteDraftView {
  /** Grows with each change; 0 where there never was one. */
  readonly version: number;
  /** When it was kept, RFC 3339; null where there is none. */
  readonly at: string | null;
  readonly typed: string | null;
}
