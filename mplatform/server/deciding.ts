import * as z from 'zod';
import { ok } from '../../domain/result.ts';
import type { Language } from '../../domain/text.ts';
import type { OperationResult } from '../contract/schemas.ts';
import { judge } from './auth.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from './context.ts';
import { decideOperation } from './operation-decision.ts';
import type { Expected, ReadTransaction, WriteTransaction } from './store/port.ts';
import type { TokenClaims } from './tokens.ts';

/** What can be told of an operation before it is read: where its rows are. */
const aim = z.object({ kind: z.string(), target: z.string().max(200) });

/** Operations of a device decided in one transaction: it keeps their tickets from others, and is made again as a whole. */
const PIECE = 50;
/** Operations of several devices in one transaction. */
const MOST = 64;

interface Envelope {
  readonly id: string;
  readonly seq: number;
}
export interface Sent {
  readonly envelope: Envelope;
  readonly raw: unknown;
}
/** What one call has still to be decided, in the device's order; not empty. */
export interface Sending {
  readonly claims: TokenClaims;
  readonly waiting: readonly Sent[];
  readonly language: Language;
}
/** Decides as many of them, from the first one on, as belong into one transaction: none when they have to be asked about again. */
export type Decide = (sending: Sending) => Promise<Answer<Decided>>;

interface Waiting {
  readonly sending: Sending;
  readonly answer: PromiseWithResolvers<Answer<Decided>>;
}

/**
 * Where the engine works on several transactions at once, calls that come while all of them are taken are decided together in the
 * next free one: one way to the database and one commit for all, so that a node is the quicker the more there is to do. When that
 * fails, each is decided in a transaction of its own, so that nobody fails for another one's sake.
 */
export function createDeciding(context: ServerContext): Decide {
  const { store } = context;
  const decideAll = (sendings: readonly Sending[]) =>
    store.transaction(async (tx) => {
      await tx.expect?.(expected(sendings));
      const sofar = { applied: false };
      const answers: Answer<Decided>[] = [];
      for (const sending of sendings) answers.push(await decidePiece(context, tx, sending, sofar));
      return answers;
    });
  const decideOne = async (sending: Sending): Promise<Answer<Decided>> => (await decideAll([sending]))[0] as Answer<Decided>;
  const { atOnce } = store;
  if (atOnce === undefined) return decideOne;

  let waiting: Waiting[] = [];
  /** Devices with a call in a transaction: their next one is decided after it. */
  const busy = new Set<string>();
  let running = 0;

  function take(): readonly Waiting[] {
    const taken: Waiting[] = [];
    let operations = 0;
    waiting = waiting.filter((one) => {
      const { claims, waiting: sent } = one.sending;
      const alone = asksDisk(sent[0]?.raw);
      const fits = taken.length === 0 || (!alone && operations + sent.length <= MOST);
      if (busy.has(claims.deviceId) || !fits) return true;
      busy.add(claims.deviceId);
      taken.push(one);
      operations += alone ? MOST : sent.length;
      return false;
    });
    return taken;
  }

  function next(): void {
    while (running < (atOnce ?? 1)) {
      const taken = take();
      if (taken.length === 0) return;
      running += 1;
      void turn(taken).then(() => {
        running -= 1;
        for (const { sending } of taken) busy.delete(sending.claims.deviceId);
        next();
      });
    }
  }

  async function turn(taken: readonly Waiting[]): Promise<void> {
    try {
      const answers = await decideAll(taken.map(({ sending }) => sending));
      for (const [i, { answer }] of taken.entries()) answer.resolve(answers[i] as Answer<Decided>);
    } catch (cause) {
      const unavailable = (cause as { readonly statusCode?: number }).statusCode === 503;
      if (taken.length === 1 || unavailable) for (const { answer } of taken) answer.reject(cause);
      else for (const one of taken) await turn([one]);
    }
  }

  return (sending) => {
    const one = { sending, answer: Promise.withResolvers<Answer<Decided>>() };
    waiting.push(one);
    next();
    return one.answer.promise;
  };
}

export interface Decided {
  readonly results: readonly OperationResult[];
  readonly lastSeq: number;
  /** The rest has to wait. */
  readonly ended: boolean;
}

