import { expect, test } from 'vitest';
import { createEvents } from '../core/events.ts';
import type { CoreStatus } from './core-messages.ts';
import { type Telling, tellStatus } from './tell-status.ts';

function core() {
  const events = createEvents();
  const now = { language: 'pl' as 'pl' | 'en', state: 'idle' as CoreStatus['sync'], count: 0 };
  const telling: Telling = {
    events,
    settled: async () => {},
    settings: { get: () => ({ language: now.language }) },
    workplace: () => ({
      sync: { status: () => ({ state: now.state }) },
      inbox: { unsent: () => ({ count: now.count, attention: 0 }) },
    }),
  };
  return { telling, now, changed: () => events.emit('status') };
}

test('main is told at once, and then of each change that makes a difference', async () => {
  const { telling, now, changed } = core();
  const stop = new AbortController();
  const told: CoreStatus[] = [];
  const waiting: (() => void)[] = [];
  const next = () => new Promise<void>((resolve) => waiting.push(resolve));
  const first = next();
  const rested = { count: 0 };
  const ended = tellStatus(
    telling,
    (status) => {
      told.push(status);
      waiting.shift()?.();
    },
    async () => {
      rested.count += 1;
    },
    stop.signal,
  );
  await first;
  expect(told).toEqual([{ type: 'status', language: 'pl', sync: 'idle', unsent: 0, attention: 0 }]);
  // Nothing that main shows is another.
  changed();
  await new Promise((resolve) => setImmediate(resolve));
  expect(rested.count).toBe(1);
  now.count = 2;
  const second = next();
  changed();
  await second;
  expect(told.map(({ unsent }) => unsent)).toEqual([0, 2]);
  now.language = 'en';
  const third = next();
  changed();
  await third;
  expect(told.at(-1)?.language).toBe('en');
  stop.abort();
  await ended;
});

test('after the word to stop nothing is asked of a core whose database may be closed', async () => {
  const { telling } = core();
  const stop = new AbortController();
  stop.abort();
  const told: CoreStatus[] = [];
  await tellStatus(
    {
      ...telling,
      workplace: () => {
        throw new Error('closed');
      },
    },
    (status) => told.push(status),
    async () => {},
    stop.signal,
  );
  expect(told).toEqual([]);
});
