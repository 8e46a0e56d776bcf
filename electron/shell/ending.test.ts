import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { endWithWindow, PATIENCE_MS } from './ending.ts';

/** Quitting as Electron does it: who listens may hold it up. */
function program() {
  const exits: number[] = [];
  const timers: { readonly ms: number; readonly callback: () => void }[] = [];
  const close = Promise.withResolvers<void>();
  let closes = 0;
  const app = Object.assign(new EventEmitter(), {
    exit: (code: number) => void exits.push(code),
    quit() {
      let held = false;
      const preventDefault = (): void => {
        held = true;
      };
      app.emit('will-quit', { preventDefault });
      if (!held) exits.push(-1);
    },
  });
  const core = {
    close: () => {
      closes += 1;
      return close.promise;
    },
  };
  const after = (ms: number, callback: () => void) => {
    timers.push({ ms, callback });
    return () => {};
  };
  endWithWindow(app as never, core, { after });
  return { app, exits, timers, close, closes: () => closes };
}

test('the last window’s end lets the core finish first', async () => {
  const { app, exits, close, closes } = program();
  app.emit('window-all-closed');
  expect({ exits, closes: closes() }).toEqual({ exits: [], closes: 1 });
  close.resolve();
  await close.promise;
  expect(exits).toEqual([0]);
});

test('a core that never finishes is not waited for longer than promised', () => {
  const { app, exits, timers } = program();
  app.quit();
  expect(timers.map(({ ms }) => ms)).toEqual([PATIENCE_MS]);
  timers[0]?.callback();
  expect(exits).toEqual([0]);
});

test('quitting twice asks the core once', () => {
  const { app, exits, closes } = program();
  app.quit();
  app.quit();
  expect({ exits, closes: closes() }).toEqual({ exits: [], closes: 1 });
});
