import { expect, it } from 'vitest';
import { createEvents } from './events.ts';

/** A listener that is already waiting for its first event. */
function listening(events = createEvents()) {
  const stop = new AbortController();
  const stream = events.stream(stop.signal);
  return { events, stop, stream, first: stream.next() };
}
const told = (...topics: string[]) => ({ done: false, value: { topics } });

it('tells what came in one turn as one event, each topic once', async () => {
  const { events, first, stream, stop } = listening();
  events.emit('tickets');
  events.emit('status', 'tickets');
  expect(await first).toEqual(told('tickets', 'status'));
  const second = stream.next();
  events.emit('till');
  expect(await second).toEqual(told('till'));
  stop.abort();
});

it('tells every listener', async () => {
  const one = listening();
  const two = listening(one.events);
  one.events.emit('probes');
  expect(await Promise.all([one.first, two.first])).toEqual([told('probes'), told('probes')]);
});

it('joins for a slow listener what came while it was busy', async () => {
  const { events, first, stream } = listening();
  events.emit('tickets');
  await first;
  for (const topic of ['status', 'till', 'status'] as const) {
    events.emit(topic);
    await Promise.resolve();
  }
  expect(await stream.next()).toEqual(told('status', 'till'));
});

it('ends when the listener goes, waiting or not', async () => {
  const waiting = listening();
  waiting.stop.abort();
  expect(await waiting.first).toEqual({ done: true, value: undefined });

  const busy = listening();
  busy.events.emit('tickets');
  await busy.first;
  busy.stop.abort();
  expect((await busy.stream.next()).done).toBe(true);
  busy.events.emit('tickets');
});

it('can tell of something that a listener itself brought about', async () => {
  const { events, first, stream } = listening();
  events.emit('tickets');
  await first;
  const next = stream.next();
  events.emit('status');
  expect(await next).toEqual(told('status'));
});
