import * as z from 'zod';
import { documentKind, punktId, subTicketStatus, ticketStatus } from '../../../../domain/model/index.ts';
import { intent } from '../../../../domain/operations/operation.ts';
import { isTextKey } from '../../../../domain/text.ts';

/** What people read, in both languages. `{punkt}`, `{punkt2}`, `{name}`, `{server}` stand for those of the exercise. */
const text = z.strictObject({ pl: z.string().min(1).max(900), en: z.string().min(1).max(900) });
export type PracticeText = z.infer<typeof text>;

const id = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);
const point = z.enum(['first', 'second']);
export type PracticePoint = z.infer<typeof point>;
const operationKind = z.enum(intent.options.map((option) => option.shape.kind.value) as [string, ...string[]]);
const probeCode = z.string().startsWith('probe.').refine(isTextKey);

/**
 * When a step is done: the closed list of what can be asked of the practice workplace. Each is answered from what really
 * is there, never from a click on "done".
 */
const fact = z.discriminatedUnion('is', [
  /** So many operations of that kind were recorded here; `arrived`: M/platform applied them. */
  z.strictObject({
    is: z.literal('operation'),
    kind: operationKind,
    on: z.union([z.literal('ticket'), point]),
    times: z.int().positive().default(1),
    arrived: z.boolean().default(false),
  }),
  z.strictObject({ is: z.literal('ticket'), status: z.array(ticketStatus).min(1) }),
  z.strictObject({ is: z.literal('point'), on: point, status: z.array(subTicketStatus).min(1) }),
  z.strictObject({ is: z.literal('file'), kind: documentKind }),
  /** What was invoiced for this point of sale, together with the others, is what the closing gate asks for. */
  z.strictObject({ is: z.literal('invoiceFits'), on: point }),
  /** A probe that ended so; `codes`: its first cause was one of these. */
  z.strictObject({
    is: z.literal('probe'),
    on: point,
    verdict: z.enum(['passed', 'failed']),
    codes: z.array(probeCode).min(1).optional(),
  }),
  /** The till's file on disk has M/platform's address and these points of sale; `only`: and no other. */
  z.strictObject({ is: z.literal('till'), holds: z.array(point).min(1), only: z.boolean().default(false) }),
  /** PC-POS was started again since its file was written for one of these points of sale. */
  z.strictObject({ is: z.literal('restarted') }),
  z.strictObject({ is: z.literal('line'), state: z.enum(['online', 'offline']) }),
  /** M/platform took the ticket away, and the device was told; `read`: the person has taken note of it. */
  z.strictObject({ is: z.literal('takenAway'), read: z.boolean().default(false) }),
  /** Of what was done to the ticket nothing waits or needs a decision any more. */
  z.strictObject({ is: z.literal('settled') }),
  /** Something that leaves no row behind was made for the ticket. */
  z.strictObject({ is: z.literal('made'), what: z.enum(['mailDraft']) }),
  /** The step's own button for what happens outside the program was pressed. */
  z.strictObject({ is: z.literal('asked') }),
]);
/** What leaves no row behind, and is told to the exercises by whatever makes it. */
export type PracticeMade = 'mailDraft';
export type PracticeFact = Readonly<z.infer<typeof fact>>;

/** What somebody outside the program does: the line that goes, the network's administrator, M/platform's people. */
const act = z.enum(['cutLine', 'bringLine', 'mend', 'withdraw', 'acceptDocuments', 'call']);
export type PracticeAct = z.infer<typeof act>;

const step = z.strictObject({
  id,
  title: text,
  todo: text,
  why: text,
  hints: z.array(text).max(3),
  /** Where it is done. `tab`: of the sub-ticket. */
  at: z.strictObject({
    screen: z.enum(['tickets', 'ticket', 'quote', 'hesitation', 'first', 'second', 'sync', 'settings']),
    tab: z.enum(['configuration', 'probe', 'training', 'closing']).optional(),
  }),
  until: z.array(fact).min(1),
  /** A button for what in a shop another person would do. */
  button: z.strictObject({ does: act, label: text }).optional(),
  /** Can be left out: nothing after it needs it. */
  optional: z.boolean().default(false),
  /** What happens outside once the step is done. */
  // biome-ignore lint/suspicious/noThenProperty: a list in a file of data, never awaited
  then: z.array(act).default([]),
});
export type PracticeStep = Readonly<z.infer<typeof step>>;

/** How far a point of sale has come when the exercise begins. `ready`: only probe and close are left. */
const pointStart = z.strictObject({
  state: z.enum(['new', 'taken', 'ready', 'closed']),
  invoiced: z.int().nonnegative().default(0),
  purchase: z.int().nonnegative().default(1),
});

/** What is broken. The first two stand on the till's disk, the others outside it until somebody mends them. */
export const practiceFault = z.enum(['none', 'wrongServer', 'wrongStore', 'serverDown', 'portal', 'storeInactive']);
export type PracticeFault = z.infer<typeof practiceFault>;

const world = z.strictObject({
  shop: z.strictObject({
    name: z.string(),
    nip: z.string().regex(/^\d{10}$/),
    street: z.string(),
    postalCode: z.string(),
    city: z.string(),
    phone: z.string().default(''),
    email: z.string().default(''),
  }),
  openedDaysAgo: z.int().nonnegative(),
  /** `documents`: quote and signed scans there and in Backoffice. */
  ticket: z.enum(['new', 'taken', 'documents']),
  /** Whole grosze; the quote's total where there is one. */
  quoted: z.int().nonnegative().default(0),
  points: z.array(pointStart).min(1).max(2),
  /** The points of sale that stand in the till's file. */
  till: z.array(point).default([]),
  fault: practiceFault.default('none'),
  /** Whose number stands in the file instead, where the fault is `wrongStore`. */
  otherStore: punktId.default('735'),
});
export type PracticeWorld = Readonly<z.infer<typeof world>>;

export const scenario = z
  .strictObject({
    id,
    /** Place in the list. */
    order: z.int(),
    group: z.enum(['work', 'retailer', 'line']),
    minutes: z.int().positive(),
    title: text,
    summary: text,
    /** What the finished screen says was learnt. */
    learnt: z.array(text).min(1).max(5),
    world,
    steps: z.array(step).min(2).max(30),
  })
  .refine(({ steps }) => new Set(steps.map((s) => s.id)).size === steps.length, 'two steps with one id')
  .refine(
    ({ steps }) => steps.every(({ until, button }) => (until.some((f) => f.is === 'asked') ? button !== undefined : true)),
    'a step waits for a button that it has not',
  )
  .refine(
    ({ world: { points }, steps }) => points.length === 2 || !JSON.stringify(steps).includes('"second"'),
    'a step speaks of a second point of sale that there is not',
  );
export type Scenario = Readonly<z.infer<typeof scenario>>;
