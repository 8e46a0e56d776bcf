import { describe, expect, it } from 'vitest';
import { problem } from '../../../domain/problem.ts';
import { aServer, HOUR, note, TICKET, take } from '../../../tests/support/inbox-world.ts';

describe('what is put off', () => {
  it('lets the rest past, asks to be looked at after a day, and is never thrown away', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do({
      kind: 'ticket.attachFile',
      target: TICKET,
      args: { kind: 'quote', sha256: 'a'.repeat(64), name: 'wycena.pdf', size: 9 },
    });
    here.do(note('Przy okazji', 't-61'));
    await here.sync();
    expect(here.inbox.list()).toMatchObject({
      items: [],
      waiting: [{ operations: [{ id, waitsFor: 'file', mayHaveArrived: true }] }],
    });
    expect(here.inbox.past().operations).toMatchObject([{ kind: 'ticket.addNote', outcome: 'applied' }]);
    for (let i = 0; i < 30; i += 1) {
      world.clock.advance(HOUR);
      await here.sync();
    }
    expect(here.inbox.list().items).toMatchObject([
      {
        id,
        state: 'stuck',
        reason: { code: 'files.missing' },
        putOff: { since: '2026-11-23T09:00:00.000Z', times: 31 },
        can: ['retry', 'discard'],
      },
    ]);
    expect(here.inbox.unsent()).toMatchObject({ attention: 1 });
  });
});

describe('a file that cannot go', () => {
  it('asks to be looked at, is not tried for ever, and can be given up', async () => {
    const world = await aServer();
    const here = await world.device();
    const args = { kind: 'quote', sha256: 'a'.repeat(64), name: 'wycena.pdf', size: 9 } as const;
    const id = here.do({ kind: 'ticket.attachFile', target: TICKET, args });
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [{ operations: [{ waitsFor: 'file' }] }] });
    here.store.operations.explain(id, problem('files.lost', { name: 'wycena.pdf' }));
    expect(here.inbox.list()).toMatchObject({
      items: [{ id, state: 'held', reason: { code: 'files.lost' }, can: ['discard'] }],
      waiting: [],
    });
    expect(here.inbox.unsent()).toMatchObject({ attention: 1 });
    here.inbox.discard(id);
    expect(here.inbox.list().items).toEqual([]);
    expect(here.inbox.past().operations).toMatchObject([{ id, outcome: 'withdrawn' }]);
  });
});

describe('what waits', () => {
  it('says of a close that its proof is missing, and of what comes after it that it waits for that', async () => {
    const world = await aServer();
    const here = await world.device();
    const close = here.do({ kind: 'subTicket.close', target: 's-688', args: {} });
    here.do({ kind: 'subTicket.recordTraining', target: 's-688', args: { retailerName: 'Jan Sam' } });
    here.do(note('Uwaga', 't-61'));
    here.store.operations.explain(close, problem('probe.tcp-refused', { host: 'mplatform.example', port: 443 }));
    expect(here.inbox.list().waiting[0]?.operations.map((o) => [o.kind, o.waitsFor, o.reason?.code])).toEqual([
      ['subTicket.close', 'proof', 'probe.tcp-refused'],
      ['subTicket.recordTraining', 'order', undefined],
      ['ticket.addNote', 'sending', undefined],
    ]);
  });

  it('is told by ticket, with names and numbers, and what each waits for', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(take('t-115'));
    here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    expect(here.inbox.list().waiting).toMatchObject([
      {
        place: { ticketId: 't-115', name: 'PPHU SAM', punktId: null },
        deadline: { kind: 'take', daysLeft: 3 },
        operations: [
          { kind: 'ticket.take', place: { punktId: null }, waitsFor: 'sending', mayHaveArrived: false },
          { kind: 'subTicket.take', place: { punktId: '735' }, waitsFor: 'sending' },
        ],
      },
    ]);
    here.line.there = false;
    expect(here.inbox.list().waiting[0]?.operations.map((o) => o.waitsFor)).toEqual(['line', 'line']);
  });
});
