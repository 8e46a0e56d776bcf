import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languages } from '../../../domain/text.ts';
import type { ServerContext } from '../context.ts';
import type { FileShelf } from '../files.ts';
import { dispositionOf } from '../http/files-headers.ts';
import { languageOf } from '../http/problems.ts';
import { ACTIONS } from './audit.ts';
import { EMPTY_FORM, readForms, type SentForm } from './body.ts';
import { type CookieNames, cookieOf, cookies } from './cookies.ts';
import { address, html, markup } from './html.ts';
import { type PageContent, pageOf } from './layout.ts';
import { isOwn, isOwnOrigin } from './own-origin.ts';
import { type Fault, fault } from './parts.ts';
import { createPasswordCheck } from './password-check.ts';
import { PASSWORD_COST, type PasswordCost } from './passwords.ts';
import { createPatience } from './patience.ts';
import { routes } from './routes.ts';
import { createSessions, formToken, isFormToken, isToken, newToken, SESSION_LIMITS, type SessionLimits } from './sessions.ts';
import { STYLE, STYLE_ADDRESS } from './style.ts';
import { translator } from './text.ts';
import type { PageAnswer, PageRoute, PageServices, Visit } from './visit.ts';

export interface OperatorPageOptions {
  /** With scheme and port, where browsers reach it under a name; its own scheme and number are known without. */
  readonly publicAddress?: string | undefined;
  readonly ownAddress: () => string;
  readonly sessionLimits?: SessionLimits | undefined;
  readonly passwordCost?: PasswordCost | undefined;
  /** Calls a minute from one address. */
  readonly callsAMinute?: number | undefined;
}

const CALLS_A_MINUTE = 300;
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // Not `no-referrer`: with it a browser does not say where a form comes from.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What is known of a request before its body is read. */
interface Visitor {
  readonly language: Language;
  readonly token: string;
  readonly operator: string | undefined;
}

/**
 * The operator's side: pages written here, with no script, below `/operator` of the same server. Every page but the login
 * needs a session; every form its own token and an origin that is ours. Nothing of the field API is touched.
 */
export async function addOperatorPage(
  app: FastifyInstance,
  { store, clock, random, newId }: ServerContext,
  shelf: FileShelf,
  options: OperatorPageOptions,
): Promise<void> {
  const secure = app.initialConfig.https !== undefined || (options.publicAddress ?? '').startsWith('https:');
  const passwordCost = options.passwordCost ?? PASSWORD_COST;
  const services: PageServices = {
    store,
    clock,
    random,
    newId,
    shelf,
    sessions: createSessions(store, clock, random, options.sessionLimits ?? SESSION_LIMITS),
    checkPassword: createPasswordCheck(store, createPatience(clock), passwordCost),
    passwordCost,
    source: { newId, now: () => clock.now() },
    ownAddress: options.ownAddress,
  };
  const names = cookies(secure);
  await app.register(async (scope) => addPages(scope, services, names, options), { prefix: '/operator' });
}

