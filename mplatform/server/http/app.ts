import compress from '@fastify/compress';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { TextKey } from '../../../domain/text.ts';
import { CONTRACT_HEADER, CONTRACT_VERSION } from '../../contract/version.ts';
import { claimsOf } from '../auth.ts';
import type { ServerContext } from '../context.ts';
import type { Trusts } from '../proxies.ts';
import { readJsonBodies } from './json-body.ts';
import { languageOf, problemBody, statusOf } from './problems.ts';

export interface Tls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Calls a minute. A device has its own account; who is not signed in has one for each address. */
export interface RateLimits {
  readonly device: number;
  readonly address: number;
  /** Bodies given back, for each address: they cost the line most and need no sign-in. */
  readonly echo?: number;
}
export const RATE_LIMITS: Required<RateLimits> = { device: 600, address: 240, echo: 60 };

export interface AppOptions {
  readonly tls?: Tls | undefined;
  /** Whether callers come by TLS, be it a balancer's; so unless told otherwise when `tls` is given. */
  readonly secure?: boolean | undefined;
  /** Silent when not given. */
  readonly logger?: FastifyBaseLogger | undefined;
  readonly rateLimits?: RateLimits | undefined;
  /** Load balancers in front; without it nobody's word on where a call comes from is taken. */
  readonly trusts?: Trusts | undefined;
  /** Programs that speak an older version of the field API are asked to be updated. */
  readonly oldestContract?: number | undefined;
}

/** Fastify with everything that holds for all calls: limits, headers, compression, problems, the log. */
export async function createApp(context: ServerContext, options: AppOptions): Promise<FastifyInstance> {
  const { secure = options.tls !== undefined } = options;
  const common = {
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    // Idle connections of clients that stay away must not hold up a stop.
    forceCloseConnections: 'idle' as const,
    // Our own line for a call, below: Fastify's would name addresses.
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: true,
    ...(options.trusts === undefined ? {} : { trustProxy: options.trusts }),
    // An address that cannot be read comes to no route and so to no other handler.
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      void sendCode(request, reply.headers(headers(secure)), 'request.unreadable'),
    ...(options.logger === undefined ? { logger: false as const } : { loggerInstance: options.logger }),
  };
  const app = options.tls
    ? (fastify({ ...common, https: { ...options.tls, minVersion: 'TLSv1.2' } }) as unknown as FastifyInstance)
    : fastify(common);

  readJsonBodies(app);
  await app.register(rateLimit, limiting(context, options.rateLimits ?? RATE_LIMITS));
  await app.register(compress, {
    encodings: ['gzip'],
    globalDecompression: false,
    threshold: 1024,
    customTypes: /^application\/([a-z.+-]*json|x-ndjson)\b/,
  });
  app.addHook('onSend', async (request, reply) => {
    // Closed on a body that is still coming, a connection is reset, and a balancer holds the node for broken: the rest is read and forgotten.
    if (reply.getHeader('connection') === 'close' && !request.raw.complete) {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    // The time by which M/platform judges, and so the one by which a till is told how far its own clock is off.
    const own = reply.getHeader('cache-control');
    reply.headers({
      ...headers(secure),
      // What is under a digest never changes; everything else may, and is nobody's to keep.
      ...(own === undefined || reply.statusCode >= 400 ? {} : { 'cache-control': own }),
      date: new Date(context.clock.now()).toUTCString(),
      [CONTRACT_HEADER]: String(CONTRACT_VERSION),
    });
  });
  app.addHook('onResponse', async (request, reply) => logCall(request, reply));
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => sendCode(request, reply, 'request.not-found'));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const code = codeOf(error);
    // Who hung up while a long answer was on its way out: nobody is left to be answered, and nothing went wrong here.
    const left = error.code === 'ERR_STREAM_PREMATURE_CLOSE' && reply.raw.destroyed;
    if (code === 'server.error' && !left)
      request.log.error({ err: error, route: request.routeOptions.url }, 'a call failed by a bug');
    return sendCode(request, reply, code);
  });
  return app;
}

function limiting(context: ServerContext, limits: RateLimits) {
  // The token's signature is enough here: nobody can use up another device's account with an invented one.
  const deviceOf = (request: FastifyRequest): string | undefined => claimsOf(context, request.headers)?.deviceId;
  return {
    timeWindow: 60_000,
    max: (request: FastifyRequest) => (deviceOf(request) === undefined ? limits.address : limits.device),
    keyGenerator: (request: FastifyRequest) => deviceOf(request) ?? `address ${normalizeIP(request.ip)}`,
    errorResponseBuilder: () => Object.assign(new Error('too many'), { statusCode: 429 }),
  };
}

/** An account for each address apart from that of all other calls. */
export const echoLimit = ({ echo = RATE_LIMITS.echo }: RateLimits) => ({
  max: echo,
  keyGenerator: (request: FastifyRequest) => `echo ${normalizeIP(request.ip)}`,
});

const headers = (secure: boolean): Record<string, string> => ({
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
});

/** No address, no query, no header: who was where is nobody's business in a log. */
function logCall(request: FastifyRequest, reply: FastifyReply): void {
  const { method, routeOptions } = request;
  request.log.info({ method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'call');
}

function codeOf({ code, statusCode }: FastifyError): TextKey {
  if (statusCode === 429) return 'request.too-many';
  if (statusCode === 413) return 'request.too-large';
  if (statusCode === 415) return 'request.media-type';
  if (statusCode === 503) return code === 'STORE_UNAVAILABLE' ? 'server.unavailable' : 'server.stopping';
  // Whatever else Fastify itself finds wrong with a request has a code of this form and a 4xx status.
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500) return 'request.unreadable';
  return statusCode === 400 ? 'request.unreadable' : 'server.error';
}

export function sendCode(request: FastifyRequest, reply: FastifyReply, code: TextKey): FastifyReply {
  return sendProblem(request, reply, { code, params: {} });
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Parameters<typeof problemBody>[0],
): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  return reply
    .code(statusOf(problem.code))
    .headers({ 'content-type': 'application/problem+json; charset=utf-8', 'content-language': language })
    .send(JSON.stringify(problemBody(problem, language)));
}
