import { setTimeout as wait } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import { codeOf, FIRST_PHONE, ticketOf } from './country.ts';
import type { Answered, Ask, Line } from './http.ts';

/** What one call took, and whether it was served. */
export type Noted = (what: string, answered: Pick<Answered, 'status' | 'ms'>) => void;

/** One simulated technician's machine: tokens, cursor and the count of its operations, as the app keeps them. */
export interface Technician {
  readonly n: number;
  enrol(): Promise<void>;
  /** New tokens, as each morning. */
  refresh(): Promise<void>;
  /** Everything new, page by page; how many rows. */
  sync(): Promise<number>;
  /** One call with so many edits, over this technician's tickets in turn. */
  push(edits: number): Promise<void>;
  /** Opens the live line, which is answered by its first poke; `poked` is told of the later ones. */
  listen(poked: (seq: number) => void): Promise<void>;
  hangUp(): void;
  /** Any other call in the device's name. */
  ask(what: string, ask: Ask): ReturnType<Line['ask']>;
}

/** How often a call is repeated that was refused for now. */
const TRIES = 20;

export function technician(n: number, line: Line, note: Noted, tickets: number): Technician {
  let tokens = { accessToken: '', refreshToken: '' };
  let cursor: string | undefined;
  let seq = 0;
  const phones: string[] = [];
  let socket: WebSocket | undefined;
  const path = () => `/v1/changes${cursor === undefined ? '' : `?cursor=${cursor}`}`;

  /** As the device does: what is refused for now is asked again after the time that M/platform named. */
  async function ask(what: string, asked: Ask) {
    for (let tries = 1; ; tries += 1) {
      const answered = await line.ask({ token: tokens.accessToken, ...asked });
      note(what, answered);
      if (answered.status < 400) return answered;
      const later = answered.status === 429 || answered.status === 503;
      if (!later || tries === TRIES) throw new Error(`${what}: ${answered.status} ${answered.body}`);
      await wait(1000 * (answered.retryAfter ?? 0.2) * (1 + Math.random()));
    }
  }
  const post = (what: string, path: string, body: unknown) => ask(what, { method: 'POST', path, body: JSON.stringify(body) });

  return {
    n,
    ask,
    async enrol() {
      const { body } = await post('enrol', '/v1/devices', {
        enrolmentCode: codeOf(n),
        machineId: `machine-${String(n).padStart(6, '0')}`,
        name: `Laptop ${n}`,
        appVersion: '1',
      });
      const said = JSON.parse(body);
      tokens = said;
      seq = said.lastSeq;
    },
    async refresh() {
      const { body } = await post('refresh', '/v1/tokens', { refreshToken: tokens.refreshToken });
      tokens = JSON.parse(body);
    },
    async sync() {
      for (let rows = 0; ; ) {
        const { body } = await ask('sync', { path: path() });
        const lines = body.trimEnd().split('\n');
        const end = JSON.parse(lines.at(-1) ?? '{}') as { cursor: string; more: boolean };
        cursor = end.cursor;
        rows += lines.length - 1;
        if (!end.more) return rows;
      }
    },
    async push(edits) {
      const operations = Array.from({ length: edits }, () => {
        seq += 1;
        const from = phones[seq % tickets] ?? FIRST_PHONE;
        const to = String(600_000_000 + (seq % 99_999_999));
        phones[seq % tickets] = to;
        return {
          kind: 'ticket.editCompany',
          target: ticketOf(n, seq % tickets),
          args: { fields: { phone: { from, to } } },
          id: uuidv7(),
          seq,
          deviceTime: new Date().toISOString(),
          appVersion: '1',
        };
      });
      const { body } = await post('push', '/v1/operations', { operations });
      const { results } = JSON.parse(body) as { results: readonly { outcome: string }[] };
      const applied = results.filter(({ outcome }) => outcome === 'applied').length;
      if (applied !== edits) throw new Error(`push: ${body}`);
    },
    listen(poked) {
      const began = performance.now();
      const headers = { authorization: `Bearer ${tokens.accessToken}` };
      const opening = new WebSocket(`${line.address.replace('http', 'ws')}/v1/live`, { headers, perMessageDeflate: false });
      socket = opening;
      return new Promise((resolve, reject) => {
        opening.once('error', reject);
        opening.once('message', () => {
          note('live line', { status: 101, ms: performance.now() - began });
          opening.on('message', (data) => {
            const said = JSON.parse(String(data)) as { type: string; seq: number };
            if (said.type === 'changed') poked(said.seq);
          });
          opening.on('error', () => undefined);
          resolve();
        });
      });
    },
    hangUp: () => socket?.terminate(),
  };
}
