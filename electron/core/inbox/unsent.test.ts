import { describe, expect, it } from 'vitest';
import { aServer, HOUR, note, take } from '../../../tests/support/inbox-world.ts';

describe('how pressing it is', () => {
  it('counts deadlines without what M/platform has not got yet', async () => {
    const world = await aServer();
    const here = await world.device();
    expect(here.inbox.unsent()).toMatchObject({ count: 0, attention: 0, nearest: null, urgent: false, level: 'none' });
    // Opened today: three days to take it, whatever was recorded here.
    here.do(take('t-115'));
    expect(here.inbox.unsent()).toMatchObject({
      count: 1,
      nearest: { ticketId: 't-115', name: 'PPHU SAM', deadline: { kind: 'take', daysLeft: 3 } },
      urgent: false,
      level: 'neutral',
    });
    world.clock.advance(24 * HOUR);
    expect(here.inbox.unsent()).toMatchObject({ nearest: { deadline: { daysLeft: 2 } }, urgent: true, level: 'red' });
    await here.sync();
    expect(here.inbox.unsent()).toMatchObject({ count: 0, urgent: false, level: 'none' });
  });

  it('is amber for a refusal that nobody has looked at, red where its ticket’s deadline is near', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(take('t-115'));
    await (await world.colleague()).act(take('t-115'));
    await here.sync();
    expect(here.inbox.unsent()).toMatchObject({ count: 0, attention: 1, level: 'amber' });
    const [item] = here.inbox.list().items;
    here.inbox.discard(item?.id ?? '');
    expect(here.inbox.unsent().level).toBe('none');
  });

  it('is red for what has been waiting for days, though no deadline is near', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(note('Uwaga', 't-52'));
    expect(here.inbox.unsent()).toMatchObject({ nearest: null, level: 'neutral' });
    world.clock.advance(73 * HOUR);
    expect(here.inbox.unsent()).toMatchObject({ nearest: null, urgent: true, level: 'red' });
  });
});
