import * as z from 'zod';
import { DOCUMENT_TYPES } from '../../domain/document-file.ts';
import {
  documentTemplate,
  instant,
  material,
  origin,
  pcposProfile,
  priceList,
  punktId,
  rowId,
  sha256,
  shortText,
  subTicket,
  ticket,
} from '../../domain/model/index.ts';
import { intent, operationStamp } from '../../domain/operations/operation.ts';
import { sentStage } from '../../domain/probe-proof.ts';

/** Problem details, RFC 9457, with a machine `code`. Clients decide by `code`, never by status. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  /** What the sentence was filled with. */
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** With `request.invalid`: where in the request, as dotted paths. */
  fields: z.array(z.string()).optional(),
  /**
   * With `operations.gap`, `operations.seq-used` and `changes.cursor-unknown`: the last sequence number of this device that
   * has a final outcome. Whatever it has an outcome for above that, this server does not know any more.
   */
  lastSeq: z.int().nonnegative().optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

export const health = z.object({
  status: z.literal('ok'),
  service: z.literal('mplatform-field-api'),
  time: instant,
  /** The version of the field API that answers, and the oldest that it still serves; see `version.ts`. */
  contract: z.object({ version: z.int().positive(), oldest: z.int().positive() }).optional(),
});

export const technician = z.object({ id: rowId, name: shortText, dealerId: rowId, dealerName: shortText });

const token = z.string().min(20).max(200);
/** `expiresAt` is when the access token ends, on the server's clock. */
export const tokenPair = z.object({ accessToken: token, refreshToken: token, expiresAt: instant, serverTime: instant });
export type TokenPair = Readonly<z.infer<typeof tokenPair>>;

export const enrolRequest = z.object({
  enrolmentCode: z.string().min(1).max(64),
  machineId: z.string().min(8).max(128),
  name: shortText,
  appVersion: shortText,
  /** Which devices of the same technician this data folder was before: what they did may be known to nobody any more. */
  formers: z.array(rowId).max(50).optional(),
});
export const enrolment = tokenPair.extend({
  deviceId: rowId,
  technician,
  /** Ed25519, SPKI in PEM: receipts are believed only when signed by it. */
  receiptPublicKey: z.string().max(1000),
  /** Where this device's count of operations stands: after a reinstallation it goes on from here, not from one. */
  lastSeq: z.int().nonnegative().default(0),
  /** How far this server knows the operations of each of those; 0 where it does not know the device. */
  formers: z.array(z.object({ deviceId: rowId, lastSeq: z.int().nonnegative() })).optional(),
});
export type Enrolment = Readonly<z.infer<typeof enrolment>>;
export const refreshRequest = z.object({ refreshToken: token });

/** What M/platform tells every device: where the till itself must call, the help line, and for whom to encrypt. */
export const setting = z.object({
  id: z.literal('pcpos'),
  serverAddress: z.url().max(200),
  helpLine: shortText,
  /** X25519, SPKI in PEM: what a locked device could not send any more is encrypted for whoever has its private key. */
  supportPublicKey: z.string().max(300).optional(),
});
export type Setting = Readonly<z.infer<typeof setting>>;

export const rowKind = z.enum(['ticket', 'subTicket', 'setting', 'pcposProfile', 'priceList', 'documentTemplate', 'material']);
export type RowKind = z.infer<typeof rowKind>;

const changed = { seq: z.int().positive(), id: rowId, version: z.int().positive() };
export const changedRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ticket'), ...changed, data: ticket }),
  z.object({ kind: z.literal('subTicket'), ...changed, data: subTicket }),
  z.object({ kind: z.literal('setting'), ...changed, data: setting }),
  z.object({ kind: z.literal('pcposProfile'), ...changed, data: pcposProfile }),
  z.object({ kind: z.literal('priceList'), ...changed, data: priceList }),
  z.object({ kind: z.literal('documentTemplate'), ...changed, data: documentTemplate }),
  z.object({ kind: z.literal('material'), ...changed, data: material }),
]);
export const removedRow = z.object({
  seq: z.int().positive(),
  kind: rowKind,
  id: rowId,
  removed: z.literal(true),
  /** A code: `reassigned`, `deadline`, `deleted`. */
  reason: shortText,
});
export const change = z.union([removedRow, changedRow]);
export type Change = Readonly<z.infer<typeof change>>;
/** The last line of a page. `cursor` is opaque to clients. */
export const changesEnd = z.object({ cursor: z.string().max(200), more: z.boolean(), serverTime: instant });
export type ChangesEnd = Readonly<z.infer<typeof changesEnd>>;
/**
 * A row that a newer server sent and this program cannot read: of a kind, or with a content, that it does not know. Its
 * place in the page counts, what it holds is asked for again by a program that can read it.
 */
export interface UnreadRow {
  readonly unread: true;
  readonly kind: string;
  readonly id: string;
}
const newerRow = z.union([
  z.object({ ...changed, kind: z.string().min(1).max(64), data: z.looseObject({}) }),
  z.object({ seq: z.int().positive(), kind: z.string().min(1).max(64), id: rowId, removed: z.literal(true), reason: z.string() }),
]);
export const changesLine = z.union([changesEnd, change]);
/**
 * One line of a page, parsed. Which of the three it is, is told by its keys: trying one schema after the other would
 * cost more than the reading itself. Undefined for what is no line of any version.
 */
export function readChangesLine(value: unknown): z.infer<typeof changesLine> | UnreadRow | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const schema = 'cursor' in value ? changesEnd : 'removed' in value ? removedRow : changedRow;
  const read = schema.safeParse(value).data;
  if (read !== undefined) return read;
  const newer = newerRow.safeParse(value).data;
  return newer === undefined ? undefined : { unread: true, kind: newer.kind, id: newer.id };
}
export const changesQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
  /** The highest sequence number to which this device has an outcome: a server put back from a copy may not know of it. */
  answered: z.coerce.number().int().nonnegative().optional(),
});

