import type { FastifyInstance } from 'fastify';
import { isTooDeep } from '../../../domain/json-depth.ts';

/** JSON as Fastify reads it, but none that is nested without end: writing its outcome down would fail as if by a bug. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isTooDeep(body)) return done(Object.assign(new Error('nested too deep'), { statusCode: 400 }));
    return parse(request, body, done);
  });
}
