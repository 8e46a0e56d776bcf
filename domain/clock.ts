/** Time is passed in everywhere, so that tests and simulations decide what it is. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339 in UTC, as the field API and the database write instants. */
export const rfc3339 = (instant: number): string => new Date(instant).toISOString();
