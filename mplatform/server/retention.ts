import * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { Place } from './store/operator-records.ts';
import type { Store, WriteTransaction } from './store/port.ts';
import type { OutcomeRecord, ProbeRecord } from './store/records.ts';

const DAY_MS = 86_400_000;
/** A year and a month: what was done before the last holidays can still be looked up after the next ones. */
export const RETENTION_DAYS = 400;
/** Far longer than receipts, enrolment codes and uploads are good for, and than anybody is without a line. */
export const LEAST_RETENTION_DAYS = 60;

export interface Retention {
  /** In milliseconds; see docs/operating.md for what is kept so long, and what for good. */
  readonly keepMs: number;
  /** Who does it: another text for each process. */
  readonly holder: string;
  /** False when no further piece is to be begun. */
  readonly going?: () => boolean;
}

/** How many were forgotten in this round. */
export interface Forgotten {
  readonly outcomes: number;
  readonly probes: number;
  readonly removals: number;
  readonly codes: number;
}

/** Each piece is a transaction of its own: nobody waits for it longer than for an operation or two. */
const PIECE = 200;
const CHORE = 'prune';
/** A claim is renewed with each piece; one that died is taken over after this. */
const CLAIM_MS = 5 * 60_000;
/** As often as it is done by itself. */
export const PRUNE_EVERY_MS = DAY_MS;

const progressOf = z.object({
  /** Up to where outcomes were looked at. */
  outcomes: z.object({ at: z.number(), id: z.string() }).optional(),
  /** The last probe that was looked at. */
  probes: z.string().default(''),
});
type Progress = z.output<typeof progressOf>;

/**
 * Forgets what is older than `keepMs` and proves nothing any more. Of an operation its id, number, kind and outcome stay for good,
 * so that none is ever done twice, however late it is repeated.
 *
 * One process does it at a time; `elsewhere` when another one has just begun. What a crash leaves over the next round finds.
 *
 * @param every when given, only if nobody has done it for so many milliseconds
 */
export async function prune(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { keepMs, holder, going = () => true }: Retention,
  every?: number,
): Promise<Forgotten | 'elsewhere' | 'not-yet'> {
  const began = clock.now();
  const before = began - keepMs;

  /** One piece, if this process still is the one; undefined when it is not. What it gives may be run again, from the same progress. */
  const piece = (work: Piece): Promise<Done | undefined> =>
    store.transaction(async (tx) => {
      const chore = await tx.chore(CHORE);
      if (chore?.holder !== holder) return undefined;
      const done = await work(tx, readProgress(chore.progress));
      const progress = done.progress === undefined ? chore.progress : JSON.stringify(done.progress);
      await tx.saveChore({ ...chore, until: clock.now() + CLAIM_MS, progress });
      return done;
    });

  /** Again and again until there is no more, or it is another's. */
  async function all(work: Piece): Promise<number> {
    for (let total = 0; ; ) {
      const done = await piece(work);
      total += done?.count ?? 0;
      if (done?.more !== true || !going()) return total;
    }
  }

  const claimed = await store.transaction(async (tx) => {
    const chore = await tx.chore(CHORE);
    const now = clock.now();
    // One that ends further ahead than any claim does is of a clock that went wrong.
    if (chore !== undefined && chore.holder !== holder && chore.until > now && chore.until <= now + CLAIM_MS) return 'elsewhere';
    const endedAt = chore?.endedAt ?? null;
    if (every !== undefined && endedAt !== null && endedAt <= now && now < endedAt + every) return 'not-yet';
    await tx.saveChore({ name: CHORE, holder, until: now + CLAIM_MS, endedAt, progress: chore?.progress ?? '{}' });
    return 'ours';
  });
  if (claimed !== 'ours') return claimed;

  await piece(async (tx) => {
    await tx.saveKeptFrom(await tx.changeNotedBy(before));
    await tx.noteChange(began, before);
    return { count: await tx.dropOpenings(), more: false };
  });
  const removals = await all(async (tx) => {
    const count = await tx.dropRemovals(PIECE);
    return { count, more: count === PIECE };
  });
  const outcomes = await all(async (tx, progress) => {
    const found = await tx.outcomesBefore(before, progress.outcomes, PIECE);
    const short = found.filter((outcome) => !isProof(outcome)).map(shortened);
    if (short.length > 0) await tx.shortenOutcomes(short);
    const last = found.at(-1);
    return {
      count: short.length,
      more: found.length === PIECE,
      ...(last === undefined ? {} : { progress: { ...progress, outcomes: placeOf(last) } }),
    };
  });
  const probes = await all(async (tx, progress) => {
    const found = await tx.probesAfter(progress.probes, PIECE);
    const young = found.findIndex(({ startedAt }) => startedAt >= before);
    const old = young === -1 ? found : found.slice(0, young);
    const dropped: string[] = [];
    for (const probe of old) if (!(await closedBy(tx, probe))) dropped.push(probe.id);
    if (dropped.length > 0) await tx.dropProbes(dropped);
    const last = old.at(-1);
    return {
      count: dropped.length,
      more: old.length === PIECE,
      ...(last === undefined ? {} : { progress: { ...progress, probes: last.id } }),
    };
  });
  const codes = await all(async (tx) => ({ count: await tx.dropCodes(before), more: false }));
  const whole = going();
  const ended = await store.transaction(async (tx) => {
    const chore = await tx.chore(CHORE);
    if (chore?.holder !== holder) return false;
    const now = clock.now();
    await tx.saveChore({ ...chore, until: now, endedAt: whole ? now : chore.endedAt });
    return true;
  });
  return ended ? { outcomes, probes, removals, codes } : 'elsewhere';
}

