import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { PriceList, QuoteContent } from '../../../domain/model/index.ts';
import { problem } from '../../../domain/problem.ts';
import { quoteLineOf, quoteTotals } from '../../../domain/quote.ts';
import { openDatabase } from '../../../sqlite/database.ts';
import { aSubTicket, aTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { anIntent, aStore, removal, subTicketChange, ticketChange } from '../../../tests/support/store.ts';
import type { QuoteDraft } from '../api/quote-views.ts';
import { createStore } from '../store/store.ts';
import { createQuotes } from './quotes.ts';

const migrations = join(import.meta.dirname, '..', '..', '..', 'resources', 'migrations', 'core');
const TODAY = '2026-03-10';
const list = (id: string, change: Partial<PriceList> = {}): PriceList => ({
  id,
  name: `Cennik ${id}`,
  validFrom: '2026-01-01',
  validUntil: null,
  items: [{ id: 'licencja', name: 'Licencja', group: 'software', unit: 'szt.', unitNet: 99_000, vat: 23 }],
  offers: [],
  ...change,
});
const typed = (quantity: string): QuoteDraft => ({
  stations: { purchase: '1', exchange: '0' },
  lines: [{ id: 'line-1', item: 'licencja', name: 'Licencja', quantity, price: '' }],
  validUntil: '2026-03-24',
});

let version = 1000;
/** A technician's taken ticket without a quote, with those price lists. */
function aDevice(lists: readonly PriceList[] = [list('a')], ticket = takenTicket({ quote: null, exportedToBackofficeAt: null })) {
  const device = aStore();
  const give = (...rows: readonly PriceList[]) =>
    device.store.applyChanges(
      rows.map((data) => {
        version += 1;
        return { kind: 'priceList', seq: version, id: data.id, version, data };
      }),
      String(version),
      true,
    );
  device.store.applyChanges([ticketChange(ticket), subTicketChange(aSubTicket())], 'c1', true);
  give(...lists);
  const { db, store } = device;
  const quotes = createQuotes({ db, store, clock: { now: () => device.time.now } });
  const view = () => {
    const answer = quotes.view('1042');
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };
  return { ...device, quotes, view, give };
}
const basis = { priceList: 'a', day: TODAY };

it('a draft is there after the program was killed, letter for letter, right or not yet', async () => {
  const { db, folder, quotes, time } = aDevice();
  const draft: QuoteDraft = {
    ...typed('1'),
    lines: [{ id: 'l', item: 'licencja', name: 'Licencja', quantity: '', price: '12,' }],
  };
  quotes.saveDraft({ ticketId: '1042', expects: 0, typed: typed('1'), basis });
  db.close();

  const core = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { openDatabase } from ${core('../../../sqlite/database.ts')};
    import { createStore } from ${core('../store/store.ts')};
    import { createQuotes } from ${core('./quotes.ts')};
    const db = openDatabase(${JSON.stringify(join(folder, 'technik.db'))}, ${JSON.stringify({ migrations, backups: join(folder, 'backups') })});
    const clock = { now: () => ${time.now} };
    const kept = createQuotes({ db, store: createStore(db, clock, '0.1.0'), clock })
      .saveDraft({ ticketId: '1042', expects: 1, typed: ${JSON.stringify(draft)} });
    process.stdout.write(JSON.stringify(kept));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [said] = await once(child.stdout, 'data');
  expect(JSON.parse(String(said))).toEqual({ ok: true, value: { version: 2 } });
  child.kill('SIGKILL');
  await ended;

  const again = openDatabase(join(folder, 'technik.db'), { migrations, backups: join(folder, 'backups') });
  onTestFinished(() => void again.close());
  const clock = { now: () => time.now };
  const after = createQuotes({ db: again, store: createStore(again, clock, '0.1.0'), clock }).view('1042');
  expect(after).toMatchObject({ ok: true, value: { draft: { version: 2, typed: draft, basis: { day: TODAY } } } });
});

it('of two windows the later one is told that there is another draft, and writes nothing over it', () => {
  const { quotes, view } = aDevice();
  quotes.saveDraft({ ticketId: '1042', expects: 0, typed: typed('1'), basis });
  expect(quotes.saveDraft({ ticketId: '1042', expects: 1, typed: typed('2') })).toMatchObject({ ok: true });
  expect(quotes.saveDraft({ ticketId: '1042', expects: 1, typed: typed('3') })).toMatchObject({
    ok: false,
    error: { code: 'quote.draft-elsewhere' },
  });
  expect(view().draft).toMatchObject({ version: 2, typed: typed('2'), basis: { list: { id: 'a' } } });
});

it('a window that still shows a draft which was given up cannot bring it back unseen', () => {
  const { quotes, view } = aDevice();
  quotes.saveDraft({ ticketId: '1042', expects: 0, typed: typed('1'), basis });
  quotes.dropDraft('1042', 1);
  expect(view().draft).toEqual({ version: 2, at: null, typed: null, basis: null });
  expect(quotes.saveDraft({ ticketId: '1042', expects: 1, typed: typed('2') })).toMatchObject({ ok: false });
  expect(quotes.saveDraft({ ticketId: '1042', expects: 2, typed: typed('2'), basis })).toMatchObject({ ok: true });
});

it('remembers the list by which a draft was begun, also after another one took its place', () => {
  const { quotes, view, give, store } = aDevice();
  quotes.saveDraft({ ticketId: '1042', expects: 0, typed: typed('1'), basis });
  give(list('b', { validFrom: '2026-03-01' }));
  store.applyChanges([{ ...removal('ticket', 'a'), kind: 'priceList' } as never], 'later', true);
  expect(view().list?.id).toBe('b');
  expect(view().draft.basis?.list.id).toBe('a');
  quotes.saveDraft({ ticketId: '1042', expects: 1, typed: typed('2') });
  expect(view().draft.basis?.list.id).toBe('a');
  quotes.saveDraft({ ticketId: '1042', expects: 2, typed: typed('2'), basis: { priceList: 'b', day: TODAY } });
  expect(view().draft.basis?.list.id).toBe('b');
});

it('goes by the list in force that began last, and says which one ended or comes where none is', () => {
  const ended = list('alt', { validUntil: '2026-02-28' });
  const next = list('neu', { validFrom: '2026-04-01' });
  expect(aDevice([list('a'), list('b', { validFrom: '2026-03-10' }), ended, next]).view().list?.id).toBe('b');
  expect(aDevice([ended]).view()).toMatchObject({ list: null, otherList: { name: 'Cennik alt', validUntil: '2026-02-28' } });
  expect(aDevice([ended, next]).view()).toMatchObject({ list: null, otherList: { name: 'Cennik neu' } });
  expect(aDevice([]).view()).toMatchObject({ list: null, otherList: null, heard: false, obstacle: null });
});

it('asks for the stations of all points of sale that did not resign', () => {
  const { store, view } = aDevice();
  const more = [
    aSubTicket({ id: '1042-2', punktId: '736', stations: { purchase: 0, exchange: 2 } }),
    aSubTicket({ id: '1042-3', punktId: '737', status: 'resigned', stations: { purchase: 9, exchange: 9 } }),
  ];
  store.applyChanges(more.map(subTicketChange), 'c2', true);
  expect(view()).toMatchObject({ stations: { purchase: 1, exchange: 2 }, points: 2 });
});

it.each([
  ['quote.already-exported', takenTicket()],
  ['ticket.suspended', takenTicket({ status: 'suspended', exportedToBackofficeAt: null })],
  ['ticket.ended', takenTicket({ status: 'closed' })],
  ['ticket.not-taken', aTicket()],
  ['ticket.taken-by-another', takenTicket({ technicianId: 'tech-2' })],
] as const)('says why it cannot be changed: %s', (code, ticket) => {
  expect(aDevice([list('a')], ticket).view().obstacle?.code).toBe(code);
  expect(aDevice([], ticket).view().obstacle?.code).toBe(code);
});

it('shows what was refused until somebody has dealt with it, or a newer quote was saved', () => {
  const { store, view, time } = aDevice();
  const [item] = list('a').items;
  if (item === undefined) throw new Error();
  const stations = { purchase: 1, exchange: 0 };
  const lines = [quoteLineOf(list('a'), item, { quantity: 1, unitNet: 0, stations, day: TODAY })];
  const content: QuoteContent = { priceList: 'a', lines, stations, quotedOn: TODAY, validUntil: '2026-03-24' };
  const save = () => {
    time.now += 1;
    const totalGross = quoteTotals(lines).gross;
    const saved = store.submit(anIntent('ticket.saveQuote', '1042', { totalGross, content }));
    if (!saved.ok) throw new Error(saved.error.code);
    return saved.value.id;
  };
  const refuse = (id: string) => {
    store.operations.settle(id, { outcome: 'rejected', reason: problem('quote.price-list-ended', { name: 'Cennik a' }) });
    store.refreshView('1042');
  };
  const first = save();
  expect(view()).toMatchObject({ refused: null, quote: { revision: 1, totalGross: 121_770 }, waiting: [{ id: first }] });
  refuse(first);
  expect(view()).toMatchObject({ quote: null, waiting: [], refused: { operationId: first, content, totalGross: 121_770 } });
  const second = save();
  expect(view().refused).toBeNull();
  refuse(second);
  store.operations.acknowledge(second);
  expect(view().refused).toBeNull();
});