/** An operation on the wire: the device's own count makes the order, the id makes it happen once. */
export const sentOperation = z.intersection(intent, operationStamp.extend({ seq: z.int().positive() }));
export type SentOperation = Readonly<z.infer<typeof sentOperation>>;
/**
 * Said under the id of an operation that was sent before and that the person has since given up. Whichever of the two
 * the server reads first is decided, and the other one gets that outcome: `applied` when the operation had been done,
 * else `rejected` with `operation.withdrawn`. It changes no row. A server that knows only operations refuses it, too.
 */
export const sentWithdrawal = operationStamp.extend({
  kind: z.literal('operation.withdraw'),
  target: rowId,
  args: z.object({}),
  seq: z.int().positive(),
});
export type SentWithdrawal = Readonly<z.infer<typeof sentWithdrawal>>;
export const MAX_OPERATIONS = 200;
export const operationsRequest = z.object({ operations: z.array(z.unknown()).min(1).max(MAX_OPERATIONS) });

/** A technician of the own dealer by name; of another dealer only the dealer is told. */
export const changedBy = z.object({ technician: shortText.nullable(), dealer: shortText, at: instant });
export type ChangedBy = Readonly<z.infer<typeof changedBy>>;

export const operationOutcome = z.enum(['applied', 'rejected', 'retryLater']);
export const operationResult = z.object({
  id: z.string(),
  outcome: operationOutcome,
  code: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  message: z.string().optional(),
  fields: z.array(z.string()).optional(),
  /** The target's row as it stands on the server, when a rule said no and the technician may see it: a `changedRow`. */
  current: z.unknown().optional(),
  /** Who made a field what it is now, where a technician did: with a conflict, and where another one was first. */
  changedBy: z.record(z.string(), changedBy).optional(),
});
export type OperationResult = Readonly<z.infer<typeof operationResult>>;
export const operationsResponse = z.object({
  results: z.array(operationResult),
  /** The last sequence number of this device that has a final outcome. */
  lastSeq: z.int().nonnegative(),
  serverTime: instant,
});
/**
 * The same as a client reads it: an outcome that it does not know is no final one, and what is said about one more than
 * it knows spoils none of the others.
 */
export const readOperationsResponse = operationsResponse.extend({
  results: z.array(
    operationResult.extend({
      outcome: z.string().transform((said) => operationOutcome.safeParse(said).data ?? 'retryLater'),
      code: z.string().optional().catch(undefined),
      params: operationResult.shape.params.catch(undefined),
      message: z.string().optional().catch(undefined),
      fields: operationResult.shape.fields.catch(undefined),
      changedBy: operationResult.shape.changedBy.catch(undefined),
    }),
  ),
});

/** `Upload-Metadata` of tus: what is announced, and checked when it has come. `size` is the `Upload-Length` again. */
export const uploadMetadata = z.object({
  sha256,
  size: z
    .string()
    .regex(/^[1-9]\d{0,11}$/)
    .transform(Number),
  type: z.enum(DOCUMENT_TYPES),
});
export const fileParams = z.object({ sha256 });
export const uploadParams = z.object({ id: z.uuid() });

export const probeRequest = z.object({
  subTicketId: rowId,
  storeId: punktId,
  configDigest: sha256,
  origin,
  /** The till's, where it is another machine that handed its result over; else the device's own is meant. */
  machineId: shortText.optional(),
});
export type ProbeRequest = Readonly<z.infer<typeof probeRequest>>;
/** What the server itself knows of the store at this moment. */
export const storeStanding = z.enum(['known', 'unknown', 'otherDealer', 'inactive']);
export type StoreStanding = z.infer<typeof storeStanding>;
export const probeTicket = z.object({
  probeId: rowId,
  nonce: z.string().min(16).max(100),
  expiresAt: instant,
  store: storeStanding,
  /** When the till itself last called for this store; null when never. */
  tillContactAt: instant.nullable().optional(),
});
export type ProbeTicket = Readonly<z.infer<typeof probeTicket>>;
export const probeResultRequest = z.object({
  stages: z.array(sentStage).max(30),
  /** What the till found out itself and signed, where it is another machine; see `handover.ts`. */
  handover: z.string().max(400_000).optional(),
});
export const probeVerdictResponse = z.object({
  verdict: z.enum(['passed', 'failed']),
  code: z.string().optional(),
  /** A compact signed receipt, see `receipt.ts`; there only when passed. */
  receipt: z.string().max(4000).optional(),
  tillContactAt: instant.nullable().optional(),
});
export type ProbeVerdictResponse = Readonly<z.infer<typeof probeVerdictResponse>>;

export const contactRequest = z.object({ storeId: punktId, posName: shortText, version: shortText });
export const contactResponse = z.object({ storeName: shortText });

export const livePoke = z.object({ type: z.literal('changed'), seq: z.int().nonnegative() });
export const liveEcho = z.object({ type: z.literal('echo'), probeId: rowId, nonce: z.string().max(100) });
/** Bytes as they are; OpenAPI has no word for them but this. */
export const echoBytes = z
  .custom<Uint8Array>((value) => value instanceof Uint8Array)
  .meta({ override: { type: 'string', format: 'binary' } });
/** One text message of the line without sign-in: at most this many bytes of UTF-8. */
export const MAX_ECHO_MESSAGE_BYTES = 1024;
export const echoMessage = z.string().max(MAX_ECHO_MESSAGE_BYTES);

export const liveMessage = z.discriminatedUnion('type', [livePoke, liveEcho]);
