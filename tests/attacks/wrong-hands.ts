import type { CallName } from '../../mplatform/contract/index.ts';
import { problemDetails } from '../../mplatform/contract/index.ts';
import {
  begin,
  call,
  type Device,
  enrolDevice,
  type ProbeOrder,
  stagesOf,
  type TestServer,
} from '../../mplatform/server/testing.ts';
import { ask, type RawAnswer, tusOf } from '../../mplatform/server/testing-files.ts';
import { ACCESS_MS } from '../../mplatform/server/tokens.ts';
import { pdf } from '../support/scans.ts';

/** One request as whoever has the right to it would make it, without a token. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array;
}

/** A technician in the middle of the work, and everybody in good standing whose work it is not. */
export interface Hands {
  readonly server: TestServer;
  readonly mine: Device;
  /** Another machine of the same technician. */
  readonly other: Device;
  /** Another technician of the same dealer. */
  readonly colleague: Device;
  /** A technician of another dealer. */
  readonly stranger: Device;
  /** Of `mine`, waiting for its result. */
  readonly probeId: string;
  readonly stages: readonly unknown[];
  /** Of `mine`, half of it there. */
  readonly uploadPath: string;
  /** Named by a ticket of the dealer. */
  readonly sha256: string;
}

const ORDER: ProbeOrder = { subTicketId: 's-688', storeId: '688', configDigest: 'c'.repeat(64), origin: 'workstation' };
/** A ticket with its documents that `mine` has taken, and its sub-ticket. */
export const TICKET = 't-61';
export const SUB_TICKET = ORDER.subTicketId;
const SCAN = pdf(40_000);
const HALF = 20_000;

export async function openHands(server: TestServer): Promise<Hands> {
  const as = async (technicianId: string, machineId: string): Promise<Device> => {
    const code = await server.mplatform.operator.issueEnrolmentCode(technicianId);
    if (!code.ok) throw new Error(code.error.code);
    return enrolDevice(server, machineId, code.value);
  };
  const mine = await enrolDevice(server, 'machine-0001');
  await tusOf(server, mine).whole(SCAN);
  const file = { sha256: SCAN.sha256, name: 'wycena.pdf', size: SCAN.bytes.length };
  const [attached] = await mine.act({ kind: 'ticket.attachFile', target: 't-80', args: { kind: 'quote', ...file } });
  if (attached?.outcome !== 'applied') throw new Error(attached?.code);
  const begun = pdf(50_000);
  const uploadPath = String((await tusOf(server, mine).create(begun)).headers.location);
  await tusOf(server, mine).append(uploadPath, 0, begun.bytes.subarray(0, HALF));
  const ticket = await begin(server, mine, ORDER);
  return {
    server,
    mine,
    other: await enrolDevice(server, 'machine-0002'),
    colleague: await as('technik-2', 'machine-0009'),
    stranger: await as('technik-beta', 'machine-beta'),
    probeId: ticket.probeId,
    stages: stagesOf(server, ORDER, ticket),
    uploadPath,
    sha256: SCAN.sha256,
  };
}

const json = (path: string, body: unknown): Asked => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});
const tus = (method: string, path: string, more: Readonly<Record<string, string | number>> = {}, body?: Uint8Array): Asked => ({
  method,
  path,
  headers: { 'tus-resumable': '1.0.0', ...more },
  ...(body === undefined ? {} : { body }),
});
const upgrade = (path: string): Asked => ({
  method: 'GET',
  path,
  headers: {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': 13,
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  },
});
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const EMPTY = Buffer.alloc(0);

/** What others in good standing get: a code, or `theirs` where they get what is their own and nothing of `mine`. */
type Got = 'theirs' | 'shared by the dealer' | (string & {});
export interface Held {
  /** As `mine` would ask; `by` counts its own operations. */
  readonly asked: (hands: Hands, by: Device) => Asked;
  readonly stranger: Got;
  readonly colleague: Got;
  readonly other: Got;
}
export interface Open {
  /** Why nobody has to sign in. */
  readonly open: string;
  readonly asked: Asked;
}

