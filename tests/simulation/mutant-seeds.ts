/**
 * Which run noticed a mutant that the first few runs do not: it is made first, so that nobody waits for the others. What a
 * seed makes changes with the simulation; where one of these notices nothing any more, all are tried and another is named.
 */
export const MUTANT_SEEDS: Readonly<Record<string, number>> = {
  'a full re-sync drops the work that waits': 5,
  'a full re-sync forgets to look for what has gone': 30,
  'a file that is gone is passed over in silence': 15,
  'a close from a laptop needs no call of the till': 1,
  'what a restored server has forgotten is not sent again': 39,
  'nobody notices by cursors and answers that the server was restored': 2,
  'what was forgotten of an operation is taken for an operation that never came': 53,
  'removals are forgotten, and who read before them is not told': 63,
};
