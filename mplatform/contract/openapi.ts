import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Call, type CallName, calls } from './paths.ts';
import { liveMessage, problemDetails } from './schemas.ts';
import { asksForVersion } from './version.ts';

/** Not part of `index.ts`: whoever only speaks the API need not load the generator. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document, made from the table of calls and nothing else. */
export function openApiDocument(version: string, serverAddress?: string): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, call] of Object.entries(calls) as [CallName, Call][]) {
    paths[call.path] = { ...paths[call.path], [call.method.toLowerCase()]: operation(name, call) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'M/platform field API',
      version,
      description:
        'How the technicians’ app speaks with M/platform. Errors are problem details (RFC 9457) with a machine `code`; ' +
        'decide by the code, not by the status.',
    },
    ...(serverAddress === undefined ? {} : { servers: [{ url: serverAddress }] }),
    paths,
    components: {
      schemas: { Problem: problemDetails, LiveMessage: liveMessage },
      securitySchemes: { device: { type: 'http', scheme: 'bearer', description: 'The access token of an enrolled device.' } },
    },
  });
}

function operation(name: CallName, call: Call): ZodOpenApiOperationObject {
  const problems = [
    'request.invalid',
    'request.too-large',
    'request.too-many',
    'server.error',
    ...(asksForVersion(name) ? ['contract.too-old'] : []),
    ...call.problems,
  ];
  const requestParams = {
    ...(call.params === undefined ? {} : { path: call.params }),
    ...(call.query === undefined ? {} : { query: call.query }),
  };
  const body = call.documentedBody ?? call.body;
  return {
    operationId: name,
    summary: call.summary,
    security: call.auth === 'device' ? [{ device: [] }] : [],
    ...(Object.keys(requestParams).length === 0 ? {} : { requestParams }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [call.bodyType ?? 'application/json']: { schema: body } } } }),
    responses: {
      [`${call.status}`]: answer(call),
      default: {
        description: `A problem. Codes: ${problems.join(', ')}.`,
        content: { 'application/problem+json': { schema: problemDetails } },
      },
    },
  };
}

function answer(call: Call) {
  if (call.status === 101) return { description: `The WebSocket is open. ${messages(call)}` };
  const description = call.summary;
  if (call.answer === undefined) return { description };
  return { description, content: { [call.contentType ?? 'application/json']: { schema: call.answer } } };
}

const messages = (call: Call): string =>
  call.answer === liveMessage ? 'Its messages are `LiveMessage`.' : 'Its messages are plain text.';
