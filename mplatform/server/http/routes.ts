import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { rfc3339 } from '../../../domain/clock.ts';
import { ok } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';
import { openApiDocument } from '../../contract/openapi.ts';
import { type Call, type CallAnswer, type CallInput, type CallName, calls } from '../../contract/paths.ts';
import { authenticate } from '../auth.ts';
import { changes } from '../changes.ts';
import { receiveContact } from '../contact.ts';
import { type Answer, type Caller, refuseCall, type ServerContext } from '../context.ts';
import { enrol, refresh } from '../devices.ts';
import { receiveOperations } from '../operations.ts';
import { finishProbe, startProbe } from '../probes.ts';
import { sendProblem } from './app.ts';
import { languageOf } from './problems.ts';

type CallerOf<N extends CallName> = (typeof calls)[N]['auth'] extends 'device' ? Caller : undefined;
type Handler<N extends CallName, A = CallAnswer<N>> = (
  input: CallInput<N>,
  caller: CallerOf<N>,
  language: Language,
) => Promise<Answer<A>>;
type Handlers = { readonly [N in Exclude<CallName, 'live' | 'changes'>]: Handler<N> } & {
  readonly changes: Handler<'changes', AsyncIterable<string>>;
};

/** Every call of the table has its handler here, but `live`, which is no HTTP answer. */
function handlers(context: ServerContext, version: string): Handlers {
  const openapi = openApiDocument(version) as unknown as Record<string, unknown>;
  return {
    captive: async () => ok(undefined),
    health: async () => ok({ status: 'ok', service: 'mplatform-field-api', time: rfc3339(context.clock.now()) }),
    enrol: ({ body }) => enrol(context, body),
    refresh: ({ body }) => refresh(context, body.refreshToken),
    changes: ({ query }, caller) => changes(context, caller, query),
    operations: ({ body }, caller, language) => receiveOperations(context, caller, body.operations, language),
    startProbe: ({ body }, caller) => startProbe(context, caller, body),
    finishProbe: ({ params, body }, caller) => finishProbe(context, caller, params.id, body.stages),
    contact: ({ body }) => receiveContact(context, body),
    openapi: async () => ok(openapi),
  };
}

export function addRoutes(app: FastifyInstance, context: ServerContext, version: string): void {
  for (const [name, handle] of Object.entries(handlers(context, version)) as [CallName, Handler<CallName, unknown>][]) {
    const call: Call = calls[name];
    app.route({
      method: call.method,
      url: call.path.replace(/\{(\w+)\}/g, ':$1'),
      ...(call.bodyLimit === undefined ? {} : { bodyLimit: call.bodyLimit }),
      handler: async (request, reply) => {
        const answer = await answerTo(context, call, handle, request);
        return answer.ok ? sendAnswer(call, reply, answer.value) : sendProblem(request, reply, answer.error);
      },
    });
  }
}

async function answerTo(
  context: ServerContext,
  call: Call,
  handle: Handler<CallName, unknown>,
  request: FastifyRequest,
): Promise<Answer<unknown>> {
  const caller = call.auth === 'device' ? await authenticate(context, request.headers.authorization) : ok(undefined);
  if (!caller.ok) return caller;
  const input = readInput(call, request);
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
  if (call.contentType !== undefined) {
    return reply.type(call.contentType).send(Readable.from(value as AsyncIterable<string>, { objectMode: false }));
  }
  return reply.send(value);
}
