import type { LookupAddress } from 'node:dns';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { Lookup } from '../types.ts';
import type { Lab } from './servers.ts';

export interface PlainLab {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** What is taken from or added to the true time in `Date`; null leaves the header out. Milliseconds. */
  readonly dateOff?: number | null;
  /** Every question: method, path, and whatever could give somebody away. */
  readonly seen?: PlainAsked[];
}

export interface PlainAsked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What answers on the server's port without encryption: the server's own web server, or a network in its place. */
export const startPlain = (
  lab: Lab,
  { status, headers = {}, body = '', dateOff = 0, seen }: PlainLab,
  port = 0,
): Promise<number> =>
  lab.listen(
    createServer((request, response) => {
      seen?.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      response.sendDate = false;
      if (dateOff !== null) response.setHeader('date', new Date(Date.now() + dateOff).toUTCString());
      response.writeHead(status, headers).end(body);
    }),
    port,
  );

export const SIGN_IN_PAGE = '<!doctype html><title>Galeria Wi-Fi</title><form>…</form>';

/** A name that leads to this machine, as one of somewhere else would. */
export const atThisMachine: Lookup = async (_host, family): Promise<readonly LookupAddress[]> =>
  family === 4 ? [{ address: '127.0.0.1', family }] : [];
