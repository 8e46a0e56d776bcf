import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { keepPageAlive } from './page-recovery.ts';

function page(answers: { readonly again?: boolean; readonly anew?: boolean } = {}) {
  const contents = Object.assign(new EventEmitter(), { forcefullyCrashRenderer: () => void heard.push('ended') });
  const heard: string[] = [];
  let now = 0;
  let answer = (_: boolean): void => {};
  keepPageAlive(contents as never, {
    clock: { now: () => now },
    reload: () => void heard.push('reload'),
    quit: () => void heard.push('quit'),
    askAfterCrashes: async () => {
      heard.push('asked');
      return answers.again ?? false;
    },
    askWhetherToWait: () => {
      heard.push('asked');
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  });
  return {
    heard,
    emit: (event: string, reason?: string) => contents.emit(event, {}, { reason }),
    pass: (ms: number) => {
      now += ms;
    },
    say: (yes: boolean) => answer(yes),
  };
}

test('a page that died comes back by itself, three times a minute; then the person is asked', async () => {
  const { heard, emit } = page({ again: true });
  for (let i = 0; i < 3; i += 1) emit('render-process-gone', 'crashed');
  expect(heard).toEqual(['reload', 'reload', 'reload']);
  emit('render-process-gone', 'oom');
  await vi.waitFor(() => expect(heard.slice(3)).toEqual(['asked', 'reload']));
  emit('render-process-gone', 'crashed');
  expect(heard.slice(5)).toEqual(['reload']);
});

test('over a longer time it comes back as often as it takes, and a page that is left is no crash', () => {
  const { heard, emit, pass } = page();
  for (let i = 0; i < 10; i += 1) {
    emit('render-process-gone', 'crashed');
    pass(30_000);
  }
  expect(heard).toEqual(Array(10).fill('reload'));
  emit('render-process-gone', 'clean-exit');
  expect(heard).toHaveLength(10);
});

test('who has had enough ends the program', async () => {
  const { heard, emit } = page({ again: false });
  for (let i = 0; i < 4; i += 1) emit('render-process-gone', 'crashed');
  await vi.waitFor(() => expect(heard.slice(3)).toEqual(['asked', 'quit']));
});

test('a page that hangs is ended on the person’s word, asked once, and not when it came round meanwhile', async () => {
  const hanging = page();
  hanging.emit('unresponsive');
  hanging.emit('unresponsive');
  expect(hanging.heard).toEqual(['asked']);
  hanging.say(true);
  await vi.waitFor(() => expect(hanging.heard).toEqual(['asked', 'ended']));

  const cameRound = page();
  cameRound.emit('unresponsive');
  cameRound.emit('responsive');
  cameRound.say(true);
  await Promise.resolve();
  cameRound.emit('unresponsive');
  await vi.waitFor(() => expect(cameRound.heard.at(-1)).toBe('asked'));
  expect(cameRound.heard).not.toContain('ended');
});
