import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOW } from '../../../tests/support/dossiers.ts';
import { aNote, aStore } from '../../../tests/support/store.ts';
import { createServerClock } from './server-clock.ts';

const HOUR = 3_600_000;

/** A device whose clock is `off` behind the server's, and calls that take as long each way as the test says. */
function bench(off: number) {
  const { store, time } = aStore();
  const clock = createServerClock({ now: () => time.now }, store.state);
  let server = NOW + off;
  const pass = (ms: number): void => {
    server += ms;
    time.now += ms;
  };
  return {
    clock,
    store,
    time,
    pass,
    truth: () => server,
    call(there: number, back: number, during: () => void = () => {}): void {
      const askedAt = time.now;
      pass(there);
      const serverTime = server;
      during();
      pass(back);
      clock.note({ askedAt, answeredAt: time.now, serverTime });
    },
  };
}

it('knows nothing before the first contact, and goes by this machine until then', () => {
  const b = bench(HOUR);
  expect([b.clock.offsetMs(), b.clock.now()]).toEqual([null, NOW]);
});

it('is never off by more than half of the quickest call', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -20 * 365 * 24 * HOUR, max: 20 * 365 * 24 * HOUR }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 20_000 })), {
        minLength: 1,
        maxLength: 8,
      }),
      (off, calls) => {
        const clock = createServerClock({ now: () => NOW }, aState());
        let now = NOW;
        for (const [there, back] of calls) {
          clock.note({ askedAt: now, answeredAt: now + there + back, serverTime: now + there + off });
          now += there + back + 1_000;
        }
        const quickest = Math.min(...calls.map(([there, back]) => there + back));
        expect(Math.abs((clock.offsetMs() ?? Number.NaN) - off)).toBeLessThanOrEqual(quickest / 2 + 1);
      },
    ),
    { numRuns: 200 },
  );
});

it('follows at the next contact when this machine’s clock was set, however good the calls before were', () => {
  const b = bench(0);
  for (let i = 0; i < 8; i += 1) b.call(5, 5);
  b.time.now -= 3 * HOUR;
  b.call(400, 300);
  expect(Math.abs(b.clock.now() - b.truth())).toBeLessThanOrEqual(350);
});

it('takes nothing from a call during which the clock was set back, and soon puts right one during which it was set on', () => {
  const b = bench(HOUR);
  b.call(10, 10);
  b.call(10, 10, () => {
    b.time.now -= 24 * HOUR;
  });
  expect(b.clock.offsetMs()).toBe(HOUR);
  b.call(10, 10, () => {
    b.time.now += 48 * HOUR;
  });
  b.call(10, 10);
  expect(b.clock.now()).toBe(b.truth());
});

it('is kept over a restart, and written beside the device’s own time of what is done', () => {
  const b = bench(2 * HOUR);
  b.call(10, 10);
  expect(createServerClock({ now: () => b.time.now }, b.store.state).offsetMs()).toBe(2 * HOUR);
  const { operation } = submitted(b);
  expect(operation).toMatchObject({ deviceTime: new Date(b.time.now).toISOString(), clockOffsetMs: 2 * HOUR });
});

function submitted(b: ReturnType<typeof bench>) {
  const appended = b.store.transaction(() => b.store.operations.append(aNote('zapisane'), '1042'));
  const record = b.store.operations.get(appended.id);
  if (record === undefined) throw new Error('not recorded');
  return record;
}

function aState() {
  const kept = new Map<string, unknown>();
  return {
    get: (key: string) => kept.get(key),
    set: (key: string, value: unknown) => void kept.set(key, value),
    delete: (key: string) => void kept.delete(key),
  } as unknown as ReturnType<typeof aStore>['store']['state'];
}
