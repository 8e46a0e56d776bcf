import { randomBytes, randomUUID } from 'node:crypto';
import type { MplatformOptions } from '../main.ts';
import type { Store } from '../store/port.ts';
import { startServer, type TestServer } from '../testing.ts';
import { saveOperatorAccount } from './accounts.ts';

/** For tests only: hashes that cost a thousandth, so that a test does not take as long as an attacker should. */
export const CHEAP = { N: 1024, r: 8, p: 1 };
export const NAME = 'ewa';
export const PASSWORD = 'poziomka-w-lesie';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}
export type Fields = Readonly<Record<string, string | Blob>>;

/** A browser: keeps cookies, follows nothing by itself, sends forms as browsers do. */
export interface Browser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form with the token of the page it stands on, unless `fields` brings its own. */
  post(
    path: string,
    fields?: Fields,
    options?: { headers?: Record<string, string>; multipart?: boolean; on?: string },
  ): Promise<Answer>;
  logIn(name?: string, password?: string): Promise<Answer>;
}

export function openBrowser(address: string): Browser {
  const cookies = new Map<string, string>();
  async function ask(method: string, path: string, headers: Record<string, string>, body?: string | FormData): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address + path, {
      method,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/Max-Age=0/.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  const browser: Browser = {
    cookies,
    get: (path, headers = {}) => ask('GET', path, headers),
    async post(path, fields = {}, { headers = {}, multipart = false, on = '/operator/login' } = {}) {
      const token =
        fields._form ??
        tokenIn((await browser.get(cookies.size > 0 && on === '/operator/login' ? '/operator/account' : on)).text) ??
        '';
      const all = { _form: token, ...fields };
      const from = { origin: address, 'sec-fetch-site': 'same-origin', ...headers };
      if (!multipart) {
        const texts = Object.entries(all).map(([name, value]) => [name, String(value)]);
        return ask(
          'POST',
          path,
          { 'content-type': 'application/x-www-form-urlencoded', ...from },
          String(new URLSearchParams(texts)),
        );
      }
      const form = new FormData();
      for (const [name, value] of Object.entries(all)) form.append(name, value as string);
      return ask('POST', path, from, form);
    },
    async logIn(name = NAME, password = PASSWORD) {
      const token = tokenIn((await browser.get('/operator/login')).text) ?? '';
      return browser.post('/operator/login', { _form: token, name, password });
    },
  };
  return browser;
}

export const tokenIn = (page: string): string | undefined => /name="_form" value="([^"]+)"/.exec(page)?.[1];

export interface OperatorServer extends TestServer {
  readonly store: Store;
}

/** A server with its pages, training data and one operator. */
export async function startOperatorServer(more: Partial<MplatformOptions> = {}): Promise<OperatorServer> {
  const server = await startServer({ operatorPage: { passwordCost: CHEAP, callsAMinute: 10_000 }, ...more });
  const { clock } = server;
  const store = await server.openStore();
  const source = { newId: randomUUID, now: () => clock.now() };
  const saved = await saveOperatorAccount({ store, source, random: randomBytes, cost: CHEAP }, NAME, PASSWORD);
  if (!saved.ok) throw new Error(saved.error.code);
  return Object.assign(Object.create(server) as TestServer, {
    store,
    close: async () => {
      await store.close();
      await server.close();
    },
  });
}

export const PDF = (text = 'x'): Blob => new Blob([`%PDF-1.7\n${text}\n%%EOF\n`], { type: 'application/pdf' });
