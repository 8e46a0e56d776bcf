import { describe, expect, it } from 'vitest';
import type { Intent } from '../../../domain/operations/operation.ts';
import { problem } from '../../../domain/problem.ts';
import { aServer } from '../../../tests/support/inbox-world.ts';

const HOUR = 3_600_000;
const TICKET = 't-80';
const take = (target: string): Intent => ({ kind: 'ticket.take', target, args: {} });
const edit = (fields: Record<string, { from: string; to: string }>, target = TICKET): Intent =>
  ({ kind: 'ticket.editCompany', target, args: { fields } }) as Intent;
const phone = (from: string, to: string): Intent => edit({ phone: { from, to } });
const note = (text: string, target = TICKET): Intent => ({ kind: 'ticket.addNote', target, args: { text } });

type Here = Awaited<ReturnType<Awaited<ReturnType<typeof aServer>>['device']>>;
const companyHere = (here: Here, id = TICKET) => here.store.viewRows.dossier(id)?.dossier.ticket.company;
const kinds = (here: Here) => here.store.operations.history(100).map((r) => [r.operation.kind, r.outcome]);

/** The phone of PPHU Spożywcza was changed here to 602, and at another machine of the technician to 601 before that. */
async function phoneConflict() {
  const world = await aServer();
  const here = await world.device();
  const other = await world.ownOther();
  const id = here.do(phone('', '602000111'));
  await other.act(phone('', '601000111'));
  await here.sync();
  return { ...world, here, other, id };
}

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
    expect(here.inbox.list().past).toMatchObject([{ outcome: 'applied', place: { ticketId: 't-61' } }]);
  });
});

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
    expect(here.inbox.list().past.find((p) => p.id === id)).toMatchObject({ outcome: 'rejected', redone: true });
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
    expect(here.inbox.list()).toMatchObject({ items: [], waiting: [], past: [{ id, outcome: 'rejected', redone: false }] });
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

  it('leaves alone what is on its way: its outcome is the server’s to say', async () => {
    const world = await aServer();
    const here = await world.device();
    const id = here.do(note('W drodze'));
    here.store.operations.number(id, { deviceId: here.store.state.get('device')?.deviceId ?? '', lastSeq: 0 }, null);
    expect(here.inbox.discard(id)).toMatchObject({ ok: false, error: { code: 'operation.already-sent' } });
    expect(here.inbox.discard('01900000-0000-7000-8000-000000000000')).toMatchObject({
      ok: false,
      error: { code: 'inbox.unknown' },
    });
  });
});

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
      waiting: [{ operations: [{ id, waitsFor: 'file', canWithdraw: false }] }],
      past: [{ kind: 'ticket.addNote', outcome: 'applied' }],
    });
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
        can: ['retry'],
      },
    ]);
    expect(here.inbox.unsent()).toMatchObject({ attention: 1 });
    // A repeat of the question may still arrive there: it cannot be given up, only decided by the server.
    expect(here.inbox.discard(id)).toMatchObject({ ok: false, error: { code: 'operation.already-sent' } });
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
    expect(here.inbox.list()).toMatchObject({ items: [], past: [{ id, outcome: 'withdrawn' }] });
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
          { kind: 'ticket.take', punktId: null, waitsFor: 'sending', canWithdraw: true },
          { kind: 'subTicket.take', punktId: '735', waitsFor: 'sending' },
        ],
      },
    ]);
    here.line.there = false;
    expect(here.inbox.list().waiting[0]?.operations.map((o) => o.waitsFor)).toEqual(['line', 'line']);
  });
});

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

describe('the export', () => {
  it('holds every value of what has not arrived, and no token, proof or key', async () => {
    const { here, server } = await phoneConflict();
    here.do({ kind: 'subTicket.close', target: 's-688', args: { receipt: 'a-receipt-that-is-nobodys-business' } });
    here.do({ kind: 'subTicket.recordInvoice', target: 's-688', args: { number: 'FV/7 <b>', totalGross: 123_450 } });
    const files = [here.inbox.export('html', 'pl'), here.inbox.export('json', 'en')] as const;
    const secrets = [...here.secrets.values()].flatMap((text) => {
      const { accessToken, refreshToken } = JSON.parse(text) as Record<string, string>;
      return [accessToken ?? '', refreshToken ?? ''];
    });
    expect(secrets.filter((s) => s.length > 20)).toHaveLength(2);
    const key = here.store.state.get('device')?.receiptPublicKey ?? '';
    expect(key).toContain('PUBLIC KEY');
    for (const { text } of files) {
      for (const value of ['602000111', '601000111', 'PPHU Spożywcza', 'Piekarnia Złoty Kłos', '688', server.address, 'operation.conflict'])
        expect(text).toContain(value);
      for (const secret of [...secrets, key, 'nobodys-business', 'Bearer']) expect(text).not.toContain(secret);
    }
    expect(files[0].text).toContain('FV/7 &lt;b&gt;');
    expect(files[0].text).toContain('1\u00a0234,50\u00a0zł');
    expect(files[0].text).toContain('Edycja firmy');
    expect(files[0].text).not.toContain('<script');
    expect(files[0].fileName).toBe('niewyslane-2026-11-23-1000.html');
    const json = JSON.parse(files[1].text) as { tickets: { operations: { state: string }[] }[] };
    expect(json.tickets.flatMap((t) => t.operations.map((o) => o.state)).toSorted()).toEqual(['conflict', 'waiting', 'waiting']);
  });

  it('holds all that was done to one ticket, where that is asked for', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(note('Pierwsza'));
    await here.sync();
    here.do(note('Inna', 't-61'));
    const { text } = here.inbox.export('json', 'pl', TICKET);
    expect(text).toContain('Pierwsza');
    expect(text).not.toContain('Inna');
  });
});
