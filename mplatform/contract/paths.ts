import * as z from 'zod';
import { rowId } from '../../domain/model/index.ts';
import {
  changesLine,
  changesQuery,
  contactRequest,
  contactResponse,
  echoBytes,
  echoMessage,
  enrolment,
  enrolRequest,
  fileParams,
  health,
  liveMessage,
  operationsRequest,
  operationsResponse,
  probeRequest,
  probeResultRequest,
  probeTicket,
  probeVerdictResponse,
  refreshRequest,
  sentOperation,
  sentWithdrawal,
  tokenPair,
  uploadParams,
} from './schemas.ts';

/** One call of the field API. The server's validation and the OpenAPI document both come from this. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  /** As OpenAPI writes it: parameters in braces. */
  readonly path: string;
  readonly summary: string;
  /** `device`: needs `Authorization: Bearer <access token>`. */
  readonly auth: 'none' | 'device';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What the body is made of, when the server reads it piece by piece so that one bad piece does not spoil the rest. */
  readonly documentedBody?: z.ZodType;
  /** `application/octet-stream`: the body is taken as it is. Default `application/json`. */
  readonly bodyType?: 'application/octet-stream';
  /** Largest body in bytes. */
  readonly bodyLimit?: number;
  readonly status: 101 | 200 | 201 | 204;
  readonly answer?: z.ZodType;
  /** `application/x-ndjson`: `answer` is one line. Default `application/json`. */
  readonly contentType?: 'application/x-ndjson' | 'application/octet-stream';
  /** Counted for each address, apart from other calls and more strictly. */
  readonly rateLimit?: 'echo';
  /** Codes of problem details that this call answers with, besides those common to all. */
  readonly problems: readonly string[];
}

const KIB = 1024;
export const MAX_ECHO_BYTES = 64 * KIB;
/** A file's bytes, as they come and go; never text in a document. */
const fileBytes = z.unknown().meta({ override: { type: 'string', format: 'binary' } });
const signedIn = ['auth.unknown', 'auth.expired', 'auth.revoked'] as const;

