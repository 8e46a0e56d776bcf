import { describe, expect, it } from 'vitest';
import {
  aServer,
  companyHere,
  edit,
  kinds,
  note,
  phone,
  phoneConflict,
  TICKET,
  take,
} from '../../../tests/support/inbox-world.ts';

describe('two who change the same ticket without a line', () => {
  it('is a conflict where it is the same field, told field by field, with who and when', async () => {
    const { here, id } = await phoneConflict();
    expect(here.inbox.list().items).toMatchObject([
      {
        id,
        kind: 'ticket.editCompany',
        place: { ticketId: TICKET, name: 'PPHU Spożywcza', city: 'Arklity', crmId: '80', punktId: null },
        state: 'conflict',
        reason: { code: 'operation.conflict' },
        fields: [
          {
            field: 'phone',
            before: '',
            mine: '602000111',
            theirs: '601000111',
            conflict: true,
            changedBy: { technician: 'Technik szkoleniowy', dealer: 'Dealer Alfa', at: '2026-11-23T09:00:00.000Z' },
          },
        ],
        can: ['keepMine', 'takeTheirs', 'edit', 'discard'],
      },
    ]);
  });

  it('names Dealer Beta, who had the ticket in between', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(phone('', '602000111'));
    await world.operator.withdrawTicket(TICKET, 'reassigned', '102');
    await (await world.beta()).act(take(TICKET), phone('', '700000111'));
    await world.operator.withdrawTicket(TICKET, 'reassigned', '101');
    await (await world.ownOther()).act(take(TICKET));
    await here.sync();
    expect(here.inbox.list().items[0]?.fields).toMatchObject([
      { theirs: '700000111', changedBy: { technician: null, dealer: 'Dealer Beta' } },
    ]);
  });

  it('merges without a word where the fields differ', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(phone('', '602000111'));
    await (await world.ownOther()).act(edit({ email: { from: '', to: 'sklep@example.com' } }));
    await here.sync();
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [] });
    expect(companyHere(here)).toMatchObject({ phone: '602000111', email: 'sklep@example.com' });
  });

  it('is no conflict where both wrote the same', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(phone('', '602000111'));
    await (await world.ownOther()).act(phone('', '602000111'));
    await here.sync();
    expect(here.inbox.list().items).toEqual([]);
  });

  it('is a conflict also where the other’s row came before ours was sent', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(phone('', '602000111'));
    await (await world.ownOther()).act(phone('', '601000111'));
    await here.fetch();
    expect(here.inbox.list().items).toMatchObject([{ id, state: 'conflict', fields: [{ theirs: '601000111', conflict: true }] }]);
    expect(here.inbox.keepMine(id)).toEqual({ ok: true, value: null });
    await here.sync();
    expect(companyHere(here)?.phone).toBe('602000111');
    expect(here.inbox.list().items).toEqual([]);
  });

  it('says who was first to take a ticket; what was built on it and not sent yet is held', async () => {
    const world = await aServer();
    const here = await world.device();
    const mine = here.do(take('t-115'));
    await (await world.colleague()).act(take('t-115'));
    const sending = here.send();
    const below = here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    const deeper = here.do({ kind: 'subTicket.recordTraining', target: 's-735', args: { retailerName: 'Jan Sam' } });
    await sending;
    const items = here.inbox.list().items;
    expect(items.find((i) => i.id === mine)).toMatchObject({
      state: 'rejected',
      reason: { code: 'ticket.taken-by-another' },
      takenBy: { technician: 'Marek Sowa', dealer: 'Dealer Alfa' },
    });
    for (const id of [below, deeper]) {
      expect(items.find((i) => i.id === id)).toMatchObject({
        state: 'held',
        place: { punktId: '735' },
        builtOn: { id: mine, kind: 'ticket.take', state: 'rejected' },
      });
    }
    await here.fetch();
    expect(here.inbox.list().items.map((i) => [i.id, i.state])).toEqual([
      [mine, 'rejected'],
      [below, 'held'],
      [deeper, 'held'],
    ]);
    expect(here.inbox.discard(mine, true).ok).toBe(true);
    expect(here.inbox.list().items).toEqual([]);
    expect(kinds(here).map(([, outcome]) => outcome)).toEqual(['withdrawn', 'withdrawn', 'rejected']);
  });

  it('says of what went out together, and was refused together, for whose sake it was', async () => {
    const world = await aServer();
    const here = await world.device();
    const mine = here.do(take('t-115'));
    here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    here.do(note('Osobno', 't-61'));
    await (await world.colleague()).act(take('t-115'));
    await here.sync();
    expect(here.inbox.list().items).toMatchObject([
      { id: mine, builtOn: null },
      { kind: 'subTicket.take', state: 'rejected', builtOn: { id: mine } },
    ]);
    expect(here.inbox.past().operations).toMatchObject([{ outcome: 'applied', place: { ticketId: 't-61' } }]);
  });
});