/**
 * For each call of the contract what it does in wrong hands. A call that is added to the contract has to be decided on here: the
 * type asks for it, and the test holds the list against the OpenAPI document that is served.
 */
export const DECISIONS: Readonly<Record<CallName, Held | Open>> = {
  captive: { open: 'tells nothing', asked: { method: 'GET', path: '/generate_204' } },
  health: { open: 'tells that it is there', asked: { method: 'GET', path: '/v1/health' } },
  enrol: {
    open: 'takes a one-time code in the place of a token',
    asked: json('/v1/devices', { enrolmentCode: 'NIE-MA-TAKIEGO', machineId: 'm', name: 'x', appVersion: '1' }),
  },
  refresh: { open: 'takes the other token', asked: json('/v1/tokens', { refreshToken: 'mt.r.x.1.1.x' }) },
  echoBody: {
    open: 'gives back what came',
    asked: {
      method: 'POST',
      path: '/v1/echo',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from('echo'),
    },
  },
  echoLine: { open: 'gives back what came', asked: { method: 'GET', path: '/v1/echo' } },
  contact: {
    open: 'comes from tills, which have no account',
    asked: json('/pos/v1/contact', { storeId: '1', posName: '', version: '' }),
  },
  openapi: { open: 'is the same for everybody', asked: { method: 'GET', path: '/openapi.json' } },

  changes: {
    asked: () => ({ method: 'GET', path: '/v1/changes' }),
    stranger: 'theirs',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  operations: {
    asked: (_, by) =>
      json('/v1/operations', {
        operations: [by.operation({ kind: 'subTicket.suspend', target: SUB_TICKET, args: { note: 'x' } })],
      }),
    stranger: 'subTicket.unknown',
    colleague: 'ticket.taken-by-another',
    other: 'shared by the dealer',
  },
  createUpload: {
    asked: ({ sha256 }) =>
      tus(
        'POST',
        '/v1/files',
        {
          'upload-length': SCAN.bytes.length,
          'upload-metadata': `sha256 ${base64(sha256)},size ${base64(`${SCAN.bytes.length}`)},type ${base64(SCAN.type)}`,
        },
        EMPTY,
      ),
    stranger: 'theirs',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  uploadOffset: {
    asked: ({ uploadPath }) => tus('HEAD', uploadPath),
    stranger: 'files.upload-unknown',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  appendUpload: {
    asked: ({ uploadPath }) =>
      tus('PATCH', uploadPath, { 'upload-offset': HALF, 'content-type': 'application/offset+octet-stream' }, Buffer.from('x')),
    stranger: 'files.upload-unknown',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  dropUpload: {
    asked: ({ uploadPath }) => tus('DELETE', uploadPath),
    stranger: 'files.upload-unknown',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  fileKnown: {
    asked: ({ sha256 }) => tus('HEAD', `/v1/files/${sha256}`),
    stranger: 'files.unknown',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  readFile: {
    asked: ({ sha256 }) => ({ method: 'GET', path: `/v1/files/${sha256}` }),
    stranger: 'files.unknown',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  startProbe: {
    asked: () => json('/v1/probes', ORDER),
    stranger: 'subTicket.unknown',
    // It proves nothing for anybody but who made it; see the attacks on closing.
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
  finishProbe: {
    asked: ({ probeId, stages }) => json(`/v1/probes/${probeId}/result`, { stages }),
    stranger: 'probes.unknown',
    colleague: 'probes.unknown',
    other: 'probes.unknown',
  },
  // Whoever calls it speaks of the own device, and of no other.
  signOff: {
    asked: () => ({ method: 'DELETE', path: '/v1/devices/own' }),
    stranger: 'theirs',
    colleague: 'theirs',
    other: 'theirs',
  },
  live: {
    asked: () => upgrade('/v1/live'),
    stranger: 'theirs',
    colleague: 'shared by the dealer',
    other: 'shared by the dealer',
  },
};

export const isOpen = (decision: Held | Open): decision is Open => 'open' in decision;
export const HELD = Object.entries(DECISIONS).flatMap(([name, decision]) =>
  isOpen(decision) ? [] : [[name as CallName, decision] as const],
);
export const OPEN = Object.entries(DECISIONS).flatMap(([name, decision]) =>
  isOpen(decision) ? [[name as CallName, decision] as const] : [],
);

/** `undefined`: with none. */
export const send = (server: TestServer, { method, path, headers = {}, body }: Asked, more: Readonly<Record<string, string>>) =>
  ask(server.address, method, path, { headers: { ...headers, ...more }, ...(body === undefined ? {} : { body }) });

export const withToken = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

/** The code of a refusal, also of one operation; of an answer without a body its status. */
export function codeOf({ status, code, body }: RawAnswer): string | number {
  if (code !== undefined) return code;
  if (status === 200 && body.length > 0 && body.subarray(0, 20).toString().includes('results')) {
    const { results } = JSON.parse(body.toString()) as { results: readonly { outcome: string; code?: string }[] };
    return results[0]?.code ?? results[0]?.outcome ?? status;
  }
  return status;
}

/** Headers of somebody who is not let in at all, and the code with which that is said. */
export type Wrong = readonly [who: string, code: string, headers: (hands: Hands) => Promise<Readonly<Record<string, string>>>];

const lastSignOf = (token: string): string => token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.slice(-1);

/** @param elsewhere another M/platform, of the other mode: with keys and a database of its own */
export const wrongHands = (elsewhere: () => Promise<Device>): readonly Wrong[] => [
  ['nobody', 'auth.unknown', async () => ({})],
  ['an empty token', 'auth.unknown', async () => ({ authorization: 'Bearer ' })],
  ['a good token by another scheme', 'auth.unknown', async ({ mine }) => ({ authorization: `Basic ${mine.token}` })],
  ['a good token in a cookie', 'auth.unknown', async ({ mine }) => ({ cookie: `__Host-mplatform=${mine.token}` })],
  ['a token made up', 'auth.unknown', async () => withToken('mt.a.x.1.9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')],
  ['a token with another signature', 'auth.unknown', async ({ mine }) => withToken(lastSignOf(mine.token))],
  [
    'one’s own token with the device of another in it',
    'auth.unknown',
    async ({ mine, stranger }) => withToken(stranger.token.replace(stranger.enrolment.deviceId, mine.enrolment.deviceId)),
  ],
  ['the token that is only for new tokens', 'auth.unknown', async ({ mine }) => withToken(mine.enrolment.refreshToken)],
  ['a token of the other mode, training or production', 'auth.unknown', async () => withToken((await elsewhere()).token)],
  [
    'a token whose hour is over',
    'auth.expired',
    async ({ server, mine }) => {
      server.clock.advance(ACCESS_MS);
      return withToken(mine.token);
    },
  ],
  [
    'a token after the one that followed it was used',
    'auth.expired',
    async ({ server, mine }) => {
      server.clock.advance(1000);
      const { body } = await call(server.address, 'refresh', { body: { refreshToken: mine.enrolment.refreshToken } });
      const { accessToken } = body as { readonly accessToken: string };
      await call(server.address, 'changes', { token: accessToken });
      return withToken(mine.token);
    },
  ],
  [
    'a device that was revoked',
    'auth.revoked',
    async ({ server, mine }) => {
      await server.mplatform.operator.revokeDevice(mine.enrolment.deviceId);
      return withToken(mine.token);
    },
  ],
];

/** A refusal tells the code and nothing else of what is there. */
export const tellsNothing = ({ body }: RawAnswer): boolean =>
  body.length === 0 || problemDetails.strict().safeParse(JSON.parse(body.toString())).success;