async function addPages(
  scope: FastifyInstance,
  services: PageServices,
  names: CookieNames,
  { publicAddress, callsAMinute = CALLS_A_MINUTE }: OperatorPageOptions,
): Promise<void> {
  const visitors = new WeakMap<FastifyRequest, Visitor>();
  const tls = scope.initialConfig.https !== undefined;
  const counted = scope.createRateLimit({ max: callsAMinute, keyGenerator: (request) => `operator ${normalizeIP(request.ip)}` });
  const limited = async (request: FastifyRequest): Promise<void> => {
    const found = await counted(request);
    if (!found.isAllowed && found.isExceeded) throw Object.assign(new Error('too many'), { statusCode: 429 });
  };
  // Counted below, before anything is looked up: what a visitor without a session is told counts, too.
  const config = { rateLimit: false as const };
  readForms(scope);

  scope.addHook('onRequest', async (request, reply) => {
    const asked = (request.query as Record<string, unknown>).lang;
    const kept = languages.find((l) => l === asked) ?? languages.find((l) => l === cookieOf(request, names.language));
    const cookie = cookieOf(request, names.token);
    // Given now where there is none, so that also the login's form can show that it is ours.
    const token = isToken(cookie) ? cookie : newToken(services.random);
    visitors.set(request, { language: kept ?? languageOf(request.headers['accept-language']), token, operator: undefined });
    await limited(request);
    if (kept !== undefined && kept === asked) names.keep(reply, 'language', kept);
    if (!isOwn(request.headers.host, publicAddress)) return refuse(request, reply, 421, fault('origin.host'));
    if (request.method === 'POST' && !isOwnOrigin(request.headers, publicAddress, tls))
      return refuse(request, reply, 403, fault('origin.foreign'));
    const operator = isToken(cookie) ? await services.sessions.operatorOf(cookie) : undefined;
    visitors.set(request, { ...visitorOf(request), operator });
    if (!isToken(cookie)) names.keep(reply, 'token', token);
    if (operator === undefined && !isOpen(request)) {
      // Before the body is read: who is not logged in is not to fill the memory.
      return request.method === 'GET'
        ? reply.redirect(address(['login']), 303)
        : refuse(request, reply, 403, fault('login.needed'));
    }
  });
  // After the hook that holds for all calls, which knows programs and not browsers.
  scope.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS))
      if (name !== 'content-type' || reply.getHeader('content-type') === undefined) reply.header(name, value);
  });
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'a page failed by a bug');
    const said = SAID[status] ?? (status < 500 ? 'page.unreadable' : 'page.error');
    return refuse(request, reply, Math.min(status, 500), fault(said));
  });
  scope.setNotFoundHandler((request, reply) => refuse(request, reply, 404, fault('page.missing')));

  scope.get(STYLE_ADDRESS.slice('/operator'.length), { config: { ...config, open: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=31536000, immutable').send(STYLE),
  );
  for (const one of routes) {
    scope.route({
      method: one.method,
      url: one.path,
      exposeHeadRoute: false,
      config: { ...config, open: one.open === true },
      ...(one.bodyLimit === undefined ? {} : { bodyLimit: one.bodyLimit }),
      handler: (request, reply) => serve(one, request, reply),
    });
  }

  const visitorOf = (request: FastifyRequest): Visitor =>
    visitors.get(request) ?? { language: 'pl', token: newToken(services.random), operator: undefined };

  function visitOf(request: FastifyRequest): Visit {
    const { language, token, operator } = visitorOf(request);
    const t = translator(language);
    const done = ACTIONS.find((action) => action === (request.query as Record<string, unknown>).done);
    return {
      services,
      operator: operator ?? '',
      token,
      from: normalizeIP(request.ip),
      form: (request.body as SentForm | undefined) ?? EMPTY_FORM,
      done: done === undefined ? undefined : t(`done.${done}`),
      view: { language, t, operator, formToken: formToken(token), url: request.url, now: services.clock.now() },
    };
  }

  async function serve(one: PageRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visit = visitOf(request);
    if (one.method === 'POST' && !isFormToken(visit.token, visit.form.text._form ?? ''))
      return refuse(request, reply, 403, fault('form.foreign'));
    const params = one.params?.safeParse(request.params);
    if (params?.success === false) return refuse(request, reply, 404, fault('page.missing'));
    const query = one.query?.safeParse(request.query) ?? { data: undefined };
    const input = { params: params?.data, query: query.data ?? one.query?.parse({}) };
    return answer(request, reply, visit, await one.handle(visit, input));
  }

  function answer(request: FastifyRequest, reply: FastifyReply, visit: Visit, said: PageAnswer): FastifyReply {
    if ('missing' in said) return refuse(request, reply, 404, said.missing);
    if ('to' in said) {
      if (said.token !== undefined) names.keep(reply, 'token', said.token);
      return reply.redirect(said.to, 303);
    }
    if ('file' in said) {
      const { type, name, size, content } = said.file;
      return reply
        .type(type)
        .headers({ 'content-disposition': dispositionOf(name, type), 'content-length': size })
        .send(content);
    }
    return page(reply.code(said.status ?? 200), visit, said.page);
  }

  const page = (reply: FastifyReply, { view }: Visit, content: PageContent): FastifyReply =>
    reply
      .type(HEADERS['content-type'])
      .header('content-language', view.language)
      .send(markup(pageOf(view, content)));

  /** A page that says why not, and leads on. */
  function refuse(request: FastifyRequest, reply: FastifyReply, status: number, { code, params }: Fault): FastifyReply {
    const visit = visitOf(request);
    const { t } = visit.view;
    const body = html`<p class="notice bad" role="alert">${t(code, params)}</p>
<p><a href="${address([])}">${t('page.home')}</a></p>`;
    return page(reply.code(status), visit, { title: t('page.refused'), body });
  }
}

const SAID: Readonly<Record<number, Fault['code']>> = {
  404: 'page.missing',
  413: 'page.too-large',
  415: 'page.unreadable',
  429: 'page.too-many',
};

const isOpen = (request: FastifyRequest): boolean => (request.routeOptions.config as { open?: boolean }).open === true;
