import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../domain/operations/operation.ts';
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

describe('keep mine', () => {
  it('does it anew on top of what is there, and is judged like anything else', async () => {
    const { here, id } = await phoneConflict();
    expect(here.inbox.keepMine(id).ok).toBe(true);
    expect(here.store.operations.undecided().map((r) => r.operation.args)).toEqual([
      { fields: { phone: { from: '601000111', to: '602000111' } } },
    ]);
    await here.sync();
    expect(companyHere(here)?.phone).toBe('602000111');
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [] });
    expect(here.inbox.past().operations.find((p) => p.id === id)).toMatchObject({ outcome: 'rejected', redone: true });
  });

  it('is a conflict again where it was changed once more meanwhile: nothing is forced', async () => {
    const { here, id, other } = await phoneConflict();
    await other.act(phone('601000111', '603000111'));
    here.inbox.keepMine(id);
    await here.sync();
    expect(here.inbox.list().items).toMatchObject([
      { state: 'conflict', fields: [{ before: '601000111', mine: '602000111', theirs: '603000111' }] },
    ]);
  });

  it('happens once, however often it is asked for', async () => {
    const { here, id } = await phoneConflict();
    expect([here.inbox.keepMine(id), here.inbox.keepMine(id), here.inbox.retry(id), here.inbox.discard(id)]).toEqual(
      Array(4).fill({ ok: true, value: null }),
    );
    expect(kinds(here)).toHaveLength(2);
    await here.sync();
    expect(here.inbox.keepMine(id).ok).toBe(true);
    expect(kinds(here)).toHaveLength(2);
  });

  it('happens whole or not at all', async () => {
    const { here, id } = await phoneConflict();
    here.ids.next(() => {
      throw new Error('the machine lost its power');
    });
    expect(() => here.inbox.keepMine(id)).toThrow('lost its power');
    here.ids.next(undefined);
    expect(here.inbox.list().items).toMatchObject([{ id, state: 'conflict' }]);
    expect(kinds(here)).toEqual([['ticket.editCompany', 'rejected']]);
    expect(here.inbox.keepMine(id).ok).toBe(true);
    expect(kinds(here)).toHaveLength(2);
  });

  it('builds on the row that came with the refusal, where the line broke before the page that brings it', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(phone('', '602000111'));
    await (await world.ownOther()).act(phone('', '601000111'));
    await here.send();
    expect(here.inbox.list().items).toMatchObject([{ fields: [{ theirs: '601000111' }] }]);
    expect(here.inbox.keepMine(id).ok).toBe(true);
    expect(here.inbox.list().items).toEqual([]);
    await here.sync();
    expect(companyHere(here)?.phone).toBe('602000111');
  });

  it('takes along what was built on it', async () => {
    const world = await aServer();
    const here = await world.device();
    const first = here.do(phone('', '602000111'));
    const second = here.do(phone('602000111', '604000111'));
    await (await world.ownOther()).act(phone('', '605000111'));
    await here.sync();
    expect(here.inbox.list().items).toMatchObject([
      { id: first, builtOn: null },
      { id: second, state: 'conflict', builtOn: { id: first, state: 'rejected' } },
    ]);
    here.inbox.keepMine(first);
    expect(here.inbox.list().items).toEqual([]);
    await here.sync();
    expect(companyHere(here)?.phone).toBe('604000111');
  });

  it('chooses field by field', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(
      edit({
        phone: { from: '', to: '602000111' },
        email: { from: '', to: 'a@example.com' },
        street: { from: 'ul. Szkolna 12', to: 'ul. Szkolna 14' },
      }),
    );
    await (await world.ownOther()).act(edit({ phone: { from: '', to: '601000111' }, email: { from: '', to: 'b@example.com' } }));
    await here.sync();
    expect(here.inbox.list().items[0]?.fields.map((f) => [f.field, f.conflict])).toEqual([
      ['phone', true],
      ['email', true],
      ['street', false],
    ]);
    here.inbox.resolve(id, { email: 'c@example.com', street: 'ul. Szkolna 14' });
    await here.sync();
    expect(companyHere(here)).toMatchObject({ phone: '601000111', email: 'c@example.com', street: 'ul. Szkolna 14' });
  });

  it('refuses what the rules refuse, and changes nothing then', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(edit({ nip: { from: '8213457130', to: '7974569439' } }));
    await (await world.ownOther()).act(edit({ nip: { from: '8213457130', to: '7773019821' } }));
    await here.sync();
    expect(here.inbox.resolve(id, { nip: '1234567890' })).toMatchObject({ ok: false, error: { code: 'company.nip-invalid' } });
    expect(here.inbox.list().items).toMatchObject([{ id, state: 'conflict' }]);
  });
});

