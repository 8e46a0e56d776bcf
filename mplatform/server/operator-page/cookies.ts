import type { FastifyReply, FastifyRequest } from 'fastify';

export interface CookieNames {
  readonly token: string;
  readonly language: string;
  /** Null: no longer. */
  keep(reply: FastifyReply, which: 'token' | 'language', value: string | null): void;
}

const YEAR_S = 31_536_000;

/** With TLS names that browsers take only from this very host, over TLS; no other host of the domain can plant them. */
export function cookies(secure: boolean): CookieNames {
  const prefix = secure ? '__Host-' : '';
  const rest = secure ? '; Path=/; Secure; HttpOnly; SameSite=Strict' : '; Path=/operator; HttpOnly; SameSite=Strict';
  const names = { token: `${prefix}mplatform-operator`, language: `${prefix}mplatform-language` };
  return {
    ...names,
    keep(reply, which, value) {
      const life = value === null ? '; Max-Age=0' : which === 'language' ? `; Max-Age=${YEAR_S}` : '';
      const others = [reply.getHeader('set-cookie') ?? []]
        .flat()
        .map(String)
        .filter((other) => !other.startsWith(`${names[which]}=`));
      reply.removeHeader('set-cookie').header('set-cookie', [...others, `${names[which]}=${value ?? ''}${rest}${life}`]);
    },
  };
}

/** The cookie's value. One that comes twice is none: which of the two is ours cannot be told. */
export function cookieOf({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  const found = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}
