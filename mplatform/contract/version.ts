import { type Call, type CallName, calls } from './paths.ts';

/**
 * Which field API a program speaks. A number goes up when a program learns to read something that it could not read
 * before, a new kind of row or a new field of one: a device then asks for all rows again, since what it did not know it
 * did not keep. `tests/releases` holds the schemas to it.
 */
export const CONTRACT_VERSION = 2;

/** The oldest that a server of this release still serves. */
export const OLDEST_CONTRACT = 1;

/** With each call of a client and each answer of a server: its version. Who says nothing speaks the first. */
export const CONTRACT_HEADER = 'm-technik-contract';

/** What a header says; what is no number counts as the first version, which is the one that did not say. */
export function contractOf(header: unknown): number {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Math.max(1, Number(header)) : 1;
}

/**
 * Calls of the technicians' app, which says the version of its contract; one too old is told `contract.too-old`. Tills and
 * whoever looks around are served whatever they say.
 */
export const asksForVersion = (name: CallName): boolean =>
  (calls[name] as Call).auth === 'device' || name === 'enrol' || name === 'refresh';