describe('the other ways out', () => {
  it('takes theirs: the refusal is noted, nothing is sent, and it stays in the history', async () => {
    const { here, id } = await phoneConflict();
    expect([here.inbox.takeTheirs(id), here.inbox.takeTheirs(id)]).toEqual(Array(2).fill({ ok: true, value: null }));
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [] });
    expect(here.inbox.past().operations).toMatchObject([{ id, outcome: 'rejected', redone: false }]);
    expect(companyHere(here)?.phone).toBe('601000111');
  });

  it('edits: the same thing with other words, once', async () => {
    const world = await aServer();
    const here = await world.device();
    const suspend = (text: string): Intent => ({ kind: 'ticket.suspend', target: TICKET, args: { note: text } });
    await (await world.ownOther()).act(suspend('Inny powód'));
    const id = here.do(suspend('Detalista się waha'));
    await here.sync();
    expect(here.inbox.list().items).toMatchObject([
      { id, state: 'rejected', said: [{ name: 'note', value: 'Detalista się waha' }], can: ['edit', 'discard'] },
    ]);
    expect(here.inbox.edit(id, suspend('Później'))).toMatchObject({ ok: false, error: { code: 'ticket.suspended' } });
    expect(here.inbox.list().items).toHaveLength(1);
    await (await world.ownOther()).act({ kind: 'ticket.resume', target: TICKET, args: {} });
    await here.fetch();
    expect(here.inbox.edit(id, note('Później'))).toMatchObject({ ok: false, error: { code: 'inbox.other-operation' } });
    expect(here.inbox.edit(id, suspend('Później')).ok).toBe(true);
    expect(here.inbox.edit(id, suspend('Jeszcze później')).ok).toBe(true);
    await here.sync();
    expect(here.store.viewRows.dossier(TICKET)?.dossier.ticket).toMatchObject({ status: 'suspended', suspensionNote: 'Później' });
  });

  it('discards what was never sent by taking it back, and what was refused by taking note', async () => {
    const world = await aServer();
    const here = await world.device();
    const mine = here.do(take('t-115'));
    await (await world.colleague()).act(take('t-115'));
    const sending = here.send();
    const below = here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    await sending;
    for (const id of [mine, below, mine, below]) expect(here.inbox.discard(id)).toEqual({ ok: true, value: null });
    expect(here.inbox.list().items).toEqual([]);
    expect(kinds(here)).toEqual([
      ['subTicket.take', 'withdrawn'],
      ['ticket.take', 'rejected'],
    ]);
  });

  it('does the whole chain anew when the ticket is free again, in its order', async () => {
    const world = await aServer();
    const here = await world.device();
    const mine = here.do(take('t-115'));
    here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    here.do({ kind: 'subTicket.recordTraining', target: 's-735', args: { retailerName: 'Jan Sam' } });
    await (await world.colleague()).act(take('t-115'));
    await here.sync();
    await world.operator.withdrawTicket('t-115', 'reassigned', '101');
    await here.fetch();
    expect(here.inbox.list().items.find((i) => i.id === mine)?.can).toEqual(['retry', 'discard']);
    expect(here.inbox.retry(mine).ok).toBe(true);
    expect(here.inbox.list().items).toEqual([]);
    await here.sync();
    expect(here.store.viewRows.dossier('t-115')?.dossier.subTickets).toMatchObject([
      { status: 'inProgress', training: { retailerName: 'Jan Sam' } },
    ]);
  });

  it('knows only what was done here', async () => {
    const world = await aServer();
    const here = await world.device();
    expect(here.inbox.discard('01900000-0000-7000-8000-000000000000')).toMatchObject({
      ok: false,
      error: { code: 'inbox.unknown' },
    });
  });
});
