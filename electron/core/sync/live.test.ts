import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { FieldClient } from '../field/client.ts';
import { type LiveSocket, openLive } from './live.ts';

/** A live line whose socket says what the test says, and a clock that the test moves. */
function bench() {
  let at = 0;
  let timer: { readonly due: number; readonly callback: () => void } | undefined;
  const events = new EventEmitter();
  const seen = { changed: 0, lost: 0, options: {} as Record<string, unknown> };
  const socket = Object.assign(events, { terminate: () => void events.emit('close') }) as unknown as LiveSocket;
  openLive(
    { live: new URL('wss://mplatform.example/v1/live') } as FieldClient,
    'token',
    {
      after(ms, callback) {
        const mine = { due: at + ms, callback };
        timer = mine;
        return () => {
          if (timer === mine) timer = undefined;
        };
      },
    },
    {
      changed: () => {
        seen.changed += 1;
      },
      lost: () => {
        seen.lost += 1;
      },
    },
    (_address, options) => {
      seen.options = options.headers as Record<string, unknown>;
      return socket;
    },
  );
  return {
    seen,
    says: (event: string, content?: unknown) => void events.emit(event, content),
    pass(ms: number): void {
      at += ms;
      if (timer !== undefined && timer.due <= at) timer.callback();
    },
  };
}

it('is given up once it has said nothing for longer than the server ever stays silent', () => {
  const b = bench();
  b.says('open');
  for (let n = 0; n < 10; n += 1) {
    b.pass(30_000);
    b.says('ping');
  }
  b.pass(49_000);
  expect(b.seen.lost).toBe(0);
  b.pass(1_000);
  expect(b.seen.lost).toBe(1);
});

it('passes over what a newer server may say, and hears a poke after it', () => {
  const b = bench();
  b.says('open');
  for (const text of ['{"type":"message","of":"tomorrow"}', 'null', '[]', 'x', '{"type":"changed"}']) b.says('message', text);
  expect(b.seen.changed).toBe(0);
  b.says('message', '{"type":"changed","seq":7,"hint":{"new":true}}');
  expect(b.seen.changed).toBe(1);
});

it('says which version of the field API it speaks', () => {
  expect(bench().seen.options).toHaveProperty('m-technik-contract');
});
