import { expect, it } from 'vitest';
import { createPortHost } from './port-host.ts';

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
