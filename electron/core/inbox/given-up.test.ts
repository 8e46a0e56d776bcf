import { describe, expect, it } from 'vitest';
import { aServer, edit, HOUR, note, phone, TICKET, take } from '../../../tests/support/inbox-world.ts';

async function aNoteOnItsWay(lost: 'question' | 'answer') {
  const world = await aServer();
  const here = await world.device();
  const id = here.do(note('Wizyta we wtorek'));
  await here.send(lost);
  const notes = () => here.store.serverRows.dossier(TICKET)?.dossier.ticket.notes.map((n) => n.text) ?? [];
  return { ...world, here, id, notes };
}

describe('what was sent and has no answer', () => {
  it('is never just dropped: it is shown as being withdrawn until M/platform has said what became of it', async () => {
    const { here, id, notes } = await aNoteOnItsWay('question');
    here.line.there = false;
    expect(here.inbox.list().waiting).toMatchObject([{ operations: [{ id, mayHaveArrived: true, can: ['edit', 'discard'] }] }]);
    expect([here.inbox.discard(id), here.inbox.discard(id)]).toEqual(Array(2).fill({ ok: true, value: null }));
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [{ operations: [{ id, waitsFor: 'withdrawal', can: [] }] }] });
    expect(here.inbox.unsent()).toMatchObject({ count: 1, attention: 0 });
    expect(here.inbox.export('json', 'pl').text).toContain('"state": "withdrawing"');
    expect(here.store.viewRows.dossier(TICKET)?.dossier.ticket.notes).toEqual([]);
    await here.sync();
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [], past: 1 });
    expect(here.inbox.past().operations).toMatchObject([{ id, outcome: 'withdrawn', redone: false }]);
    expect(notes()).toEqual([]);
  });

  it('is done in no case any more, though the first question comes later than the withdrawal', async () => {
    const { here, id, notes } = await aNoteOnItsWay('question');
    const [question = []] = here.asked;
    here.inbox.discard(id);
    await here.sync();
    expect(await here.late(question)).toMatchObject({
      value: { results: [{ id, outcome: 'rejected', code: 'operation.withdrawn' }] },
    });
    await here.fetch();
    expect(notes()).toEqual([]);
  });

  it('is told of when M/platform had done it before, once, and it stands there once', async () => {
    const { here, id, notes } = await aNoteOnItsWay('answer');
    here.inbox.discard(id);
    await here.sync();
    expect(notes()).toEqual(['Wizyta we wtorek']);
    expect(here.store.operations.get(id)?.outcome).toBe('applied');
    expect(here.inbox.list()).toMatchObject({
      items: [{ id, state: 'arrived', reason: { code: 'inbox.arrived' }, can: ['discard'] }],
      waiting: [],
    });
    expect(here.inbox.unsent()).toMatchObject({ attention: 1, level: 'amber' });
    here.inbox.discard(id);
    expect(here.inbox.list().items).toEqual([]);
    expect(here.inbox.unsent()).toMatchObject({ attention: 0 });
    expect(here.inbox.past().operations).toMatchObject([{ id, outcome: 'applied' }]);
  });

  it('is repeated word for word as long as nobody gives it up; only then something else is said under its id', async () => {
    const { here, id } = await aNoteOnItsWay('question');
    await here.send('question');
    here.inbox.discard(id);
    await here.send('question');
    await here.send();
    const [first, again, withdrawn, withdrawnAgain] = here.asked;
    expect(again).toEqual(first);
    expect(withdrawn).toMatchObject([{ id, seq: first?.[0]?.seq, kind: 'operation.withdraw', target: TICKET, args: {} }]);
    expect(withdrawnAgain).toEqual(withdrawn);
  });

  it('holds up nothing else of the same ticket, nor does what was built on it go without it', async () => {
    const world = await aServer();
    const here = await world.device();
    const taken = here.do(take('t-115'));
    await here.send('question');
    const below = here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    const other = here.do(note('Osobno', 't-61'));
    here.inbox.discard(taken);
    expect(here.inbox.list().items).toMatchObject([{ id: below, state: 'held', builtOn: { id: taken, state: 'withdrawn' } }]);
    await here.sync();
    expect(here.store.operations.get(other)?.outcome).toBe('applied');
    expect(here.store.operations.get(below)?.outcome).toBeNull();
    expect(here.store.serverRows.dossier('t-115')?.dossier.ticket.technicianId).toBeNull();
  });

  it('goes with what was built on it, where that is asked for', async () => {
    const world = await aServer();
    const here = await world.device();
    const taken = here.do(take('t-115'));
    await here.send('question');
    const below = here.do({ kind: 'subTicket.take', target: 's-735', args: {} });
    here.inbox.discard(taken, true);
    expect(here.store.operations.get(below)?.outcome).toBe('withdrawn');
    expect(here.inbox.list().items).toEqual([]);
  });
});