export const calls = {
  captive: {
    method: 'GET',
    path: '/generate_204',
    summary: 'Tells a captive portal from the real thing: 204 and no body. Plain HTTP is allowed.',
    auth: 'none',
    status: 204,
    problems: [],
  },
  health: {
    method: 'GET',
    path: '/v1/health',
    summary: 'Says that the field API is here, what time it is there, and which versions of it are served.',
    auth: 'none',
    status: 200,
    answer: health,
    problems: [],
  },
  enrol: {
    method: 'POST',
    path: '/v1/devices',
    summary: 'Enrols a device by a one-time code. Repeating it with the same code and machine is safe.',
    auth: 'none',
    body: enrolRequest,
    bodyLimit: 4 * KIB,
    status: 200,
    answer: enrolment,
    problems: ['enrolment.code-unknown', 'enrolment.code-used', 'enrolment.code-expired', 'auth.revoked'],
  },
  refresh: {
    method: 'POST',
    path: '/v1/tokens',
    summary:
      'Gives the next pair of tokens. The same refresh token gives the same next generation until a token of that ' +
      'generation is used, so a lost answer locks nobody out.',
    auth: 'none',
    body: refreshRequest,
    bodyLimit: 4 * KIB,
    status: 200,
    answer: tokenPair,
    problems: ['auth.unknown', 'auth.expired', 'auth.superseded', 'auth.revoked'],
  },
  signOff: {
    method: 'DELETE',
    path: '/v1/devices/own',
    summary:
      'The device that calls is no more: each of its tokens is refused as revoked from then on, until a fresh enrolment code brings ' +
      'it back. With its newest token. Repeating it is safe: it is answered alike.',
    auth: 'device',
    status: 204,
    problems: [...signedIn],
  },
  changes: {
    method: 'GET',
    path: '/v1/changes',
    summary:
      'Everything this technician may see that changed after the cursor, one JSON document a line; the last line is the end.',
    auth: 'device',
    query: changesQuery,
    status: 200,
    answer: changesLine,
    contentType: 'application/x-ndjson',
    problems: [...signedIn, 'changes.cursor-unknown'],
  },
  operations: {
    method: 'POST',
    path: '/v1/operations',
    summary:
      'Sends operations in the order of the device. Each is decided once; a repeat gets the stored outcome word for word. ' +
      'A gap in the order is refused whole. Results may be fewer than were sent: the rest waits.',
    auth: 'device',
    body: operationsRequest,
    documentedBody: z.object({ operations: z.array(z.union([sentOperation, sentWithdrawal])) }),
    bodyLimit: 4 * KIB * KIB,
    status: 200,
    answer: operationsResponse,
    problems: [...signedIn, 'operations.gap', 'operations.seq-used', 'operations.foreign-id'],
  },
  createUpload: {
    method: 'POST',
    path: '/v1/files',
    summary:
      'Begins an upload by tus 1.0 (creation, creation-with-upload, expiration, termination). `Upload-Metadata` holds ' +
      '`sha256`, `size` and `type`; `Location` says where it goes on. `Upload-Offset` in the answer equals the length ' +
      'when M/platform has the file from this dealer already: then nothing has to be sent.',
    auth: 'device',
    status: 201,
    problems: [...signedIn, 'files.too-large', 'files.too-many', 'files.no-space'],
  },
  uploadOffset: {
    method: 'HEAD',
    path: '/v1/files/uploads/{id}',
    summary: 'How much of an upload is there (tus): `Upload-Offset`, to go on from.',
    auth: 'device',
    params: uploadParams,
    status: 200,
    problems: [...signedIn, 'files.upload-unknown', 'files.upload-expired', 'files.digest-differs', 'files.type-differs'],
  },
  appendUpload: {
    method: 'PATCH',
    path: '/v1/files/uploads/{id}',
    summary:
      'Adds to an upload at `Upload-Offset` (tus). What has come stays when the line breaks. With the last byte the ' +
      'digest and the type are checked; what differs is refused and removed.',
    auth: 'device',
    params: uploadParams,
    status: 204,
    problems: [
      ...signedIn,
      'files.upload-unknown',
      'files.upload-expired',
      'files.offset-differs',
      'files.too-large',
      'files.digest-differs',
      'files.type-differs',
      'files.no-space',
    ],
  },
  dropUpload: {
    method: 'DELETE',
    path: '/v1/files/uploads/{id}',
    summary: 'Gives an upload up (tus). A file that came of it stays.',
    auth: 'device',
    params: uploadParams,
    status: 204,
    problems: [...signedIn, 'files.upload-unknown', 'files.upload-expired'],
  },
  fileKnown: {
    method: 'HEAD',
    path: '/v1/files/{sha256}',
    summary: 'Whether M/platform has a file that this dealer uploaded or may read, so that nothing need be sent.',
    auth: 'device',
    params: fileParams,
    status: 200,
    problems: [...signedIn, 'files.unknown'],
  },
  readFile: {
    method: 'GET',
    path: '/v1/files/{sha256}',
    summary: 'Reads a file that a ticket names which the technician may see; with `Range`, a part of it (206).',
    auth: 'device',
    params: fileParams,
    status: 200,
    answer: fileBytes,
    contentType: 'application/octet-stream',
    problems: [...signedIn, 'files.unknown', 'files.range-impossible'],
  },
  startProbe: {
    method: 'POST',
    path: '/v1/probes',
    summary:
      'Begins a probe of the way between a till and M/platform. It must be answered before it expires. For another machine ' +
      'than the device it must come from that machine itself: its result then needs what the till signed.',
    auth: 'device',
    body: probeRequest,
    bodyLimit: 4 * KIB,
    status: 200,
    answer: probeTicket,
    problems: [...signedIn, 'subTicket.unknown', 'probes.machine-needs-workstation'],
  },
  finishProbe: {
    method: 'POST',
    path: '/v1/probes/{id}/result',
    summary:
      'Hands in what the stages found. The server judges again, trusts no word of it that it can check, and signs a receipt when all is well.',
    auth: 'device',
    params: z.object({ id: rowId }),
    body: probeResultRequest,
    bodyLimit: 512 * KIB,
    status: 200,
    answer: probeVerdictResponse,
    problems: [...signedIn, 'probes.unknown', 'probes.answered'],
  },
  live: {
    method: 'GET',
    path: '/v1/live',
    summary:
      'WebSocket with the access token in the Authorization header. The server sends `changed` when there is something ' +
      'to pull, and sends an `echo` of a running probe back.',
    auth: 'device',
    status: 101,
    answer: liveMessage,
    problems: [...signedIn, 'request.upgrade-needed'],
  },
  echoBody: {
    method: 'POST',
    path: '/v1/echo',
    summary:
      'Gives the very bytes of the body back, never compressed, so that a till can tell whether the network carries ' +
      'small bodies and stalls large ones. Has a stricter limit of calls of its own.',
    auth: 'none',
    body: echoBytes,
    bodyType: 'application/octet-stream',
    bodyLimit: MAX_ECHO_BYTES,
    status: 200,
    answer: echoBytes,
    contentType: 'application/octet-stream',
    rateLimit: 'echo',
    problems: [],
  },
  echoLine: {
    method: 'GET',
    path: '/v1/echo',
    summary:
      'WebSocket without sign-in, for a till that has no technician’s account: each text message comes back as it is. ' +
      'At most ten messages of 1 KiB in 15 seconds; then the server closes it.',
    auth: 'none',
    status: 101,
    answer: echoMessage,
    problems: ['request.upgrade-needed'],
  },
  contact: {
    method: 'POST',
    path: '/pos/v1/contact',
    summary: 'What the till itself sends. The server remembers the last contact of each store.',
    auth: 'none',
    body: contactRequest,
    bodyLimit: 4 * KIB,
    status: 200,
    answer: contactResponse,
    problems: ['contact.store-unknown', 'contact.store-inactive'],
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document.',
    auth: 'none',
    status: 200,
    answer: z.record(z.string(), z.unknown()),
    problems: [],
  },
} as const satisfies Record<string, Call>;

export type Calls = typeof calls;
export type CallName = keyof Calls;

type Parsed<C, K extends string> = C extends { readonly [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;
/** What a handler of a call is given, parsed by the table's schemas. */
export interface CallInput<N extends CallName> {
  readonly params: Parsed<Calls[N], 'params'>;
  readonly query: Parsed<Calls[N], 'query'>;
  readonly body: Parsed<Calls[N], 'body'>;
}
/** What a call answers with. */
export type CallAnswer<N extends CallName> = Calls[N] extends { readonly answer: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;
