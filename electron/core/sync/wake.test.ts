import { expect, it } from 'vitest';
import type { Timers } from '../timers.ts';
import { type WakeReason, watchForWakes } from './wake.ts';

/** A machine whose clock and timers go on as the test says; while it sleeps, timers stand still and the clock does not. */
function machine() {
  let now = Date.parse('2026-03-10T08:00:00Z');
  let timer: { left: number; readonly callback: () => void } | undefined;
  const timers: Timers = {
    after(ms, callback) {
      const mine = { left: ms, callback };
      timer = mine;
      return () => {
        if (timer === mine) timer = undefined;
      };
    },
  };
  const woken: WakeReason[] = [];
  const at = { addresses: 'eth0 192.168.1.7' };
  let told: ((why: WakeReason) => void) | undefined;
  const stop = watchForWakes({
    timers,
    clock: { now: () => now },
    addresses: () => at.addresses,
    onWake: (listener) => {
      told = listener;
      return () => {
        told = undefined;
      };
    },
    wake: (why) => void woken.push(why),
  });
  return {
    woken,
    at,
    stop,
    tell: (why: WakeReason) => told?.(why),
    watches: () => timer !== undefined,
    sleep: (ms: number) => {
      now += ms;
    },
    awake(ms: number): void {
      for (let left = ms; left > 0 && timer !== undefined; ) {
        const step = Math.min(left, timer.left);
        now += step;
        left -= step;
        timer.left -= step;
        if (timer.left === 0) timer.callback();
      }
    },
  };
}

it('wakes nobody while nothing happens', () => {
  const m = machine();
  m.awake(3_600_000);
  expect(m.woken).toEqual([]);
});

it('notices within seconds that the machine slept', () => {
  const m = machine();
  m.awake(12_000);
  m.sleep(8 * 3_600_000);
  m.awake(5_000);
  expect(m.woken).toEqual(['resume']);
  m.awake(60_000);
  expect(m.woken).toEqual(['resume']);
});

it('notices another network once, and that there is one again, but not that there is none', () => {
  const m = machine();
  m.at.addresses = 'wlan0 10.0.0.4';
  m.awake(10_000);
  expect(m.woken).toEqual(['network']);
  m.at.addresses = '';
  m.awake(10_000);
  expect(m.woken).toEqual(['network']);
  m.at.addresses = 'wlan0 10.0.0.4';
  m.awake(10_000);
  expect(m.woken).toEqual(['network', 'network']);
});

it('passes on what the system says itself, and stops with everything when told', () => {
  const m = machine();
  m.tell('resume');
  expect(m.woken).toEqual(['resume']);
  m.stop();
  m.tell('resume');
  expect([m.woken.length, m.watches()]).toEqual([1, false]);
});
