import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createNotifier } from './notifier.ts';

function notifier(supported = true) {
  const shown: (EventEmitter & { readonly title: string; readonly body: string })[] = [];
  let clicks = 0;
  const notify = createNotifier({
    isSupported: () => supported,
    make: (options) =>
      Object.assign(new EventEmitter(), options, {
        show() {
          shown.push(this as never);
        },
      }),
    clicked: () => {
      clicks += 1;
    },
  });
  return { notify, shown, clicks: () => clicks };
}

test('a notification is shown, and a click on it brings the person to the window', () => {
  const { notify, shown, clicks } = notifier();
  notify('Termin jutro', 'Zgłoszenie 115');
  expect(shown.map(({ title, body }) => [title, body])).toEqual([['Termin jutro', 'Zgłoszenie 115']]);
  shown[0]?.emit('click');
  expect(clicks()).toBe(1);
});

test('what is too long ends in three dots and not in the middle of nowhere', () => {
  const { notify, shown } = notifier();
  notify('ą'.repeat(100), 'słowo '.repeat(100));
  expect(shown[0]?.title).toHaveLength(60);
  expect(shown[0]?.body).toMatch(/słowo…$/);
  expect(shown[0]?.body.length).toBeLessThanOrEqual(250);
});

test('where the system shows none, nothing is made', () => {
  const { notify, shown } = notifier(false);
  notify('a', 'b');
  expect(shown).toEqual([]);
});
