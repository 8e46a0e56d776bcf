/** The code with which the reference server of the benchmarks lets a device in. */
export const CODE = 'POMIAR';

/** What people look for in a list. */
export const QUERY_KINDS = ['filter', 'prefix', 'twoWords', 'nip', 'punktId'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];
