import { expect, test } from 'vitest';
import { createLifetime, type Ending, GONE_MS, LINGER_MS } from './lifetime.ts';
import { LAUNCH_MS } from './session.ts';

/** Time that passes when the test says so. */
function setUp(browser: boolean) {
  let pending: { readonly ms: number; readonly callback: () => void } | undefined;
  let ended: Ending | undefined;
  const lifetime = createLifetime(
    {
      after(ms, callback) {
        const mine = { ms, callback };
        pending = mine;
        return () => {
          if (pending === mine) pending = undefined;
        };
      },
    },
    browser,
    (why) => {
      ended = why;
    },
  );
  return { lifetime, waits: () => pending?.ms, pass: () => pending?.callback(), ended: () => ended };
}

test('it ends some seconds after its window is gone', () => {
  const { lifetime, waits, pass, ended } = setUp(true);
  lifetime.windows(1);
  expect(waits()).toBeUndefined();
  lifetime.windows(0);
  lifetime.browserEnded();
  expect(waits()).toBe(GONE_MS);
  pass();
  expect(ended()).toBe('gone');
});

test('a page that is reloaded in time keeps it', () => {
  const { lifetime, waits } = setUp(true);
  lifetime.windows(1);
  lifetime.windows(0);
  lifetime.windows(1);
  expect(waits()).toBeUndefined();
});

test('as long as the browser runs, a page that is away gets more time', () => {
  const { lifetime, waits } = setUp(true);
  lifetime.windows(1);
  lifetime.windows(0);
  expect(waits()).toBe(LINGER_MS);
});

test('a browser that ended before the page came may have handed it on, but not for ever', () => {
  const { lifetime, waits, pass, ended } = setUp(true);
  lifetime.browserEnded();
  expect(waits()).toBe(LINGER_MS);
  pass();
  expect(ended()).toBe('gone');
});

test('an address that was only printed waits for as long as it is good, and says why it no longer does', () => {
  const { lifetime, waits, pass, ended } = setUp(false);
  expect(waits()).toBe(LAUNCH_MS);
  lifetime.windows(1);
  expect(waits()).toBeUndefined();
  lifetime.windows(0);
  expect(waits()).toBe(GONE_MS);

  const unopened = setUp(false);
  unopened.pass();
  expect(unopened.ended()).toBe('expired');
  expect(ended()).toBeUndefined();
  pass();
  expect(ended()).toBe('gone');
});
