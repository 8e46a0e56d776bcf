import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { rfc3339 } from '../../../domain/clock.ts';
import { ok } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';
import { openApiDocument } from '../../contract/openapi.ts';
import { type Call, type CallAnswer, type CallInput, type CallName, calls } from '../../contract/paths.ts';
import { asksForVersion, CONTRACT_HEADER, CONTRACT_VERSION, OLDEST_CONTRACT } from '../../contract/version.ts';
import { authenticate, claimsOf } from '../auth.ts';
import { changes } from '../changes.ts';
import { receiveContact } from '../contact.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from '../context.ts';
import { createDeciding } from '../deciding.ts';
import { enrol, refresh } from '../devices.ts';
import { receiveOperations } from '../operations.ts';
import { finishProbe, startProbe } from '../probes.ts';
import { signOff } from '../sign-off.ts';
import type { TokenClaims } from '../tokens.ts';
import { type AppOptions, echoLimit, RATE_LIMITS, sendCode, sendProblem } from './app.ts';
import { tooOld } from './contract-check.ts';
import { languageOf } from './problems.ts';

/** Calls that devices make most: whose they are is looked up together with what they ask for. One that signs off may have done so already. */
const OWN_SIGN_IN = ['changes', 'operations', 'signOff'] as const satisfies readonly CallName[];
type OwnSignIn = (typeof OWN_SIGN_IN)[number];
const signsInItself = (name: CallName): name is OwnSignIn => OWN_SIGN_IN.some((own) => own === name);

type CallerOf<N extends CallName> = N extends OwnSignIn
  ? TokenClaims
  : (typeof calls)[N]['auth'] extends 'device'
    ? Caller
    : undefined;
type Handler<N extends CallName, A = CallAnswer<N>> = (
  input: CallInput<N>,
  caller: CallerOf<N>,
  language: Language,
) => Promise<Answer<A>>;
type Handlers = { readonly [N in Exclude<CallName, UpgradeName | FileCallName | 'changes'>]: Handler<N> } & {
  readonly changes: Handler<'changes', AsyncIterable<string>>;
};

type UpgradeName = 'live' | 'echoLine';
/** Served by `files.ts`: they speak in headers and bytes. */
type FileCallName = 'createUpload' | 'uploadOffset' | 'appendUpload' | 'dropUpload' | 'fileKnown' | 'readFile';

/** Every call of the table has its handler here, but those that become WebSockets and those of files. */
function handlers(context: ServerContext, version: string, oldest: number): Handlers {
  const decide = createDeciding(context);
  const openapi = openApiDocument(version) as unknown as Record<string, unknown>;
  return {
    captive: async () => ok(undefined),
    health: async () =>
      ok({
        status: 'ok',
        service: 'mplatform-field-api',
        time: rfc3339(context.clock.now()),
        contract: { version: CONTRACT_VERSION, oldest },
      }),
    enrol: ({ body }) => enrol(context, body),
    refresh: ({ body }) => refresh(context, body.refreshToken),
    signOff: (_, claims) => signOff(context, claims),
    changes: ({ query }, claims) => changes(context, claims, query),
    operations: ({ body }, claims, language) => receiveOperations(context, decide, claims, body.operations, language),
    startProbe: ({ body }, caller) => startProbe(context, caller, body),
    finishProbe: ({ params, body }, caller) => finishProbe(context, caller, params.id, body),
    echoBody: async ({ body }) => ok(body),
    contact: ({ body }) => receiveContact(context, body),
    openapi: async () => ok(openapi),
  };
}

export async function addRoutes(
  app: FastifyInstance,
  context: ServerContext,
  version: string,
  { rateLimits: limits = RATE_LIMITS, oldestContract: oldest = OLDEST_CONTRACT }: AppOptions,
): Promise<void> {
  const table = Object.entries(handlers(context, version, oldest)) as [CallName, Handler<CallName, unknown>][];
  const add = (scope: FastifyInstance, [name, handle]: (typeof table)[number]): void => {
    const call: Call = calls[name];
    scope.route({
      method: call.method,
      url: call.path.replace(/\{(\w+)\}/g, ':$1'),
      ...(call.bodyLimit === undefined ? {} : { bodyLimit: call.bodyLimit }),
      ...(call.contentType === 'application/octet-stream' ? { compress: false } : {}),
      ...(call.rateLimit === undefined ? {} : { config: { rateLimit: echoLimit(limits) } }),
      handler: async (request, reply) => {
        const old = asksForVersion(name) ? tooOld(request.headers[CONTRACT_HEADER], oldest) : undefined;
        const answer = old ?? (await answerTo(context, name, handle, request));
        return answer.ok ? sendAnswer(call, reply, answer.value) : sendProblem(request, reply, answer.error);
      },
    });
  };
  const raw = (entry: (typeof table)[number]): boolean => (calls[entry[0]] as Call).bodyType !== undefined;
  for (const entry of table.filter((e) => !raw(e))) add(app, entry);
  // In a scope of their own: no other call is to be given bytes where it expects JSON.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    for (const entry of table.filter(raw)) add(scope, entry);
  });
  // What comes here asked for no WebSocket, or somebody on the way took out that it did.
  for (const call of Object.values(calls).filter((c) => c.status === 101)) {
    app.get(call.path, (request, reply) =>
      sendCode(request, reply.headers({ upgrade: 'websocket', connection: 'Upgrade' }), 'request.upgrade-needed'),
    );
  }
}

async function answerTo(
  context: ServerContext,
  name: CallName,
  handle: Handler<CallName, unknown>,
  request: FastifyRequest,
): Promise<Answer<unknown>> {
  const call: Call = calls[name];
  const claims = signsInItself(name) ? claimsOf(context, request.headers) : undefined;
  const input = readInput(call, request);
  const signed = claims !== undefined && input.ok;
  const caller = signed || call.auth !== 'device' ? ok(claims) : await authenticate(context, request.headers);
  if (!caller.ok) return caller;
  if (!input.ok) return input;
  // The table ties a call's schemas to its handler's types; a loop over the table cannot say so.
  return handle(input.value as never, caller.value as never, languageOf(request.headers['accept-language']));
}

function readInput(call: Call, request: FastifyRequest): Answer<Readonly<Record<'params' | 'query' | 'body', unknown>>> {
  const issues: string[] = [];
  const read = (part: string, schema: z.ZodType | undefined, value: unknown): unknown => {
    const parsed = schema?.safeParse(value);
    if (parsed?.success === false) issues.push(...parsed.error.issues.map(({ path }) => [part, ...path].join('.')));
    return parsed?.data;
  };
  const input = {
    params: read('path', call.params, request.params),
    query: read('query', call.query, request.query),
    body: read('body', call.body, request.body),
  };
  if (issues.length === 0) return ok(input);
  const fields = [...new Set(issues)].slice(0, 20);
  return refuseCall('request.invalid', { fields: fields.join(', ') }, { fields });
}

function sendAnswer(call: Call, reply: FastifyReply, value: unknown): FastifyReply {
  reply.code(call.status);
  if (call.contentType === 'application/octet-stream') return reply.type(call.contentType).send(value);
  if (call.contentType !== undefined) {
    return reply.type(call.contentType).send(Readable.from(value as AsyncIterable<string>, { objectMode: false }));
  }
  return reply.send(value);
}