interface Done {
  readonly count: number;
  readonly more: boolean;
  /** Where the next piece goes on, when elsewhere than this one began. */
  readonly progress?: Progress;
}
type Piece = (tx: WriteTransaction, progress: Progress) => Promise<Done>;

const placeOf = ({ decidedAt, id }: OutcomeRecord): Place => ({ at: decidedAt, id });

const readProgress = (text: string): Progress => progressOf.catch({ probes: '' }).parse(JSON.parse(text));

const operationOf = z.object({ kind: z.string().max(100), target: z.string().max(200) }).partial();
const closeOf = z.object({ kind: z.literal('subTicket.close'), args: z.object({ receipt: z.string() }) });

/** A close that was applied stays whole: it carries the receipt by which the sub-ticket was closed. */
const isProof = ({ operation, result }: OutcomeRecord): boolean =>
  result.outcome === 'applied' && closeOf.safeParse(operation).success;

/** What was done to what, and how it was decided; without what was typed, and without the rows that stood there then. */
function shortened({ id, operation, result }: OutcomeRecord): Pick<OutcomeRecord, 'id' | 'operation' | 'result'> {
  const { outcome, code, params } = result;
  return {
    id,
    operation: operationOf.safeParse(operation).data ?? {},
    result: { id, outcome, ...(code === undefined ? {} : { code }), ...(params === undefined ? {} : { params: brief(params) }) },
  };
}

/** Sentences are made of these; what was typed is in none that is needed. */
const brief = (params: Readonly<Record<string, string | number>>): Record<string, string | number> =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => String(value).length <= 100));

/** Closes of one sub-ticket that are looked through for a receipt: it is closed once. */
const CLOSES = 100;

/** Whether this probe's receipt closed its sub-ticket: it is kept as long as that. */
async function closedBy(tx: WriteTransaction, { subTicketId, answered }: ProbeRecord): Promise<boolean> {
  const receipt = answered?.answer.receipt;
  if (receipt === undefined) return false;
  const applied = await tx.appliedTo(subTicketId, CLOSES);
  return applied.some(({ operation }) => closeOf.safeParse(operation).data?.args.receipt === receipt);
}
