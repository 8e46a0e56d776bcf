import type { Place } from './operator-records.ts';
import type { OutcomeRecord, ProbeRecord } from './records.ts';

/** Work that one process does at a time, in many small transactions. Instants are milliseconds since the epoch. */
export interface Chore {
  readonly name: string;
  readonly holder: string;
  /** Until then it is the holder's alone. */
  readonly until: number;
  /** When it was last done to its end; null when never. */
  readonly endedAt: number | null;
  /** How far it got, in its own words. */
  readonly progress: string;
}

/** What forgetting asks of the store. Part of the port; see `port.ts` and `retention.ts`. */
export interface RetentionReads {
  /** In a transaction: nobody else changes it before the commit. */
  chore(name: string): Promise<Chore | undefined>;
  /** Removals up to this change are no longer all there; 0 when none was forgotten. */
  keptFrom(): Promise<number>;
  /** The last change that was noted at or before that instant; 0 when none was. */
  changeNotedBy(at: number): Promise<number>;
  /** Oldest first, from behind that place on, decided before that instant. */
  outcomesBefore(before: number, after: Place | undefined, limit: number): Promise<readonly OutcomeRecord[]>;
  /** In the order of their ids, which is that in which they were begun; from behind that one on. */
  probesAfter(id: string, limit: number): Promise<readonly ProbeRecord[]>;
}

export interface RetentionWrites {
  saveChore(chore: Chore): Promise<void>;
  /** That the present last change was the last one at that instant; forgets what was noted before `since`, but for the last of it. */
  noteChange(at: number, since: number): Promise<void>;
  /** From now on removals up to this change count as forgotten. Never goes back. */
  saveKeptFrom(change: number): Promise<void>;
  /** At most so many of the removals that count as forgotten; how many. */
  dropRemovals(limit: number): Promise<number>;
  /** Marks that no cursor can carry any more which is still known; how many. */
  dropOpenings(): Promise<number>;
  /** Leaves of these outcomes what is given here. The id, whose it is, its number and its time stay. */
  shortenOutcomes(shortened: readonly Pick<OutcomeRecord, 'id' | 'operation' | 'result'>[]): Promise<void>;
  /** With the handovers that stood for them. */
  dropProbes(ids: readonly string[]): Promise<void>;
  /** Enrolment codes given out before that instant which nobody can use any more; how many. */
  dropCodes(before: number): Promise<number>;
}
