import { expect, it } from 'vitest';
import type { RunningFacts } from '../../native-checks/pcpos/index.ts';
import { createRestartWatch, type LastChange } from './till-restart.ts';

const minute = (m: number): number => Date.UTC(2026, 10, 23, 9, m);
const iso = (m: number): string => new Date(minute(m)).toISOString();
const yes = (since: string | null): RunningFacts => ({ state: 'yes', reason: null, since });
const no: RunningFacts = { state: 'no', reason: null, since: null };
const unknown: RunningFacts = { state: 'unknown', reason: 'remote', since: null };

/** A till in the test's hands, on virtual time. */
function bench() {
  let now = minute(0);
  let change: LastChange | null = { id: '1', at: iso(0) };
  let running: RunningFacts = yes(iso(-60));
  let pending: { readonly at: number; readonly callback: () => void } | undefined;
  let looks = 0;
  /** What the next looks wait for before they end. */
  const slow: Promise<void>[] = [];
  const told: unknown[] = [];
  const watch = createRestartWatch({
    clock: { now: () => now },
    timers: {
      after(ms, callback) {
        const mine = { at: now + ms, callback };
        pending = mine;
        return () => {
          if (pending === mine) pending = undefined;
        };
      },
    },
    lastChange: async () => change,
    look: async () => {
      looks++;
      const seen = running;
      await slow.shift();
      return seen;
    },
    changed: (state) => told.push(state),
  });
  return {
    watch,
    told,
    slow,
    state: async () => (await watch.ask()).state,
    looks: () => looks,
    watching: () => pending !== undefined,
    set(next: { readonly running?: RunningFacts; readonly change?: LastChange | null }) {
      running = next.running ?? running;
      change = next.change === undefined ? change : next.change;
    },
    /** The next look of its own. */
    async tick() {
      const due = pending;
      if (due === undefined) throw new Error('nobody watches');
      pending = undefined;
      now = due.at;
      due.callback();
      // A look is a chain of settled promises.
      for (let i = 0; i < 20; i++) await Promise.resolve();
    },
  };
}

it('needs a restart while PC-POS runs since before the change, and tells each step until it was restarted', async () => {
  const b = bench();
  expect(await b.state()).toBe('needed');
  await b.tick();
  expect(b.told).toEqual([]);
  b.set({ running: no });
  await b.tick();
  b.set({ running: yes(iso(1)) });
  await b.tick();
  expect(b.told).toEqual(['down', 'done']);
  expect(b.watching()).toBe(false);
  expect(await b.watch.ask()).toMatchObject({
    state: 'done',
    changedAt: iso(0),
    downAt: expect.any(String),
    upAt: expect.any(String),
  });
});

it('sees a restart that was quicker than it looks, by when PC-POS was started', async () => {
  const b = bench();
  expect(await b.state()).toBe('needed');
  b.set({ running: yes(iso(1)) });
  await b.tick();
  expect(b.told).toEqual(['done']);
  expect(await b.watch.ask()).toMatchObject({ downAt: null, upAt: iso(1) });
});

it('where the system does not tell since when it runs, only going down and up is a restart', async () => {
  const b = bench();
  b.set({ running: yes(null) });
  expect(await b.state()).toBe('unknown');
  b.set({ running: no });
  await b.tick();
  b.set({ running: yes(null) });
  await b.tick();
  expect(b.told).toEqual(['down', 'done']);
});

it('once restarted stays so, also when PC-POS is closed in the evening; until the next change', async () => {
  const b = bench();
  b.set({ running: yes(iso(1)) });
  expect(await b.state()).toBe('done');
  b.set({ running: no });
  expect(await b.state()).toBe('done');
  b.set({ running: yes(iso(1)), change: { id: '2', at: iso(5) } });
  expect(await b.state()).toBe('needed');
});

it('says nothing where nothing was changed, and does not watch', async () => {
  const b = bench();
  b.set({ change: null });
  expect(await b.state()).toBeNull();
  expect(b.watching()).toBe(false);
});

it('does not pretend to watch a till on another machine', async () => {
  const b = bench();
  b.set({ running: unknown });
  expect(await b.state()).toBe('unknown');
  expect(b.watching()).toBe(false);
});

it('answers all who ask while it looks by one more look, not by one for each', async () => {
  const b = bench();
  let end = (): void => {};
  b.slow.push(new Promise<void>((resolve) => (end = resolve)));
  const first = b.state();
  for (let i = 0; i < 20; i++) await Promise.resolve();
  const others = [b.state(), b.state(), b.state()];
  b.set({ running: yes(iso(1)) });
  end();
  expect(await first).toBe('needed');
  // Asked before PC-POS was started again, answered by a look after it.
  expect(await Promise.all(others)).toEqual(['done', 'done', 'done']);
  expect(b.looks()).toBe(2);
});

it('looks for a quarter of an hour after the last question, and then no more', async () => {
  const b = bench();
  await b.state();
  while (b.watching()) await b.tick();
  expect(b.looks()).toBe(1 + (15 * 60) / 2);
  await b.state();
  expect(b.watching()).toBe(true);
});

it('stops at once when its workplace closes, and asks nothing twice at a time', async () => {
  const b = bench();
  await b.state();
  await b.state();
  b.watch.stop();
  expect(b.watching()).toBe(false);
  await b.state();
  expect(b.watching()).toBe(false);
});

it('does not take an older look that ends later for PC-POS coming up again', async () => {
  const b = bench();
  const old = Promise.withResolvers<void>();
  b.slow.push(old.promise);
  const first = b.state();
  // It begins to look while PC-POS still runs; then PC-POS is closed, and a second look begins.
  for (let i = 0; i < 5; i++) await Promise.resolve();
  b.set({ running: no });
  const second = b.state();
  for (let i = 0; i < 20; i++) await Promise.resolve();
  old.resolve();
  expect([await first, await second]).toEqual(['needed', 'down']);
  expect(await b.state()).toBe('down');
});