describe('the same with other words', () => {
  it('goes after the first version was withdrawn, and only then', async () => {
    const { here, id, notes } = await aNoteOnItsWay('question');
    expect(here.inbox.edit(id, note('Wizyta w środę')).ok).toBe(true);
    expect(here.inbox.list().waiting[0]?.operations.map((o) => [o.id === id, o.waitsFor])).toEqual([
      [true, 'withdrawal'],
      [false, 'order'],
    ]);
    await here.send('question');
    expect(here.asked.at(-1)).toHaveLength(1);
    await here.sync();
    expect(notes()).toEqual(['Wizyta w środę']);
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [] });
  });

  it('waits for the person where the first version had arrived: nothing is done twice by itself', async () => {
    const { here, id, notes } = await aNoteOnItsWay('answer');
    here.inbox.edit(id, note('Wizyta w środę'));
    await here.sync();
    expect(notes()).toEqual(['Wizyta we wtorek']);
    const { items } = here.inbox.list();
    expect(items).toMatchObject([
      { state: 'held', reason: { code: 'operation.original-applied' }, can: ['retry', 'edit', 'discard'] },
    ]);
    here.store.rebuildView();
    expect(here.inbox.list().items).toMatchObject([{ state: 'held', reason: { code: 'operation.original-applied' } }]);
    here.inbox.retry(items[0]?.id ?? '');
    await here.sync();
    expect(notes()).toEqual(['Wizyta we wtorek', 'Wizyta w środę']);
    expect(here.inbox.list().items).toEqual([]);
  });

  it('is an edit of what is there now, where it was the first version’s field', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(phone('', '601000111'));
    await here.send('question');
    expect(here.inbox.resolve(id, { phone: '602000111' }).ok).toBe(true);
    await here.sync();
    expect(here.store.serverRows.dossier(TICKET)?.dossier.ticket.company.phone).toBe('602000111');
  });

  it('is asked about field by field, where the first version had arrived', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(edit({ phone: { from: '', to: '601000111' } }));
    await here.send('answer');
    here.inbox.resolve(id, { phone: '602000111' });
    await here.sync();
    const [item] = here.inbox.list().items;
    expect(item).toMatchObject({ state: 'held', fields: [{ mine: '602000111', theirs: '601000111' }] });
    here.inbox.resolve(item?.id ?? '', { phone: '602000111' });
    await here.sync();
    expect(here.store.serverRows.dossier(TICKET)?.dossier.ticket.company.phone).toBe('602000111');
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [] });
  });
});

describe('what M/platform puts off again and again', () => {
  const file = { kind: 'quote', sha256: 'a'.repeat(64), name: 'wycena.pdf', size: 9 } as const;

  it('can be given up, and is not done when its file comes after all', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do({ kind: 'ticket.attachFile', target: TICKET, args: file });
    for (let i = 0; i < 25; i += 1) {
      await here.sync();
      world.clock.advance(HOUR);
    }
    const question = here.asked.find((batch) => batch.some((o) => o.id === id)) ?? [];
    expect(here.inbox.list().items).toMatchObject([{ id, state: 'stuck', mayHaveArrived: true }]);
    here.inbox.discard(id);
    await here.sync();
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [] });
    expect(await here.late(question)).toMatchObject({
      value: { results: [{ outcome: 'rejected', code: 'operation.withdrawn' }] },
    });
  });
});
