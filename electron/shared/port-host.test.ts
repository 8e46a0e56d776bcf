import { expect, it } from 'vitest';
import { createPortHost, PROXY_MS, STOP_MS } from './port-host.ts';

it('passes on what the system says of waking, for as long as somebody listens', () => {
  const host = createPortHost(() => {}, { elevates: false, updates: false });
  const heard: string[] = [];
  const stop = host.onWake?.((why) => void heard.push(why));
  host.receive({ type: 'wake', why: 'resume' });
  host.receive({ type: 'wake', why: 'network' });
  stop?.();
  host.receive({ type: 'wake', why: 'resume' });
  expect(heard).toEqual(['resume', 'network']);
});

/** Time that passes when the test says so. */
function waits() {
  const waiting: { readonly ms: number; readonly callback: () => void }[] = [];
  const after = (ms: number, callback: () => void) => {
    const mine = { ms, callback };
    waiting.push(mine);
    return () => void waiting.splice(waiting.indexOf(mine), 1);
  };
  return { timers: { after }, waiting };
}

it('a child that does not end is not waited for without end, and one that ends is not waited for longer', async () => {
  const { timers, waiting } = waits();
  const sent: unknown[] = [];
  const host = createPortHost((message) => sent.push(message), { elevates: false, updates: false }, timers);
  const deaf = host.fork('pcpos-simulator', {}).stop();
  expect(waiting.map(({ ms }) => ms)).toEqual([STOP_MS]);
  waiting[0]?.callback();
  await deaf;
  waiting.length = 0;

  const child = host.fork('pcpos-simulator', {});
  const stopped = child.stop();
  host.receive({ type: 'fork-exit', child: 2 });
  await stopped;
  expect(waiting).toEqual([]);
  expect(sent.filter((message) => (message as { type: string }).type === 'stop-fork')).toHaveLength(2);
});

it('a way to an address that nobody finds out is unknown after a while, and an answer that comes later is nobody’s', async () => {
  const { timers, waiting } = waits();
  const host = createPortHost(() => {}, { elevates: false, updates: false }, timers);
  const asked = host.proxyFor(new URL('https://m.example/'));
  expect(waiting.map(({ ms }) => ms)).toEqual([PROXY_MS]);
  waiting[0]?.callback();
  expect(await asked).toEqual({ kind: 'unknown' });
  host.receive({ type: 'proxy-answer', id: 1, setting: { kind: 'none' } });
});