/** Signs the device in and decides as many of its operations, from the first one on, as belong into one transaction. */
async function decidePiece(
  context: ServerContext,
  tx: WriteTransaction,
  { claims, waiting, language }: Sending,
  sofar: { applied: boolean },
): Promise<Answer<Decided>> {
  const found = await tx.device(claims.deviceId);
  const { answer, confirm } = judge(context, claims, found, found && (await tx.technician(found.technicianId)));
  if (!answer.ok) return answer;
  const caller = answer.value;
  const { device } = caller;
  const now = context.clock.now();
  if (confirm) await tx.saveDevice({ ...device, seenAt: now });
  const refused = await inOrder(tx, caller, waiting);
  if (!refused.ok) return refused;

  const results: OperationResult[] = [];
  let { lastSeq } = device;
  for (const { envelope, raw } of waiting.slice(0, PIECE)) {
    const { id, seq } = envelope;
    if (asksDisk(raw) && results.length > 0) break;
    const place = await placeOf(tx, caller, envelope, lastSeq);
    if (!place.ok) return place;
    if (place.value !== 'next') {
      results.push(place.value);
      if (seq !== lastSeq + 1) continue;
    } else {
      const result = await decideOperation(context, tx, caller, id, raw, now, language);
      if (result.outcome === 'retryLater') return ok({ results: [...results, result], lastSeq, ended: true });
      // A row that was changed in this transaction has its number only after it: the present state is told by the next one.
      if (result.current !== undefined && sofar.applied) break;
      sofar.applied ||= result.outcome === 'applied';
      const technicianId = caller.technician.id;
      await tx.saveOutcome({ id, deviceId: device.id, technicianId, seq, decidedAt: now, operation: raw, result });
      results.push(result);
    }
    await tx.advance(device.id, seq);
    lastSeq = seq;
    if (asksDisk(raw)) break;
  }
  return ok({ results, lastSeq, ended: false });
}

const aimOf = (raw: unknown) => aim.safeParse(raw).data;
/** Nobody else's work is to wait for files being looked for. */
const asksDisk = (raw: unknown): boolean => aimOf(raw)?.kind === 'ticket.attachFile';

function expected(sendings: readonly Sending[]): Expected {
  const aims = sendings.flatMap(({ waiting }) => waiting.slice(0, PIECE).flatMap(({ raw }) => aimOf(raw) ?? []));
  const of = (begins: string): readonly string[] => [
    ...new Set(aims.filter(({ kind }) => kind.startsWith(begins)).map(({ target }) => target)),
  ];
  return {
    devices: sendings.map(({ claims }) => claims.deviceId),
    outcomes: sendings.flatMap(({ waiting }) => waiting.map(({ envelope }) => envelope.id)),
    tickets: of('ticket.'),
    subTickets: of('subTicket.'),
  };
}

/** The whole batch is looked at before the first effect: a gap anywhere refuses all of it. */
async function inOrder(tx: ReadTransaction, caller: Caller, batch: readonly Sent[]): Promise<Answer<true>> {
  const { lastSeq } = caller.device;
  let expected = lastSeq;
  for (const { envelope } of batch) {
    const place = await placeOf(tx, caller, envelope, expected);
    if (!place.ok) return refuseCall(place.error.code, place.error.params, { lastSeq });
    expected = Math.max(expected, envelope.seq);
  }
  return ok(true);
}

/**
 * Where an operation stands. A repeat is known by its id. The same technician's other machine may repeat it, too (the
 * data folder was moved to another computer); anyone else's id is refused.
 */
async function placeOf(
  tx: ReadTransaction,
  { technician }: Caller,
  { id, seq }: Envelope,
  lastSeq: number,
): Promise<Answer<OperationResult | 'next'>> {
  if (seq > lastSeq + 1) return refuseCall('operations.gap', { seq, lastSeq }, { lastSeq });
  const stored = await tx.outcome(id);
  if (stored !== undefined) {
    return stored.technicianId === technician.id ? ok(stored.result) : refuseCall('operations.foreign-id', { id });
  }
  return seq === lastSeq + 1 ? ok('next') : refuseCall('operations.seq-used', { seq, lastSeq }, { lastSeq });
}
