import { describe, expect, it } from 'vitest';
import { aServer, note, TICKET, take } from '../../../tests/support/inbox-world.ts';

describe('a ticket that was taken away', () => {
  it('is told until it was read, its work is judged, stays readable, and goes into the export', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(note('Detalista prosi o wtorek'));
    await world.operator.withdrawTicket(TICKET, 'deadline', '102');
    await here.fetch();
    expect(here.inbox.list()).toMatchObject({
      items: [],
      takenAway: [{ place: { name: 'PPHU Spożywcza' }, reason: 'deadline', done: 1, undecided: 1 }],
    });
    await here.sync();
    expect(here.inbox.list().items).toMatchObject([
      { id, state: 'rejected', reason: { code: 'ticket.withdrawn' }, can: ['discard'] },
    ]);
    here.inbox.discard(id);
    expect(here.inbox.export('json', 'pl').text).toContain('Detalista prosi o wtorek');
    here.inbox.readTakenAway(TICKET);
    here.inbox.readTakenAway(TICKET);
    expect(here.inbox.list().takenAway).toEqual([]);
    expect(here.inbox.export('json', 'pl').text).toContain('Detalista prosi o wtorek');
  });

  it('is told anew when it came back and is taken away once more', async () => {
    const world = await aServer();
    const here = await world.device();
    await world.operator.withdrawTicket(TICKET, 'deadline', '102');
    await here.fetch();
    here.inbox.readTakenAway(TICKET);
    await world.operator.withdrawTicket(TICKET, 'reassigned', '101');
    await here.fetch();
    here.do(take(TICKET));
    await here.sync();
    await world.operator.withdrawTicket(TICKET, 'reassigned', '102');
    await here.fetch();
    expect(here.inbox.list().takenAway).toMatchObject([{ reason: 'reassigned', done: 1 }]);
  });

  it('is not told of tickets that this technician had nothing to do with', async () => {
    const world = await aServer();
    const here = await world.device();
    await world.operator.withdrawTicket('t-127', 'reassigned', '102');
    await here.fetch();
    expect(here.inbox.list().takenAway).toEqual([]);
  });
});
